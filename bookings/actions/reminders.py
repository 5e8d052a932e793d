"""Reminders: planned with the booking, turned into messages when their time has come."""

import logging
from collections.abc import Mapping
from datetime import datetime
from itertools import islice

from django.db import OperationalError, connection, transaction

from bookings.actions.links import new_link
from bookings.adapters import letters
from bookings.models import Appointment, Reminder
from bookings.models.reminder import PLANNED, SENT, VOID
from bookings.queries.availability import zone
from bookings.queries.clearing import asks_first
from bookings.queries.reminders import (
    RULE_CHANGED,
    Difference,
    difference,
    differing,
    key_of,
    never_written,
    wanted,
)
from bookings.scheduling import reminders as rule
from bookings.scheduling.terms import ServiceKind, Status
from hekas.messaging import actions as outbox

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 500
AT_A_TIME = 100  # visits whose plans are changed in one transaction
MOVE = """
    UPDATE bookings_reminder AS row SET due_at = new.due, updated_at = %s
    FROM unnest(%s::bigint[], %s::timestamptz[]) AS new (id, due)
    WHERE row.id = new.id AND row.state = %s
"""
CHANGED, CANCELLED, LATE = "the appointment changed", "it is not booked any more", "too late to remind"


def plan(appointment: Appointment, now: datetime) -> list[Reminder]:
    """Plan the reminders of this version; none where their time has passed already."""
    planned = [_row(appointment, slot, due) for slot, due in wanted(appointment, now).items()]
    Reminder.insert_all(planned)
    return planned


def replan(now: datetime) -> int:
    """Make the plans of all visits to come those of the rule as it is now; returns how many changed.

    Found by state, so a rule that was edited, a phone number that came later and a row that got lost are one.
    A visit that can't be planned keeps no other from it, and is told of.
    """
    found, faults = differing(now), list[Exception]()
    groups = iter(lambda: list(islice(found, AT_A_TIME)), [])
    changed = sum(_replan_or_each(some, now, faults) for some in groups)
    _tell(faults, "planned")
    return changed


def _replan_or_each(keys: list[int], now: datetime, faults: list[Exception]) -> int:
    """Together; where that fails each by itself, for it may be one of them."""
    try:
        return _replan_some(keys, now)
    except OperationalError:  # no fault of a visit: the database is away, or ended one of two who waited
        raise
    except Exception as fault:  # noqa: BLE001 - the first is told of, with how many there were
        if len(keys) == 1:
            faults.append(fault)
            return 0
    return sum(_replan_or_each([key], now, faults) for key in keys)


def _tell(faults: list[Exception], what: str) -> None:
    if faults:
        logger.error("visits whose reminders could not be %s: %s", what, len(faults), exc_info=faults[0])


@transaction.atomic
def _replan_some(keys: list[int], now: datetime) -> int:
    """The visits are locked before their reminders, as everywhere; one that is being changed can wait."""
    free = Appointment.objects.select_for_update(of=("self",), skip_locked=True).order_by("pk")
    visits = free.select_related("service", "client").filter(pk__in=keys, status=Status.BOOKED.value)
    found = {
        visit: difference(visit, list(visit.reminders.all()), now)
        for visit in visits.prefetch_related("reminders")
    }
    _apply(found, now)
    return sum(map(bool, found.values()))


def _apply(found: Mapping[Appointment, Difference], now: datetime) -> None:
    """As many statements for a hundred visits as for one."""
    _move({pk: due for one in found.values() for pk, due in one.moved.items()}, now)
    planned = Reminder.objects.filter(state=PLANNED)
    unwanted = [pk for one in found.values() for pk in one.unwanted]
    planned.filter(pk__in=unwanted).update(state=VOID, void_because=RULE_CHANGED, updated_at=now)
    Reminder.objects.bulk_create(
        [_row(visit, slot, due) for visit, one in found.items() for slot, due in one.missing.items()],
        update_conflicts=True,
        unique_fields=["appointment", "kind", "channel", "version"],
        update_fields=["state", "void_because", "due_at"],
    )


def _move(dues: Mapping[int, datetime], now: datetime) -> None:
    """Each of these to its own moment, in one statement: Django's own bulk update takes ten times as long."""
    with connection.cursor() as cursor:
        cursor.execute(MOVE, [now, list(dues), list(dues.values()), PLANNED])


def _row(appointment: Appointment, slot: tuple[str, str], due: datetime) -> Reminder:
    kind, channel = slot
    return Reminder(
        appointment=appointment, version=appointment.version, kind=kind, channel=channel, due_at=due
    )


def prove(now: datetime) -> int:
    """Say aloud which reminders of the next two days were handed over and are gone; returns how many."""
    lost = never_written(now)
    if lost:
        names = ", ".join(str(row.uuid) for row in lost)
        logger.error("%s reminders were handed over and have no message: %s", len(lost), names)
    return len(lost)


def void(appointment: Appointment, because: str, now: datetime) -> None:
    """What was planned for this appointment is not wanted any more."""
    planned = Reminder.objects.filter(appointment=appointment, state=PLANNED)
    planned.update(state=VOID, void_because=because, updated_at=now)


def send_due(now: datetime) -> int:
    """Hand every reminder that is due to the outbox, once, however many call this; returns how many.

    One that can't be handed over keeps no other waiting, is told of, and is tried again the next time.
    """
    sent, tried, faults = 0, list[int](), list[Exception]()
    while len(tried) < MOST_AT_ONCE:
        before = len(tried)
        try:
            found = _send_one(now, tried)
        except OperationalError:
            raise
        except Exception as fault:
            if len(tried) == before:  # it was not even found
                raise
            faults.append(fault)
            continue
        if found is None:
            break
        sent += found
    _tell(faults, "handed over")
    return sent


@transaction.atomic
def _send_one(now: datetime, tried: list[int]) -> int | None:
    """Claim one due reminder, look again, hand it over: 1 sent, 0 not wanted, None when none is left.

    The appointment is locked before its reminder, as a cancellation does it; one that is being changed this
    moment is left for the next time, and so are those that were `tried`.
    """
    due = Reminder.objects.filter(state=PLANNED, due_at__lte=now).exclude(pk__in=tried)
    free = due.select_related("appointment").select_for_update(of=("appointment",), skip_locked=True)
    reminder = free.order_by("due_at", "id").first()
    if reminder is None:
        return None
    tried.append(reminder.pk)
    appointment = reminder.appointment
    because = _reason_against(reminder, appointment, now)
    claimed = Reminder.objects.filter(pk=reminder.pk, state=PLANNED).update(
        state=VOID if because else SENT, void_because=because, updated_at=now
    )
    if not claimed or because:
        return 0
    _enqueue(reminder, appointment, now)
    return 1


def _reason_against(reminder: Reminder, appointment: Appointment, now: datetime) -> str:
    if appointment.status != Status.BOOKED.value:
        return CANCELLED
    if appointment.version != reminder.version:
        return CHANGED
    kind, service = rule.Kind(reminder.kind), ServiceKind(appointment.service.kind)
    return LATE if rule.is_late(kind, service, appointment.starts_at, now, zone()) else ""


def _enqueue(reminder: Reminder, appointment: Appointment, now: datetime) -> None:
    ask = rule.Kind(reminder.kind) is rule.Kind.DAY_BEFORE and asks_first(appointment, now)
    outbox.enqueue(
        template="previsit_check" if ask else "appointment_reminder",
        to=appointment.client,
        dedupe_key=key_of(reminder),
        about=appointment.about,
        context=letters.for_reminder(appointment, new_link(appointment, now, reminder.channel), now),
        due_at=now,
        expires_at=appointment.starts_at,
        channel=reminder.channel,
        now=now,
    )
