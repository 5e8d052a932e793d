"""Every danger that is asked about, answered with yes after somebody was open: no way books them any more.

The ways against every kind of stop are in `test_every_way.py`; here it is every question against every way.
"""

from datetime import timedelta

import pytest
from django.db import transaction

from assessments.rules.questionnaire import load_questionnaire
from bookings.actions.appointments import Changed
from bookings.models import Appointment
from tests.api.conftest import healthy
from tests.bookings.clinic import NOW
from tests.bookings.safety.people import give
from tests.bookings.safety.test_every_way import (
    BOOKING,
    LATER,
    REFUSED,
    STAND,
    _clock,  # noqa: F401  eleven in the morning: the waiting list does not sleep
    booked_at_ten,
    go,  # noqa: F401
    moved_at_the_desk,
    moved_online,
    program,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
# A cramp this moment is no danger: it is asked so that the page for it comes first.
NO_DANGER = {"safety.cramping_now"}
FLAGS = sorted(
    question.key
    for question in load_questionnaire().questions
    if question.key.startswith("safety.") and question.kind == "yes_no"
)
# What else has to be said before it is asked, or before it is a danger and not an old pattern.
SAID_BEFORE = {
    "safety.saddle_feels_different_when_wiping": {"safety": {"numb_saddle": "not_sure"}},
    "safety.unexplained_muscle_pain_or_weakness": {"health": {"medicines": ["statin"]}},
    "safety.foot_sore_or_hot_swollen_foot": {"health": {"conditions": ["diabetes"]}},
    "safety.rest_cramps_are_new": {"safety": {"rest_cramps_without_trigger": "yes"}},
    "safety.rest_cramps_without_trigger": {"safety": {"rest_cramps_are_new": "yes"}},
}


def yes(key):
    said = {part: dict(values) for part, values in SAID_BEFORE.get(key, {}).items()}
    part, _, name = key.partition(".")
    return {**said, part: {**said.get(part, {}), name: "yes"}}


def tried(way, her, key):
    """She was open, says yes to this, and tries; what of it stands in the diary afterwards is not kept."""
    with transaction.atomic():
        attempt = way(her)
        give(her.cleo, yes(key), NOW + HOUR)
        with pytest.raises(REFUSED):
            attempt()
        assert not Appointment.objects.filter(status__in=STAND).exists()
        transaction.set_rollback(True)


def moved(way, her, key):
    with transaction.atomic():
        visit = booked_at_ten(her)
        give(her.cleo, yes(key), NOW + HOUR)
        visit.refresh_from_db()
        with pytest.raises((*REFUSED, Changed)):
            way(her, visit)
        transaction.set_rollback(True)


def test_there_are_dangers_to_ask_about():
    assert len(FLAGS) > 40 and set(FLAGS) >= NO_DANGER


@pytest.mark.parametrize("key", sorted(set(FLAGS) - NO_DANGER))
def test_who_says_yes_to_it_is_booked_and_moved_by_no_way(go, key):  # noqa: F811
    for way in BOOKING:
        tried(way, go, key)
    for way in (moved_online, moved_at_the_desk):
        moved(way, go, key)
    caller = program()
    taken = caller.hold(go.clinic, LATER, go.clinic.therapists[0], once="one").json()
    refused = caller.book(taken, healthy(**yes(key)), once="two")
    assert (refused.status_code, refused.json()["type"]) == (403, "not_cleared")
