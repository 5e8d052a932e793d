"""The public site: the same for everybody, useful before any script."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from bookings.queries import catalogue
from hekas.portal import guide as guide_pages
from hekas.portal.prices import one_notice, years
from hekas.portal.queries.public import shown_therapists
from hekas.web.access import View, public

PLAIN_PAGES = ("home", "cramp_now", "guide", "therapists", "prices", "find_us", "privacy", "accessibility")
KEPT_OFFLINE = (
    "build/site.css",
    "css/pages/public.css",
    "css/pages/public-cramp.css",
    "fonts/figtree.woff2",
    "js/behaviours/error-summary.js",
    "js/behaviours/ten-minutes.js",
    "js/behaviours/offline.js",
    "js/behaviours/no-line.js",
    "img/mark.svg",
    "img/cramp-stretch.svg",
    "img/cramp-rub.svg",
    "img/cramp-warm.svg",
    "img/cramp-walk.svg",
)


def for_all(view: View) -> View:
    """Anybody may read it, and for five minutes any cache may keep it: it is the same for everybody."""
    kept = cache_control(public=True, max_age=300)(require_safe(view))
    return public("the public site: the same for everybody")(kept)


def page(request: HttpRequest, name: str, **context: object) -> HttpResponse:
    return render(request, f"portal/public/{name}.html", context)


@for_all
def home(request: HttpRequest) -> HttpResponse:
    shown = {"services": catalogue.services(), "therapists": shown_therapists()}
    return page(request, "home", **shown, locations=catalogue.locations())


@for_all
def cramp_now(request: HttpRequest) -> HttpResponse:
    return page(request, "cramp_now")


@for_all
def guide(request: HttpRequest) -> HttpResponse:
    return page(request, "guide", pages=guide_pages.PAGES)


@for_all
def guide_page(request: HttpRequest, slug: str) -> HttpResponse:
    shown = guide_pages.BY_SLUG.get(slug)
    if shown is None:
        raise Http404("no such page in the guide")
    before, after = guide_pages.neighbours(shown)
    return render(request, shown.template, {"page": shown, "before": before, "after": after})


@for_all
def therapists(request: HttpRequest) -> HttpResponse:
    return page(request, "therapists", therapists=shown_therapists())


@for_all
def prices(request: HttpRequest) -> HttpResponse:
    services = list(catalogue.services())
    return page(
        request, "prices", services=services, years=years(services), change_hours=one_notice(services)
    )


@for_all
def find_us(request: HttpRequest) -> HttpResponse:
    return page(request, "find_us", locations=catalogue.locations())


@for_all
def privacy(request: HttpRequest) -> HttpResponse:
    return page(request, "privacy")


@for_all
def accessibility(request: HttpRequest) -> HttpResponse:
    return page(request, "accessibility")


@for_all
def manifest(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/public/site.webmanifest", content_type="application/manifest+json")


@public("the same for everybody")
@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Served from the root so that its scope can be the cramp page; the files it keeps are named here."""
    context = {"files": [static(name) for name in KEPT_OFFLINE], "page": reverse("portal:cramp_now")}
    return render(
        request, "portal/public/service-worker.js", context, content_type="text/javascript; charset=utf-8"
    )


@for_all
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /accounts/", "Disallow: /admin/", "Disallow: /assessments/"]
    lines.append(f"Sitemap: {settings.SITE_URL}{reverse('portal:sitemap')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@for_all
def sitemap(request: HttpRequest) -> HttpResponse:
    paths = [reverse(f"portal:{name}") for name in PLAIN_PAGES]
    paths += [reverse("portal:guide_page", args=[shown.slug]) for shown in guide_pages.PAGES]
    addresses = [f"{settings.SITE_URL}{path}" for path in paths]
    return render(
        request,
        "portal/public/sitemap.xml",
        {"addresses": addresses},
        content_type="application/xml; charset=utf-8",
    )
