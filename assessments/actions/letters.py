"""Letters about a client: a copy kept when written, and the sending recorded with the client's consent."""

from datetime import datetime
from typing import Any

from django.db import transaction

from assessments.models import Letter, Result, Screening
from hekas.accounts.actions.presses import PRESSED_TWICE, one_at_a_time
from hekas.accounts.models import Client, Therapist
from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.postgres.faults import still


class SentAlready(Exception):
    """A letter is recorded as sent once."""


class ConsentNeeded(ValueError):
    """The client has to agree before a letter about them leaves the clinic."""


@transaction.atomic
def keep(
    client: Client,
    *,
    result: Result,
    screening: Screening | None,
    content: dict[str, Any],
    copy: bytes,
    therapist: Therapist,
    by: Actor,
    now: datetime,
) -> Letter:
    """Keep a letter as it was written. Pressed twice, it is written once."""
    one_at_a_time(by)
    lately = Letter.objects.filter(result=result, screening=screening, sent_at=None, written_by=therapist)
    twice = lately.filter(written_at__gt=now - PRESSED_TWICE, content=content).first()
    if twice is not None:
        return twice
    letter = Letter.objects.create(
        client=client,
        result=result,
        screening=screening,
        content=content,
        copy=copy,
        written_by=therapist,
        written_at=now,
    )
    record(by=by, action="letter.written", subject=letter, now=now)
    return letter


@transaction.atomic
def record_sent(letter: Letter, *, to: str, how: str, agreed: bool, by: Actor, now: datetime) -> Letter:
    """Write down that it was sent. Raises SentAlready, ConsentNeeded."""
    row = still(Letter.objects.select_for_update(), pk=letter.pk)
    if row.sent_at is not None:
        raise SentAlready
    if not agreed:
        raise ConsentNeeded
    row.sent_at, row.sent_to, row.sent_how = now, to.strip(), how
    row.save(update_fields=["sent_at", "sent_to", "sent_how", "updated_at"])
    record(by=by, action="letter.sent", subject=row, now=now, how=how)
    return row


def note_read(letter: Letter, *, by: Actor, now: datetime) -> None:
    """Somebody looked at the letter."""
    record(by=by, action="letter.read", subject=letter, now=now)
