"""Bank holidays become rows that an admin edits; no search for slots asks a calendar of holidays."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from bookings.adapters import slot_cache
from bookings.models import ClinicClosure
from hekas.audit.actors import Actor
from hekas.audit.log import record


@transaction.atomic
def close_on(days: Mapping[date, str], *, by: Actor, now: datetime) -> int:
    """Close everywhere on these days, by name; what is closed already stays. Returns how many are new."""
    slot_cache.forget_on_commit()
    known = set(ClinicClosure.objects.filter(location=None).values_list("first_day", flat=True))
    new = [
        ClinicClosure(name=name[:100], first_day=day, last_day=day)
        for day, name in sorted(days.items())
        if day not in known
    ]
    for row in ClinicClosure.objects.bulk_create(new):
        record(by=by, action="clinic closed", subject=row, now=now, day=row.first_day.isoformat())
    return len(new)
