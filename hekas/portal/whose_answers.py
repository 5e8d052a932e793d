"""Answers that were given on a device before an account signed in there are its own only if it says so."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import urlencode

from assessments.permissions import has_found, set_aside, settle_found
from bookings.permissions import forget_hold
from hekas.accounts.models import User
from hekas.accounts.permissions import Permission

ASKING = "portal:whose_answers"
# Where such answers would be shown or counted; a secret link is of whoever has it.
ROOMS = ("assessments:", "bookings:", "portal:after_sign_in", "portal:home_client")
BY_LINK = ("link", "waitlist_offer", "waitlist_answers", "come_back", "safety")


def signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    """Somebody has signed in. Of staff nothing is asked: nothing that a visitor answered is theirs."""
    set_aside(request)
    if has_found(request) and not user.may(Permission.OWN_CARE):
        leave(request)


def leave(request: HttpRequest) -> None:
    """They are somebody else's, and so is the time that was held with them."""
    settle_found(request, is_theirs=False)
    forget_hold(request)


class WhoseAnswers(MiddlewareMixin):
    """Leads to that question before any page that would show such answers or count them."""

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        is_asked = request.method in ("GET", "HEAD") and name.startswith(ROOMS)
        if not is_asked or name.split(":")[-1].startswith(BY_LINK) or not has_found(request):
            return None
        if not request.user.is_authenticated:
            return None
        return redirect(f"{redirect(ASKING).url}?{urlencode({'next': request.get_full_path()})}")
