"""Nobody who is not cleared keeps a visit: what follows in the calendar when a clearance changes.

The lock of the client comes first (`assessments.queries.door`), so no booking of theirs is under way here.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from assessments.queries.advice import Advice
from assessments.queries.clearances import advice_for
from assessments.queries.door import hold_still
from bookings.actions import notices, reminders, series_notices, waitlist_letters
from bookings.adapters import slot_cache
from bookings.models import Appointment
from bookings.queries.clearing import missing_for_each
from bookings.queries.places import touched_by
from bookings.scheduling.clearing import is_out_of_time
from bookings.scheduling.lifecycle import after
from bookings.scheduling.terms import Because, Event, Status
from hekas.accounts.models import Client
from hekas.audit.actors import SYSTEM, Actor
from hekas.audit.log import record
from hekas.postgres.each_alone import each_alone
from hekas.postgres.kept import Given, Question

OPEN, HELD, REDIRECTED = "open", "held", "redirected"
SHUT = (HELD, REDIRECTED)
COMING = Question(lambda: _booked().filter(client=Given("client"), during__endswith__gt=Given("now")))


def follow_clearance(clearance: Any, *, by: Actor, now: datetime) -> None:
    """In the transaction that changed it: what may not be kept is given up, or nothing has changed."""
    waitlist_letters.take_back_all(clearance.client, now)
    advice = advice_for(now=now, client=clearance.client, intake=clearance.intake)
    if advice.gate == OPEN:
        _spare_calls(clearance.client, now)
        return
    _end_holds(clearance, now)
    if clearance.client is not None:
        withdraw_uncleared(clearance.client, by=by, now=now)


def _spare_calls(client: Client | None, now: datetime) -> None:
    """Who was asked to ring them before a visit need not, unless something else is missing."""
    rows = COMING.all(client=client.pk, now=now) if client is not None else []
    if not rows:
        return
    for row, missing in zip(rows, missing_for_each(rows, now), strict=True):
        if missing is None:
            notices.no_call_needed(row, now)


@transaction.atomic
def withdraw_uncleared(client: Client, *, by: Actor, now: datetime) -> int:
    """Withdraw the coming visits that this client may not keep, as their clearance stands; how many."""
    hold_still(client.pk)
    advice = advice_for(now=now, client=client)
    rows = _coming(client, now).select_for_update(of=("self",)).order_by("id")
    lost = [(row, because) for row in rows if (because := _against(row, advice, now))]
    for row, because in lost:
        _withdraw(row, because, by, now)
    if lost:
        _tell_withdrawn([row for row, _ in lost], now)
    return len(lost)


def sweep(now: datetime) -> int:
    """Withdraw what nobody has released in time, and what slipped past everybody; returns how many."""
    coming = Appointment.objects.filter(status=Status.BOOKED.value, busy__startswith__gt=now)
    shut = coming.filter(client__clearances__superseded_at=None, client__clearances__gate__in=SHUT)
    return _each(Client.objects.filter(pk__in=shut.values("client")).order_by("pk"), now)


def _each(clients: Iterable[Client], now: datetime) -> int:
    """One whose visits can't be withdrawn leaves nobody else's standing."""
    lost = 0
    with each_alone("clients whose visits are withdrawn") as alone:
        for client in clients:
            with alone(client.uuid):
                lost += withdraw_uncleared(client, by=SYSTEM, now=now)
    return lost


def _coming(client: Client, now: datetime) -> QuerySet[Appointment]:
    return _booked().filter(client=client, during__endswith__gt=now)


def _booked() -> QuerySet[Appointment]:
    return Appointment.objects.with_names().filter(status=Status.BOOKED.value)


def _against(row: Appointment, advice: Advice, now: datetime) -> Because | None:
    """Why this visit has to go, if it has to."""
    if advice.gate == REDIRECTED:
        return Because.NOT_CLEARED
    held = advice.gate != OPEN and advice.judged_at is not None
    return Because.NOT_REACHED if held and is_out_of_time(row.starts_at, advice.judged_at, now) else None


def _withdraw(row: Appointment, because: Because, by: Actor, now: datetime) -> None:
    row.status = after(Status(row.status), Event.CANCEL).value
    row.cancelled_by, row.cancelled_because, row.ended_at = "clinic", because.value, now
    row.version += 1
    row.save()
    slot_cache.forget_on_commit(touched_by([row.therapist_id], [row.room_id]))
    record(by=by, action="appointment withdrawn", subject=row, now=now, because=because.value)
    reminders.void(row, reminders.CANCELLED, now)


def _tell_withdrawn(visits: list[Appointment], now: datetime) -> None:
    """One letter, however many go at once: somebody who reads a red answer is not written to twenty times."""
    series_notices.take_back_of(visits, now)
    notices.tell_withdrawn(sorted(visits, key=lambda visit: visit.starts_at), now)


def _end_holds(clearance: Any, now: datetime) -> None:
    """A time that is only held goes back at once. One that is being confirmed this moment refuses itself."""
    intakes = [pk for pk in (clearance.intake_id, clearance.intake.renews_id) if pk is not None]
    theirs = Q(intake__in=intakes)
    if clearance.client_id is not None:
        theirs |= Q(client=clearance.client_id)
    held = Appointment.objects.filter(theirs, status=Status.TENTATIVE.value)
    rows = held.select_for_update(skip_locked=True, of=("self",))
    free = list(rows.values_list("pk", "therapist", "room"))
    if free:
        ids, therapists, rooms = zip(*free, strict=True)
        Appointment.objects.filter(pk__in=ids).update(
            status=Status.EXPIRED.value, hold_expires_at=None, updated_at=now
        )
        slot_cache.forget_on_commit(touched_by(therapists, rooms))
