"""What happens to every request: a reference, the guard, and what may be cached."""

import logging
import secrets
import time
from typing import Any
from urllib.parse import urlsplit

import structlog
from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_cache_control
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django_structlog.middlewares import RequestMiddleware

from hekas import redaction
from hekas.postgres.faults import went_meanwhile
from hekas.web.access import Kind, access_of
from hekas.web.routes import unknown_words
from hekas.web.views.errors import not_found, not_this_way

logger = logging.getLogger(__name__)

NOT_ALLOWED = 405
REFUSED = (403, 404)
LETTERS_OF_A_SESSION = 32
REFERENCE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none looks like another when read out


class RequestReference(RequestMiddleware):
    """Gives each request a short reference that a person can read out and that the log lines carry.

    The log says of a request: the method, the path without keys and query, the view, the status. Not who;
    only of a refusal the id of the account, for that may be somebody who tries doors. Nor which of several
    pages: some questions are asked only of those who take a blood thinner.
    """

    def prepare(self, request: HttpRequest) -> None:
        request.reference = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(8))
        request.began = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.reference)

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        match = request.resolver_match
        structlog.contextvars.bind_contextvars(
            view=match.view_name if match else None, ms=round((time.perf_counter() - request.began) * 1000)
        )
        if response.status_code in REFUSED and (who := self._known(request)):
            structlog.contextvars.bind_contextvars(who=who)
        super().handle_response(request, response)
        response["X-Request-Reference"] = request.reference

    @staticmethod
    def _known(request: HttpRequest) -> str:
        """Whose session met nothing there, or nothing for them (ASVS 16.3.2); nobody is looked up for it."""
        user = getattr(request, "_cached_user", None)
        return str(user.uuid) if user is not None and user.is_authenticated else ""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        match = request.resolver_match
        named = {word for word in match.kwargs.values() if isinstance(word, str)} if match else set()
        words = {word for word in named if not word.isdigit()} if match else unknown_words(request.path)
        return f"{request.method} {redaction.path(request.path, without=words)}"


class ContentPolicy(CSPMiddleware):
    """The policy of the settings, put together once. An answer with one of its own gets the library's."""

    OWN = ("_csp_exempt", "_csp_config", "_csp_update", "_csp_replace")

    @cached_property
    def usual(self) -> str | None:
        """None where the settings say more than one policy for all."""
        more = getattr(settings, "CONTENT_SECURITY_POLICY_REPORT_ONLY", None)
        is_one = set(settings.CONTENT_SECURITY_POLICY) == {"DIRECTIVES"} and not more
        return build_policy() if is_one else None

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        has_own = getattr(request, "_csp_nonce", None) or any(hasattr(response, name) for name in self.OWN)
        if self.usual is None or has_own:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.usual)
        request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)
        return response


class Sessions(SessionMiddleware):
    """Django's. A cookie that no session of ours can have opens none: neither cache nor database is asked.

    A zero byte in it ended in a fault of the database, and a long one stood in the log.
    """

    def process_request(self, request: HttpRequest) -> None:
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if not (key.isascii() and key.isalnum() and len(key) == LETTERS_OF_A_SESSION):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        super().process_request(request)


class PermissionsPolicy(MiddlewareMixin):
    """The browser need not offer its sensors to a clinic's pages."""

    POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response["Permissions-Policy"] = self.POLICY
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


class NoStore(MiddlewareMixin):
    """Only what says that it may be kept is kept: no cache holds a person's page, the back button asks again.

    A page behind a secret link touches no session, and is still for one person alone.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        return response


class NotThisWay(MiddlewareMixin):
    """Whoever opens the address of a button, by hand or by going back, reads a page instead of nothing.

    No page of ours takes another method than these three; those of libraries would answer some, unasked.
    """

    METHODS = ("GET", "HEAD", "POST")

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.status_code != NOT_ALLOWED or response.content or request.path.startswith("/api/"):
            return response
        return not_this_way(request, response["Allow"])

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.method in self.METHODS or request.path.startswith("/api/"):
            return None
        return not_this_way(request, ", ".join(self.METHODS))


class GoneMeanwhile(MiddlewareMixin):
    """Who is forgotten, or what is taken away, while a page works on it is not here: that is no fault."""

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if not went_meanwhile(fault):
            return None
        logger.warning("gone while a page worked on it", exc_info=fault)
        return not_found(request)


class RefuseNul(MiddlewareMixin):
    """A zero byte in a query is nobody's word: no database keeps it, Django's admin would end in a fault.

    Programs get their own words for it from the API.
    """

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if request.path.startswith("/api/"):
            return
        if any("\0" in word for name, words in request.GET.lists() for word in (name, *words)):
            raise BadRequest("a zero byte in the query")


class CompressPages(GZipMiddleware):
    """Pages go out compressed. Answers to programs go as they are: short, and without random padding."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        return response if request.path.startswith("/api/") else super().process_response(request, response)


class DenyByDefault(MiddlewareMixin):
    """Refuses every view that does not say who may open it, and everybody who may not.

    Nobody signed in → the sign-in page; somebody whose role may not → 404, as if it were not there.
    """

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        access = access_of(view)
        if access is None:
            raise Http404("this view does not say who may open it")
        if access.kind is Kind.PUBLIC:
            return None
        if not request.user.is_authenticated:
            return led_away(request, redirect_to_login(_page_of(request)))
        if access.kind is Kind.REQUIRES and not request.user.may(access.detail):
            raise Http404("not for this role")
        request.asks_who = True  # type: ignore[attr-defined]  # so the way out stands on its page
        return None


def is_part(request: HttpRequest) -> bool:
    """Whether a script asks for a part of a page that stands open."""
    return request.headers.get("HX-Request") == "true"


def led_away(request: HttpRequest, to: HttpResponse) -> HttpResponse:
    """`to`, where a whole page is asked for. A part of one never becomes the page that one signs in on.

    The page that stands open is somebody's who is signed out by now: asked for anew, all of it goes. What was
    sent from it was not kept (401), and what is typed on it stays until its owner is back (open-page.js).
    """
    if not is_part(request):
        return to
    return (
        HttpResponse(status=204, headers={"HX-Refresh": "true"})
        if request.method == "GET"
        else HttpResponse(status=401)
    )


def _page_of(request: HttpRequest) -> str:
    """Where one comes back to after signing in: for a button, the page of ours that it stood on."""
    asked, stood_on = request.get_full_path(), request.headers.get("Referer", "")
    is_ours = "://" in stood_on and url_has_allowed_host_and_scheme(stood_on, {request.get_host()})
    if request.method in ("GET", "HEAD") or not is_ours:
        return asked
    page = urlsplit(stood_on)._replace(scheme="", netloc="").geturl()
    return page if url_has_allowed_host_and_scheme(page, None) else asked
