"""The second step of signing in: who needs it, and whether this session has taken it.

Staff see what others said of their bodies, so a password alone does not let them in. Source: ASVS 6.3.3.
"""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from hekas.accounts.models import User

KINDS = (Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP)
SET_UP_HERE = "second_factor_set_up_here"

# Where somebody may go who has none yet, and where somebody who has one and did not use it.
SETTING_UP = frozenset({"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"})
PROVING = {
    Authenticator.Type.TOTP: "mfa_reauthenticate",
    Authenticator.Type.WEBAUTHN: "mfa_reauthenticate_webauthn",
}


def is_needed(user: User) -> bool:
    """Everybody but clients, and they where the clinic says so; in development nobody, unless told."""
    return user.needs_second_step


def kinds_of(user: User) -> list[str]:
    """The kinds of second step that this account has; recovery codes alone are none."""
    return list(Authenticator.objects.filter(user_id=user.pk, type__in=KINDS).values_list("type", flat=True))


def next_step(request: HttpRequest) -> tuple[str, frozenset[str]] | None:
    """(page to go to, pages that are open until then), or None where nothing is missing.

    A session that began before the step was set up elsewhere has not taken it: whoever has only the password
    may neither work in it nor add a step of their own.
    """
    if not is_needed(request.user):
        return None
    kinds = kinds_of(request.user)
    if not kinds:
        return "mfa_index", SETTING_UP
    if is_taken(request):
        return None
    pages = [PROVING[kind] for kind in PROVING if kind in kinds]
    return pages[0], frozenset(pages)


def is_taken(request: HttpRequest) -> bool:
    """Did this session use a passkey, an app or a recovery code, or set one up itself?"""
    records = get_authentication_records(request, request.user)
    used = any(record["method"] == "mfa" for record in records)
    return used or request.session.get(SET_UP_HERE) == str(request.user.uuid)


def remember_set_up(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """allauth says that an authenticator was added: this session has just proved that it works."""
    if authenticator.type in KINDS:
        request.session[SET_UP_HERE] = str(user.uuid)
