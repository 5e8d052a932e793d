"""Which clearance stands for somebody, and what follows once another does.

Everything here goes on in the caller's transaction, which holds the line of their answers still.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from assessments.actions import ages, followers, holding, review
from assessments.actions.holding import HELD, UNRELEASED
from assessments.models import Clearance, Intake
from assessments.queries.earlier import holds_behind, told_for_good
from hekas.accounts.models import Client
from hekas.audit.actors import Actor
from hekas.audit.log import record

NEWER, MISTAKEN = "there are newer answers", "the desk took back what it wrote"


def supersede(rows: QuerySet[Clearance], now: datetime) -> None:
    """Newer answers stand. Nobody has to read the older ones any more; a stop still asks for its call."""
    current = rows.filter(superseded_at=None)
    review.take_back([row for row in current.filter(gate="held") if not row.is_stop], NEWER, now)
    current.update(superseded_at=now, updated_at=now)


def tie(line: Sequence[Intake], client: Client, *, by: Actor, now: datetime) -> bool:
    """Give the clearances of answers of one person to a client; answers whether one of them was in force."""
    theirs = Clearance.objects.filter(intake__in=line, client=None)
    current = list(_in_force(Q(client=client) | Q(pk__in=theirs)))
    mine = [row for row in current if row.client_id is None]
    supersede(Clearance.objects.filter(pk__in=[row.pk for row in current[:-1]]), now)
    theirs.update(client=client)
    for row in current[:-1]:
        if row in mine and row.is_stop and row.closed_at is None:  # now there is somebody to call
            row.refresh_from_db()
            review.ask_therapists(row, now=now)
    if mine:
        _stand(current[-1], by, now, is_first=len(current) == 1)
    return bool(mine)


def _in_force(rows: Q) -> QuerySet[Clearance]:
    return Clearance.objects.current().filter(rows).order_by("answered_at", "pk")


def join(gone: Client, keep: Client, *, by: Actor, now: datetime) -> None:
    """Two records are of one person: the newer answers stand, and what either told that is open holds."""
    current = list(_in_force(Q(client__in=[gone, keep])))
    supersede(Clearance.objects.filter(pk__in=[row.pk for row in current[:-1]]), now)
    Clearance.objects.filter(client=gone).update(client=keep)
    if current:
        _stand(current[-1], by, now)


def _stand(row: Clearance, by: Actor, now: datetime, *, is_first: bool = False) -> None:
    """It is the one that counts for this client by now: what follows from it follows."""
    row.refresh_from_db()
    was_released = row.released_at is not None
    hold_behind(row)
    ages.hold_minor(row, is_first=is_first)
    review.ask_therapists(row, now=now, anew=was_released)
    follow(row, by=by, now=now)


def unhold(row: Clearance, line: Sequence[int], *, by: Actor, now: datetime) -> None:
    """What held it by hand was a mistake: all else is looked for again. No release comes back."""
    row.held_by, row.held_at_desk_by, row.held_at, row.hold_reason = None, None, None, ""
    row.lasting = bool(told_for_good(row.result.snapshot))
    row.gate = row.result.gate if row.follows_stop_id is None else row.gate
    row.save(update_fields=[*HELD, "lasting", "gate", "updated_at"])
    hold_behind(row, line)
    ages.hold_minor(row)
    record(by=by, action="clearance.hold_taken_back", subject=row, now=now, gate=row.gate)
    if row.gate == "open":
        review.take_back([row], MISTAKEN, now)
    follow(row, by=by, now=now)


def hold_behind(row: Clearance, line: Sequence[int] = ()) -> None:
    """By a stop, or by what was told for good and is left out here: no release that knew neither counts."""
    earlier = None if row.is_stop else holds_behind(row, line)
    if earlier is None or (row.follows_stop_id == earlier.pk and row.released_at is None):
        return
    row.follows_stop = earlier
    row.gate = "held" if row.gate == "open" else row.gate
    row.released_by, row.released_at, row.release_reason = None, None, ""
    row.save(update_fields=[*UNRELEASED, "follows_stop", "gate", "updated_at"])


def follow(row: Clearance, *, by: Actor, now: datetime) -> None:
    """What the desk has heard holds whatever has just opened; then the calendar follows what it is."""
    holding.by_what_was_heard(row, now)
    followers.tell(row, by=by, now=now)
