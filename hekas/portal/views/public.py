"""The public site: the same for everybody, useful before any script."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from hekas.portal import guide as guide_pages
from hekas.portal.queries.public import published_services, shown_therapists
from hekas.web.access import public

FOR_ALL = public("the public site: the same for everybody")
PLAIN_PAGES = ("home", "cramp_now", "guide", "therapists", "prices", "find_us", "privacy", "accessibility")


def page(request: HttpRequest, name: str, **context: object) -> HttpResponse:
    return render(request, f"portal/public/{name}.html", context)


@FOR_ALL
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return page(request, "home", services=published_services(), therapists=shown_therapists())


@FOR_ALL
@require_safe
def cramp_now(request: HttpRequest) -> HttpResponse:
    return page(request, "cramp_now")


@FOR_ALL
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    return page(request, "guide", pages=guide_pages.PAGES)


@FOR_ALL
@require_safe
def guide_page(request: HttpRequest, slug: str) -> HttpResponse:
    shown = guide_pages.BY_SLUG.get(slug)
    if shown is None:
        raise Http404("no such page in the guide")
    before, after = guide_pages.neighbours(shown)
    return render(request, shown.template, {"page": shown, "before": before, "after": after})


@FOR_ALL
@require_safe
def therapists(request: HttpRequest) -> HttpResponse:
    return page(request, "therapists", therapists=shown_therapists())


@FOR_ALL
@require_safe
def prices(request: HttpRequest) -> HttpResponse:
    return page(request, "prices", services=published_services())


@FOR_ALL
@require_safe
def find_us(request: HttpRequest) -> HttpResponse:
    return page(request, "find_us")


@FOR_ALL
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return page(request, "privacy")


@FOR_ALL
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return page(request, "accessibility")


@FOR_ALL
@require_safe
@cache_control(max_age=86400, public=True)
def manifest(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/public/site.webmanifest", content_type="application/manifest+json")


@FOR_ALL
@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Served from the root so that its scope can be the cramp page; the files it keeps are named here."""
    files = ["build/site.css", "css/pages/public.css", "css/pages/public-cramp.css", "fonts/figtree.woff2"]
    context = {"files": [static(name) for name in files], "page": reverse("portal:cramp_now")}
    return render(request, "portal/public/service-worker.js", context, content_type="text/javascript")


@FOR_ALL
@require_safe
@cache_control(max_age=86400, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /accounts/", "Disallow: /admin/", "Disallow: /assessments/"]
    lines.append(f"Sitemap: {settings.SITE_URL}{reverse('portal:sitemap')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@FOR_ALL
@require_safe
@cache_control(max_age=86400, public=True)
def sitemap(request: HttpRequest) -> HttpResponse:
    paths = [reverse(f"portal:{name}") for name in PLAIN_PAGES]
    paths += [reverse("portal:guide_page", args=[shown.slug]) for shown in guide_pages.PAGES]
    addresses = [f"{settings.SITE_URL}{path}" for path in paths]
    return render(
        request, "portal/public/sitemap.xml", {"addresses": addresses}, content_type="application/xml"
    )
