"""Bank holidays become rows that an admin edits; no search for slots asks a calendar of holidays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bookings.actions import rota
from bookings.models import ClinicClosure
from bookings.queries.bank_holidays import booked_on
from hekas.audit.actors import Actor
from hekas.audit.log import record


@dataclass(frozen=True)
class Closed:
    """How many days are new, and how many visits stand on those that were asked for."""

    added: int
    standing: int


def close_on(days: Mapping[date, str], *, by: Actor, now: datetime) -> Closed:
    """Close everywhere on these days, by name; what is closed already stays. Nobody books meanwhile."""
    with rota.changing(now):
        known = set(ClinicClosure.objects.filter(location=None).values_list("first_day", flat=True))
        new = [
            ClinicClosure(name=name[:100], first_day=day, last_day=day)
            for day, name in sorted(days.items())
            if day not in known
        ]
        for row in ClinicClosure.objects.bulk_create(new):
            record(by=by, action="clinic closed", subject=row, now=now, day=row.first_day.isoformat())
        return Closed(len(new), booked_on(days, now).total())
