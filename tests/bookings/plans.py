"""A client's plan of care, signed, with an event or none."""

from assessments.models import CarePlan
from tests.bookings.clinic import NOW

PHASE = {"number": 1, "first_week": 1, "last_week": 6, "massage_weeks": 2, "move_on": {}}
WORDS = {"title": "Demo", "massage": "Every two weeks"}


def plan_for(client, therapist, event=None, status="active", **changes):
    signed = {"signed_by": therapist, "signed_at": NOW, "signed_document": {}}
    return CarePlan.objects.create(
        client=client,
        therapist=therapist,
        status=status,
        rules_version="test",
        starts_on=NOW.date(),
        next_event_on=event,
        phases=[{**PHASE, **WORDS}],
        **{**(signed if status in ("active", "completed") else {}), **changes},
    )
