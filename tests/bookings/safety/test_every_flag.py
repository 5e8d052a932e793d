"""Every danger that is asked about, told after somebody was open: no way books them any more.

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
    joining_the_waiting_list,
    moved_at_the_desk,
    moved_online,
    online,
    program,
    regular_visits,
    the_desk,
    the_desk_that_overrules,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
# What is prepared for these stands in nobody's way, so one answer is held against all of them.
AT_ONCE = (online, the_desk, the_desk_that_overrules, regular_visits, joining_the_waiting_list)
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


def tried(ways, her, said):
    """She was open, says yes to this, and tries; what of it stands in the diary afterwards is not kept."""
    with transaction.atomic():
        attempts = [way(her) for way in ways]
        give(her.cleo, said, NOW + HOUR)
        for attempt in attempts:
            with pytest.raises(REFUSED), transaction.atomic():
                attempt()
            assert not Appointment.objects.filter(status__in=STAND).exists()
        transaction.set_rollback(True)


def moved(ways, her, said):
    with transaction.atomic():
        visit = booked_at_ten(her)
        give(her.cleo, said, NOW + HOUR)
        for way in ways:
            visit.refresh_from_db()
            with pytest.raises((*REFUSED, Changed)), transaction.atomic():
                way(her, visit)
        transaction.set_rollback(True)


def test_there_are_dangers_to_ask_about():
    assert len(FLAGS) > 40 and set(FLAGS) >= NO_DANGER


def by_program(said):
    """The same as one document, where what somebody can't say is left out."""
    told = healthy(**{part: given for part, given in said.items() if part != "left_open"})
    for values in (told["safety"], told["health"]):
        for name in [name for name in values if values[name] is None]:
            del values[name]
    return told


def answer_to_a_program(her, said):
    """What it is told once every other way has refused."""
    tried(AT_ONCE, her, said)
    for way in BOOKING:
        if way not in AT_ONCE:
            tried([way], her, said)
    moved([moved_online, moved_at_the_desk], her, said)
    caller = program()
    taken = caller.hold(her.clinic, LATER, her.clinic.therapists[0], once="one").json()
    refused = caller.book(taken, by_program(said), once="two")
    return refused.status_code, refused.json()["type"]


@pytest.mark.parametrize("key", sorted(set(FLAGS) - NO_DANGER))
def test_who_says_yes_to_it_is_booked_and_moved_by_no_way(go, key):  # noqa: F811
    assert answer_to_a_program(go, yes(key)) == (403, "not_cleared")


# What is ticked in a list, and what is chosen. These alone are no reason to wait; all others are one, written
# out in safety.md (K1 to K10, K14, K16, G2 to G13), or nobody knows.
ALONE_NO_DANGER = {
    "safety.clot_risks": {"hormone_treatment", "past_clot", "family_clot", "none", "unsure"},
    "health.conditions": {"heart_disease", "none", "unsure"},
    "health.medicines": {"fibrate_colchicine_or_ciclosporin", "other", "none"},
    "about.pregnancy": {"no"},
}
OF_HEALTH = (
    *("unwell_now", "skin_problem_on_legs", "oil_latex_or_nut_allergy", "needs_support"),
    *("new_medicine_within_3_months", "very_restricted_diet", "long_diarrhoea"),
)
THINNER = {"medicines": ["anticoagulant"], "anticoagulant_for_recent_clot": "yes"}
TOGETHER = {
    "a clot, and none of these": {"safety": {"clot_risks": ["none", "clot_within_6_months"]}},
    "the last of all that may be ticked": {"safety": {"clot_risks": ["family_clot", "active_cancer"]}},
    "not sure of a clot": {"safety": {"clot_risks": None}, "left_open": {"safety-clot_risks": True}},
    "not sure of an illness": {"health": {"conditions": None}, "left_open": {"health-conditions": True}},
    "a thinner for a recent clot": {"health": THINNER},
    "a danger in one's own words": {"health": {"free_text": "I had a blood clot in my leg last month"}},
    "an injury of two weeks ago": {
        "health": {"recent_leg_injury_or_surgery": "yes", "weeks_since_leg_injury_or_surgery": 2}
    },
}


def listed():
    """(name, what is said): each choice by itself, each yes about health, and some that go together."""
    for question in load_questionnaire().questions:
        part, _, name = question.key.partition(".")
        for choice in question.choices if question.key in ALONE_NO_DANGER else ():
            if choice.value not in ALONE_NO_DANGER[question.key]:
                given = [choice.value] if question.kind == "many_of" else choice.value
                yield f"{question.key}: {choice.value}", {part: {name: given}}
    yield from ((f"health.{name}", {"health": {name: "yes"}}) for name in OF_HEALTH)
    yield from TOGETHER.items()


LISTED = dict(listed())


def test_the_lists_hold_what_the_safety_paper_names():
    assert len(LISTED) >= 45
    assert {
        "safety.clot_risks: clot_within_6_months",
        "safety.clot_risks: leg_in_cast",
        "health.conditions: phlebitis",
        "health.conditions: heart_event_within_3_months",
        "health.medicines: anticoagulant",
        "health.medicines: steroid",
        "about.pregnancy: not_sure",
    } <= set(LISTED)


@pytest.mark.parametrize("name", LISTED)
def test_who_ticks_it_in_a_list_is_booked_and_moved_by_no_way(go, name):  # noqa: F811
    assert answer_to_a_program(go, LISTED[name]) == (403, "not_cleared")
