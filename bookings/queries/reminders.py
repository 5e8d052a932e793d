"""Which visits have other reminders than the rule wants, and which were never handed over."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from bookings.models import Appointment, Reminder
from bookings.models.reminder import PLANNED, SENT, VOID
from bookings.queries.availability import zone
from bookings.scheduling import reminders as rule
from bookings.scheduling.terms import ServiceKind, Status
from hekas.messaging.models import OutboundMessage
from hekas.messaging.terms import Channel
from hekas.messaging.ways import ways

RULE_CHANGED = "the rule for reminders changed"
SOON = timedelta(hours=48)
LATE = timedelta(minutes=5)  # planned for so long ago and still not handed over is an alarm

Slot = tuple[str, str]  # kind and channel


@dataclass(frozen=True)
class Difference:
    """What has to change for one visit: due times to plan, rows to move, and rows to give up."""

    missing: dict[Slot, datetime]
    moved: dict[int, datetime]
    unwanted: list[int]

    def __bool__(self) -> bool:
        return bool(self.missing or self.moved or self.unwanted)


def wanted(appointment: Appointment, now: datetime) -> dict[Slot, datetime]:
    """The reminders that the rule asks for and whose time has not passed. A text needs a phone number.

    Who has no e-mail address gets as a text what others get as a letter.
    """
    kind = ServiceKind(appointment.service.kind)
    return {
        (due.value, channel.value): at
        for due, at in rule.plan(kind, appointment.starts_at, now, zone()).items()
        for channel in ways(
            "appointment_reminder", appointment.client, by_text=Channel.SMS in rule.CHANNELS[due]
        )
    }


def difference(appointment: Appointment, rows: list[Reminder], now: datetime) -> Difference:
    """The rule against the rows of this version. What was sent, or taken back for another reason, stays."""
    wants = wanted(appointment, now)
    there = {(row.kind, row.channel): row for row in rows if row.version == appointment.version}
    planned = {slot: row for slot, row in there.items() if row.state == PLANNED}
    given_up = {s for s, row in there.items() if row.state == VOID and row.void_because == RULE_CHANGED}
    return Difference(
        missing={slot: at for slot, at in wants.items() if slot not in there or slot in given_up},
        moved={row.pk: wants[s] for s, row in planned.items() if s in wants and row.due_at != wants[s]},
        unwanted=[row.pk for slot, row in planned.items() if slot not in wants and row.due_at > now],
    )


def differing(now: datetime) -> Iterator[int]:
    """Visits to come whose reminders are not those of the rule, by primary key. Two queries."""
    visits = Appointment.objects.filter(status=Status.BOOKED.value, during__startswith__gt=now)
    rows: dict[int, list[Reminder]] = defaultdict(list)
    for row in Reminder.objects.filter(appointment__in=visits):
        rows[row.appointment_id].append(row)
    for visit in visits.select_related("service", "client").order_by("pk"):
        if difference(visit, rows[visit.pk], now):
            yield visit.pk


def never_written(now: datetime) -> list[Reminder]:
    """Reminders of the next two days that say they were handed over, while no message is there: the proof."""
    soon: QuerySet[Reminder] = Reminder.objects.filter(
        state=SENT, appointment__status=Status.BOOKED.value,
        appointment__during__startswith__gt=now, appointment__during__startswith__lte=now + SOON,
    ).select_related("appointment")  # fmt: skip
    keys = {key_of(row): row for row in soon if row.version == row.appointment.version}
    kept = OutboundMessage.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True)
    return [keys[key] for key in sorted(set(keys) - set(kept))]


def left_lying(now: datetime) -> int:
    """How many are due, and nobody has handed them over or given them up: whoever should do it is silent."""
    return Reminder.objects.filter(state=PLANNED, due_at__lt=now - LATE).count()


def key_of(row: Reminder) -> str:
    """What keeps a reminder from being written twice."""
    return f"reminder:{row.appointment.uuid}:{row.kind}:{row.channel}:{row.version}"
