"""Making, using and revoking keys."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from hekas.api.models import ApiKey
from hekas.api.terms import Scope
from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.web.secret_links import hash_of

PREFIX, RANDOM_BYTES, LONGEST_NAME = "hekas_", 32, 100
NOTED_EVERY = timedelta(minutes=1)


class NoSuchKey(ValueError):
    """No live key has that name."""


class OddName(ValueError):
    """A key is known by its name: a line of 1 to 100 letters."""


@transaction.atomic
def create(*, name: str, scopes: Iterable[Scope], by: Actor, now: datetime) -> str:
    """A new key, told once: only its hash is kept. Raises OddName."""
    if not 1 <= len(name.strip()) <= LONGEST_NAME or not name.isprintable():
        raise OddName(name)
    secret = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
    granted = sorted({scope.value for scope in scopes})
    key = ApiKey.objects.create(name=name.strip(), key_hash=hash_of(secret), scopes=granted)
    record(by=by, action="api key made", subject=key, now=now, scopes=" ".join(granted))
    return secret


@transaction.atomic
def revoke(*, name: str, by: Actor, now: datetime) -> int:
    """From now on no key of that name opens anything; returns how many did. Raises NoSuchKey."""
    live = list(ApiKey.objects.select_for_update().filter(name=name, revoked_at=None))
    if not live:
        raise NoSuchKey(name)
    for key in live:
        key.revoked_at = now
        key.save(update_fields=["revoked_at", "updated_at"])
        record(by=by, action="api key revoked", subject=key, now=now)
    return len(live)


def note_use(key: ApiKey, now: datetime) -> None:
    """When it was last used, to the minute: a busy key does not write with each call."""
    before = now - NOTED_EVERY
    if key.last_used_at is None or key.last_used_at <= before:
        due = Q(last_used_at=None) | Q(last_used_at__lte=before)
        ApiKey.objects.filter(due, pk=key.pk).update(last_used_at=now)
