"""A person looks at what the rules decided, because the one it is about asked for it."""

from datetime import datetime

from django.db import transaction

from assessments.models import Result
from hekas.accounts.models import Client, Therapist
from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.postgres.faults import still
from hekas.privacy.models import ReviewRequest


class AnsweredAlready(Exception):
    """Somebody has looked at it meanwhile."""


@transaction.atomic
def ask(client: Client, result: Result, *, said: str, by: Actor, now: datetime) -> ReviewRequest:
    """Say why one doubts a result. While it is open, a second press changes nothing."""
    still(Client.objects.select_for_update(no_key=True), pk=client.pk)
    doubt, new = ReviewRequest.objects.get_or_create(
        client=client, result=result, answered_at=None, defaults={"said": said, "asked_at": now}
    )
    if new:
        record(by=by, action="review.asked", subject=doubt, now=now)
    return doubt


@transaction.atomic
def answer(
    doubt: ReviewRequest, *, outcome: str, words: str, therapist: Therapist, by: Actor, now: datetime
) -> ReviewRequest:
    """A named therapist says what became of it, and why. A clearance is released where it always is."""
    row = still(ReviewRequest.objects.select_for_update(), pk=doubt.pk)
    if row.answered_at is not None:
        raise AnsweredAlready
    row.outcome, row.answer, row.answered_by, row.answered_at = outcome, words, therapist, now
    row.save()
    record(by=by, action="review.answered", subject=row, now=now, outcome=outcome)
    return row
