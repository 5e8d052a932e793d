"""allauth's pages that change an account, one press after another: it reads and writes without a lock.

Two presses at once took away the last two second steps of somebody on the staff; and what the clinic had just
taken from an account was written back by whoever had read it before. Source: ASVS 15.4.2.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver

from hekas.accounts.actions.presses import one_at_a_time
from hekas.accounts.session import actor_of

View = Callable[..., Any]
STEPS = (
    "mfa_activate_totp mfa_deactivate_totp mfa_add_webauthn mfa_remove_webauthn mfa_generate_recovery_codes"
)
CHANGE = frozenset(
    [*STEPS.split(), "account_email", "account_email_verification_sent", "account_change_password"]
)


def guard(patterns: Iterable[URLPattern | URLResolver]) -> None:
    """Each page among them that changes an account waits for the press before it."""
    for one in patterns:
        if isinstance(one, URLResolver):
            guard(one.url_patterns)
        elif one.name in CHANGE:
            one.callback = _alone(remove_passkey if one.name == "mfa_remove_webauthn" else one.callback)


def _alone(view: View) -> View:
    @wraps(view)
    def alone(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method != "POST" or not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            one_at_a_time(actor_of(request))
            if not request.session.exists(request.session.session_key):  # ended while it waited
                return redirect("account_login")
            return view(request, *args, **kwargs)

    return alone


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    """allauth's, which asks of an app alone whether it may go."""

    def form_valid(self, form: Form) -> HttpResponse:
        if get_adapter().can_delete_authenticator(self.object):
            return super().form_valid(form)  # type: ignore[no-any-return]
        form.add_error(None, get_adapter().validation_error("cannot_delete_authenticator"))
        return self.form_invalid(form)  # type: ignore[no-any-return]


remove_passkey = RemovePasskey.as_view()
