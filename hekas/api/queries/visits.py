"""What is booked, for a program that writes bookings."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from bookings.models import Appointment
from bookings.queries.availability import zone
from bookings.scheduling.policy import LONGEST_VISIT
from bookings.scheduling.working_time import DAY, local_day, whole_day
from hekas.accounts.models import Therapist

MOST = 1000


@dataclass(frozen=True)
class Visits:
    """Whole dates of visits in order of start; `next` is the date to ask from for more, if there is more."""

    rows: tuple[Appointment, ...]
    next: date | None = None


def visits(first: date, last: date, therapist: Therapist | None = None, most: int = MOST) -> Visits:
    """Whatever was booked and starts on the clinic's dates `first` to `last`, about `most` at once."""
    if last < first:
        return Visits(())
    rows = tuple(_between(first, last, therapist)[: most + 1])
    if len(rows) <= most:
        return Visits(rows)
    cut = local_day(rows[-1].starts_at, zone())
    if cut == first:
        whole = tuple(_between(first, first, therapist))
        return Visits(whole, first + DAY if first < last else None)
    return Visits(tuple(row for row in rows if local_day(row.starts_at, zone()) < cut), cut)


def _between(first: date, last: date, therapist: Therapist | None) -> QuerySet[Appointment]:
    start, end = whole_day(first, zone()).start, whole_day(last, zone()).end
    rows = Appointment.objects.with_names().starting(start - LONGEST_VISIT, end)
    rows = rows.filter(during__startswith__gte=start, booked_at__isnull=False)
    rows = rows if therapist is None else rows.filter(therapist=therapist)
    return rows.order_by("during", "therapist__uuid")


def is_withdrawn(uuid: UUID) -> bool:
    """Whether the clinic took this visit out, because its client may not be treated as things stood then."""
    return Appointment.objects.filter(uuid=uuid).exclude(cancelled_because="").exists()
