"""The public site. `hekas.portal.urls` takes these into the namespace `portal`."""

from django.urls import path

from hekas.portal.views import public

app_name = "portal"
urlpatterns = [
    path("", public.home, name="home"),
    path("cramp-right-now/", public.cramp_now, name="cramp_now"),
    # the guide
    path("guide/", public.guide, name="guide"),
    path("guide/<slug:slug>/", public.guide_page, name="guide_page"),
    # the clinic
    path("therapists/", public.therapists, name="therapists"),
    path("prices/", public.prices, name="prices"),
    path("find-us/", public.find_us, name="find_us"),
    path("privacy/", public.privacy, name="privacy"),
    path("accessibility/", public.accessibility, name="accessibility"),
    # for machines
    path("site.webmanifest", public.manifest, name="manifest"),
    path("service-worker.js", public.service_worker, name="service_worker"),
    path("robots.txt", public.robots, name="robots"),
    path("sitemap.xml", public.sitemap, name="sitemap"),
]
