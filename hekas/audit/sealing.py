"""The log sealed day by day: an event that is changed, added or taken away afterwards is found.

Each seal is a SHA-256 over the seal before and the day's events in order. The name beside an actor's number
is not covered: it is a courtesy to readers, and goes when that person is erased. Ship what `manage.py
audit_seals` says off the machine: whoever writes all seals anew can't reach a copy elsewhere. Source: faults
42.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from hekas.audit.models import AuditEvent, AuditSeal

FIRST = "0" * 64
SETTLED = timedelta(hours=1)  # by then whoever began before midnight has committed
COVERED = ("id", "uuid", "at", "actor_kind", "actor_id", "action", "subject_type", "subject_uuid", "detail")


@dataclass(frozen=True)
class Broken:
    """A day whose events are no longer those that were sealed."""

    day: date
    events_sealed: int
    events_now: int


@transaction.atomic
def seal(now: datetime) -> int:
    """Seal every whole day that is over and not sealed yet, oldest first; returns how many."""
    last = AuditSeal.objects.select_for_update().order_by("day").last()
    first_event = AuditEvent.objects.order_by("at").values_list("at", flat=True).first()
    if first_event is None:
        return 0
    day = last.day + timedelta(days=1) if last else first_event.astimezone(UTC).date()
    before, done = last.digest if last else FIRST, 0
    while _ends(day) + SETTLED <= now:
        count, before = _digest(day, before)
        AuditSeal.objects.create(day=day, events=count, digest=before, sealed_at=now)
        day, done = day + timedelta(days=1), done + 1
    return done


def broken(since: date | None = None) -> Iterator[Broken]:
    """The days that do not fit their seal, from `since` on; each is read against the seal before it."""
    seals = AuditSeal.objects.order_by("day")
    before = FIRST
    if since is not None:
        earlier = seals.filter(day__lt=since).last()
        before, seals = (earlier.digest if earlier else FIRST), seals.filter(day__gte=since)
    for one in seals.iterator():
        count, digest = _digest(one.day, before)
        if digest != one.digest:
            yield Broken(one.day, one.events, count)
        before = one.digest


def _digest(day: date, before: str) -> tuple[int, str]:
    """How many events, and the seal."""
    hashed, count = hashlib.sha256(before.encode()), 0
    start = datetime.combine(day, time.min, UTC)
    events = AuditEvent.objects.filter(at__gte=start, at__lt=_ends(day)).order_by("id", "at")
    for row in events.values_list(*COVERED).iterator(chunk_size=2000):
        hashed.update(_line(row))
        count += 1
    return count, hashed.hexdigest()


def _line(row: tuple[object, ...]) -> bytes:
    plain = [v.astimezone(UTC).isoformat() if isinstance(v, datetime) else v for v in row]
    return json.dumps(plain, sort_keys=True, default=str).encode() + b"\n"


def _ends(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, UTC)
