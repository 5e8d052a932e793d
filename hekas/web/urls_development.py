"""Pages for those who build the site."""

from django.urls import path

from hekas.web.views import showcase

app_name = "development"
urlpatterns = [path("components/", showcase.components, name="components")]
