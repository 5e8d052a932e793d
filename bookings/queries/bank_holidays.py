"""Bank holidays beside what the clinic has on those days."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bookings.adapters.bank_holidays import of_years
from bookings.models import Appointment, ClinicClosure
from bookings.queries.availability import zone
from bookings.scheduling.terms import Status
from bookings.scheduling.working_time import local_day, whole_day


@dataclass(frozen=True)
class BankHoliday:
    """A day of the year: whether the clinic is closed already, and how many visits to come stand on it."""

    day: date
    name: str
    is_closed: bool
    visits: int


def bank_holidays(year: int, now: datetime) -> list[BankHoliday]:
    """The bank holidays of a year that are not over, in order. Two statements."""
    today = local_day(now, zone())
    days = {day: name for day, name in of_years([year]).items() if day >= today}
    if not days:
        return []
    first, last = min(days), max(days)
    shut = list(ClinicClosure.objects.filter(location=None, first_day__lte=last, last_day__gte=first))
    booked = booked_on(days, now)
    return [
        BankHoliday(day, name, any(row.first_day <= day <= row.last_day for row in shut), booked[day])
        for day, name in days.items()
    ]


def booked_on(days: Iterable[date], now: datetime) -> Counter[date]:
    """How many visits to come stand on each of these dates (at least one). One statement."""
    days = set(days)
    coming = Appointment.objects.filter(status=Status.BOOKED.value, busy__startswith__gt=now)
    coming = coming.starting(whole_day(min(days), zone()).start, whole_day(max(days), zone()).end)
    found = (local_day(during.lower, zone()) for during in coming.values_list("during", flat=True))
    return Counter(day for day in found if day in days)
