"""Nobody under 18 by a date of birth stays open on an age that they said: a word with a guardian first."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from assessments.actions import followers, owners, review
from assessments.models import Clearance
from assessments.models.clearance import STOP
from assessments.queries.ages import (
    born_a_minor,
    lacks_guardian,
    namesakes_of_minors,
    said_a_minor_before,
    shares_a_minors_name,
)
from hekas.audit.actors import SYSTEM
from hekas.audit.log import record
from hekas.postgres.each_alone import each_alone

NINETEEN_YEARS = timedelta(days=19 * 366)  # more than enough: each row is then looked at by the day


def hold_minor(row: Clearance, *, is_first: bool = False) -> None:
    """A clearance that was just made or tied, in the caller's transaction: an open one is held.

    `is_first`: its client has told nothing before, so no other age either.
    """
    if row.gate != "open":
        return
    if born_a_minor(row) or shares_a_minors_name(row) or (not is_first and said_a_minor_before(row)):
        row.gate = "held"
        row.save(update_fields=["gate", "updated_at"])


def hold_minors(now: datetime) -> int:
    """Hold those who turned out to be under 18 after they were cleared; returns how many.

    By their date of birth, where a release without a word with a guardian does not count: it is in the
    history, and they wait again. Or by what a namesake told since, where nobody has spoken with them.
    """
    young = Clearance.objects.current().exclude(STOP).filter(guardian_note="")
    young = young.filter(Q(gate="open") | Q(released_at__isnull=False))
    young = young.filter(client__born_on__gt=(now - NINETEEN_YEARS).date())
    named = Clearance.objects.current().filter(gate="open", released_at=None)
    named = named.filter(client__in=namesakes_of_minors((now - NINETEEN_YEARS).date()))
    rows = [*_with_client(young), *_with_client(named)]
    held = 0
    with each_alone("clients who may be under 18") as alone:
        for row in rows:
            with alone(row.pk):
                held += _hold_one(row, now)
    return held


def _with_client(rows: QuerySet[Clearance]) -> QuerySet[Clearance]:
    return rows.select_related("client", "intake").order_by("pk")


@transaction.atomic
def _hold_one(found: Clearance, now: datetime) -> bool:
    owners.hold_line(found.intake)
    rows = Clearance.objects.select_for_update(of=("self",)).select_related("client", "intake", "result")
    row = rows.current().filter(pk=found.pk).first()
    if row is None or row.client is None or not (row.gate == "open" or row.released_at):
        return False
    if not (lacks_guardian(row, row.client.born_on) or _is_a_minors_namesake(row)):
        return False
    was_released = row.released_at is not None
    row.gate = "held" if row.gate == "open" else row.gate
    row.released_by, row.released_at, row.release_reason = None, None, ""
    row.save(update_fields=["gate", "released_by", "released_at", "release_reason", "updated_at"])
    record(by=SYSTEM, action="clearance.held_for_age", subject=row, now=now)
    review.ask_therapists(row, now=now, anew=was_released)
    followers.tell(row, by=SYSTEM, now=now)
    return True


def _is_a_minors_namesake(row: Clearance) -> bool:
    return row.released_at is None and shares_a_minors_name(row, is_unasked=True)
