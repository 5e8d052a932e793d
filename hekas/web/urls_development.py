"""Pages for those who build the site."""

from django.urls import URLPattern

app_name = "development"
urlpatterns: list[URLPattern] = []
