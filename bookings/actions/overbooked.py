"""A visit that was put over another stands alone once that one is gone: it is guarded like every other."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from bookings.actions.front_door import SlotTaken, front_door, lock_visits
from bookings.models import Appointment
from bookings.models.appointment import IN_ITS_PLACE, IS_TAKING
from bookings.scheduling import policy
from hekas.audit.actors import SYSTEM
from hekas.audit.log import record


def settle(now: datetime) -> int:
    """Take the mark from those over nobody any more, however that came about; returns how many.

    The one that was booked first goes first: of two over each other it has the place, and the other its mark.
    """
    return sum(_settle_one(row, now) for row in _alone(now).order_by("booked_at", "pk"))


def _alone(now: datetime) -> QuerySet[Appointment]:
    """Marked, not over yet, and over no visit that has its place."""
    same = Q(therapist=OuterRef("therapist")) | Q(room=OuterRef("room"))
    beneath = Appointment.objects.filter(same, IN_ITS_PLACE, busy__overlap=OuterRef("busy"))
    marked = Appointment.objects.filter(IS_TAKING, overbooked=True)
    return marked.filter(~Exists(beneath), busy__startswith__gt=now - policy.LONGEST_VISIT)


def _settle_one(row: Appointment, now: datetime) -> bool:
    """Behind its days, and looked at once more; what is in hand just now is left to the next minute."""
    try:
        with front_door():
            lock_visits(row)
            if not _alone(now).filter(pk=row.pk).exists():
                return False
            Appointment.objects.filter(pk=row.pk).update(overbooked=False, updated_at=now)
            record(by=SYSTEM, action="appointment stands alone", subject=row, now=now)
            return True
    except SlotTaken:
        return False
