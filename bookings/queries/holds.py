"""Times that are held: all that is said of one, whether it still suits, and those that are off the list."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from bookings.models import Appointment, Service
from bookings.queries.availability import Seek
from bookings.queries.clearing import suits
from bookings.scheduling.terms import Fit, ServiceKind, Status
from bookings.scheduling.windows import Judgement, judge
from hekas.postgres.kept import Given, Question

HOLD_BY_UUID = Question(
    lambda: Appointment.objects.with_names().select_related("intake").filter(uuid=Given("uuid")).order_by()
)


def judged_now(hold: Appointment, seek: Seek) -> Judgement:
    """How well a held time suits whoever it is for, by what is known now."""
    return judge(hold.starts_at, ServiceKind(hold.service.kind), seek.windows)


def is_overtaken(hold: Appointment, seek: Seek) -> bool:
    """Whether what is known by now speaks against it: too soon, too near an event, not that therapist."""
    soonest = seek.advice.not_before
    too_soon = soonest is not None and hold.starts_at < soonest
    return too_soon or judged_now(hold, seek).fit is Fit.AVOID or not suits(hold.therapist, seek.advice)


def holds_off_offer(now: datetime) -> list[int]:
    """The ids of holds of what is not on offer any more, or not by that therapist or in that room."""
    alive = Appointment.objects.filter(status=Status.TENTATIVE.value, hold_expires_at__gt=now)
    same = Service.objects.filter(pk=OuterRef("service"), is_active=True, is_online=True)
    given = Exists(same.filter(therapists=OuterRef("therapist")))
    placed = Exists(same.filter(rooms=OuterRef("room")))
    gone = ~Q(given) | ~Q(placed) | Q(therapist__is_bookable=False)
    return list(alive.filter(gone).values_list("pk", flat=True))
