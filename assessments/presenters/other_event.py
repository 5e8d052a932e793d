"""A plan in force names one event, regular visits lead up to another: which is right, only people know."""

from collections.abc import Sequence
from datetime import date

from assessments.models import CarePlan
from hekas.web.templatetags.plain import long_day


def other_event_words(plan: CarePlan | None, others: Sequence[date]) -> str:
    """What its therapist reads; nothing where all name the same day."""
    if plan is None or plan.next_event_on is None or not others:
        return ""
    named = " and ".join(long_day(one) for one in others)
    return (
        f"The plan leads up to {long_day(plan.next_event_on)}, the client’s regular visits to {named}. "
        "Nothing deep is booked in the last 2 days before any of them. Ask which is right: "
        "if the event was moved, make a new draft from the plan."
    )
