"""Signing up is whole or not at all: after a fault of ours the next press is the first again."""

from functools import wraps

from allauth.account.views import signup
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from hekas.accounts import limits


@wraps(signup)
def sign_up(request: HttpRequest) -> HttpResponse:
    """allauth's page. Its account, its letter and the count of presses stand or fall together."""
    try:
        with transaction.atomic():
            return signup(request)  # type: ignore[no-any-return]
    except Exception:
        limits.forget_sign_up(request, request.POST.get("email", "").strip())
        raise
