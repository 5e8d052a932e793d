"""Who may call. Every operation has one of these doors, and says so in its description.

The key in the header decides alone: a cookie is never looked at, so no session and no forged form opens
anything here.
"""

from datetime import datetime

from django.http import HttpRequest
from ninja.security.base import AuthBase

from hekas.api import limits
from hekas.api.actions import keys
from hekas.api.models import ApiKey
from hekas.api.problems import Problem
from hekas.api.terms import Scope
from hekas.postgres import clock
from hekas.postgres.rows import read
from hekas.web.addresses import client_address
from hekas.web.secret_links import hash_of

LIVE = "SELECT api_apikey.* FROM api_apikey WHERE key_hash = %s AND revoked_at IS NULL"
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Hekas"'}


class Key(AuthBase):
    """A live key, with the scope where there is one. Counted by key; who has none is counted by address."""

    openapi_type, openapi_scheme = "http", "bearer"

    def __init__(self, scope: Scope | None = None) -> None:
        super().__init__()
        self.scope = scope
        self.reason = f"a key with {scope.value}" if scope else "any live key"

    def __call__(self, request: HttpRequest) -> ApiKey | str:
        key = key_of(request, clock.now())
        if key is None:
            raise Problem("unauthorised", "Send a key: Authorization: Bearer KEY.", headers=CHALLENGE)
        if self.scope is not None and self.scope.value not in key.scopes:
            raise Problem("scope_missing", f"The key needs the scope {self.scope.value}.")
        return key


class Open(Key):
    """Anybody, for a reason that is written down; a key lifts the limit of the address."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason

    def __call__(self, request: HttpRequest) -> ApiKey | str:
        return key_of(request, clock.now()) or "anybody"


def key_of(request: HttpRequest, now: datetime) -> ApiKey | None:
    """The live key of the request, counted; None where it carries none. Raises Problem for a wrong one."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    key = _live(secret.strip()) if kind.lower() == "bearer" else None
    if key is None:
        limits.count_address(client_address(request), now)
        if kind:
            raise Problem("unauthorised", "That key is not known here, or was revoked.", headers=CHALLENGE)
        return None
    limits.count_key(key, now)
    keys.note_use(key, now)
    return key


def _live(secret: str) -> ApiKey | None:
    """Written by hand: every call asks it, and building the statement took longer than running it."""
    return next(iter(read(ApiKey, LIVE, [hash_of(secret)])), None)
