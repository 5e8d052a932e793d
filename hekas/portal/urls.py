"""The pages that show both apps, and the public site."""

from hekas.portal import urls_people, urls_public

app_name = "portal"
urlpatterns = [*urls_public.urlpatterns, *urls_people.urlpatterns]
