"""Signing in and out, and every change of what one signs in with, in the audit. Source: ASVS 16.3.1.

Django and allauth tell of these by signals of theirs. What was typed is never written down: people type their
password where the address belongs. A try for no account of ours is written without a subject.
"""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth import signals as auth
from django.http import HttpRequest

from hekas.accounts.models import User
from hekas.accounts.session import actor_of
from hekas.audit.actors import SYSTEM, Actor
from hekas.audit.log import record
from hekas.postgres import clock

TOLD = {
    "sign_in.done": auth.user_logged_in,
    "sign_in.ended": auth.user_logged_out,
    "password.set": account.password_set,
    "password.changed": account.password_changed,
    "password.reset": account.password_reset,
    "address.confirmed": account.email_confirmed,
    "address.changed": account.email_changed,
    "address.added": account.email_added,
    "address.removed": account.email_removed,
    "second_step.added": mfa.authenticator_added,
    "second_step.removed": mfa.authenticator_removed,
    "second_step.renewed": mfa.authenticator_reset,
    "second_step.failed": mfa.authentication_failed,
}


def connect() -> None:
    """Once, when the app is ready."""
    auth.user_login_failed.connect(failed, dispatch_uid="sign_in_log.failed")
    for action, signal in TOLD.items():
        signal.connect(_writer(action), weak=False, dispatch_uid=f"sign_in_log.{action}")


def failed(request: HttpRequest | None = None, credentials: Any = None, **_: Any) -> None:
    """A wrong password, or no such account: the same look-up and the same row, so it takes as long."""
    typed = (credentials or {}).get("email") or (credentials or {}).get("username") or ""
    subject = User.objects.filter(email__iexact=typed).first() or User(uuid=None)
    record(by=_by(request), action="sign_in.failed", subject=subject, now=clock.now())


def _writer(action: str) -> Any:
    def write(request: HttpRequest | None = None, user: Any = None, **more: Any) -> None:
        owner = user or getattr(more.get("email_address"), "user", None)
        if owner is None or not owner.is_authenticated:
            return  # the button was pressed by nobody
        kind = getattr(more.get("authenticator"), "type", None)
        detail = {"kind": str(kind)} if kind else {}
        record(by=_by(request, owner), action=action, subject=owner, now=clock.now(), **detail)

    return write


def _by(request: HttpRequest | None, owner: User | None = None) -> Actor:
    """The account once it has proved who it is, a visitor before that; the system without a request."""
    if owner is not None:
        return Actor("user", str(owner.uuid), str(owner))
    return actor_of(request) if request is not None and hasattr(request, "user") else SYSTEM
