"""Times that are held: one with all that is said of it, and those of what is not on offer any more."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from bookings.models import Appointment, Service
from bookings.scheduling.terms import Status
from hekas.postgres.kept import Given, Question

# By id: asked at each hold and each confirmation.
HELD = Question(
    lambda: Appointment.objects.with_names().select_related("intake").filter(uuid=Given("uuid")).order_by()
)


def holds_off_offer(now: datetime) -> list[int]:
    """The ids of holds of what is not on offer any more, or not by that therapist or in that room."""
    alive = Appointment.objects.filter(status=Status.TENTATIVE.value, hold_expires_at__gt=now)
    same = Service.objects.filter(pk=OuterRef("service"), is_active=True, is_online=True)
    given = Exists(same.filter(therapists=OuterRef("therapist")))
    placed = Exists(same.filter(rooms=OuterRef("room")))
    gone = ~Q(given) | ~Q(placed) | Q(therapist__is_bookable=False)
    return list(alive.filter(gone).values_list("pk", flat=True))
