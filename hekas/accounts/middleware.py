"""Who is signed in, for how long, and with how many steps."""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from hekas.accounts import handed_over, second_factor
from hekas.accounts.session_limits import within_limits
from hekas.web.access import Kind, access_of
from hekas.web.middleware import is_part, led_away

Respond = Callable[[HttpRequest], HttpResponse]
SIGNED_OUT_ELSEWHERE = (
    "You are signed out, perhaps in another tab. What you pressed just now was not kept. Sign in to go on."
)


class Authentication(AuthenticationMiddleware):
    """Django's, for sessions that have not run out. Lazy as Django's: a public page touches no session."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        user = request.user
        request.user = SimpleLazyObject(lambda: within_limits(request, user))


class SecondFactor(MiddlewareMixin):
    """Leads staff to their second step before anything else that is not for everybody."""

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        access = access_of(view)
        if access is None or access.kind is Kind.PUBLIC:
            return None
        if not request.user.is_authenticated:
            if getattr(request, "has_run_out", False):
                messages.info(request, "You were signed out, because nothing happened for a while.")
            elif request.method not in ("GET", "HEAD") and not is_part(request):
                messages.info(request, SIGNED_OUT_ELSEWHERE)
            return None
        missing = second_factor.next_step(request)
        if missing is None or request.resolver_match.view_name in missing[1]:
            return None
        return led_away(request, redirect(_leading_back(missing[0], request)))


def _leading_back(page: str, request: HttpRequest) -> str:
    response = redirect(page)
    wanted = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
    return f"{response.url}?{urlencode({'next': wanted})}"


class HandedOver(MiddlewareMixin):
    """On a device that a client holds, whoever wants to go on with work shows anew who they are."""

    PROOF = ("account_reauthenticate", *second_factor.PROVING.values())

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        access = access_of(view)
        is_open = (
            access is None or access.kind is Kind.PUBLIC or request.resolver_match.view_name in self.PROOF
        )
        if is_open or not request.user.is_authenticated:
            return None
        given = handed_over.handed(request)
        if given is None:
            return None
        if request.method == "POST" and request.path == given["pressed"]:  # the button, pressed twice
            return redirect(given["to"])
        return led_away(request, redirect(_leading_back(self.PROOF[0], request)))


class NewSession:
    """Whoever has shown anew who they are has a new session; the key of before opens nothing. ASVS 7.2.4."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.time()
        response = self.get_response(request)
        if request.method == "POST" and _has_shown_anew(request, began):
            before = request.session.session_key
            request.session.cycle_key()
            UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)
        return response


def _has_shown_anew(request: HttpRequest, since: float) -> bool:
    match = request.resolver_match
    if not (match and match.view_name.endswith(("_reauthenticate", "_reauthenticate_webauthn"))):
        return False
    records = get_authentication_records(request, request.user)
    return any(record.get("reauthenticated") and record["at"] >= since for record in records)


class ClearAtSignOut(MiddlewareMixin):
    """Whoever has signed out leaves nothing of theirs in the browser, neither kept pages nor notes."""

    HEADER = '"cache", "storage"'
    DOORS = frozenset({"account_logout", "admin:logout", "privacy:close_account"})

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        match = request.resolver_match
        is_door = request.method == "POST" and match and match.view_name in self.DOORS
        if is_door and not request.user.is_authenticated:
            response["Clear-Site-Data"] = self.HEADER
        return response
