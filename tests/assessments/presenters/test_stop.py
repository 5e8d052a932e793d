"""What a stop says on a device that was only lent the safety questions: nothing that was known before."""

from uuid import uuid4

import pytest

from assessments.models import Intake, Result
from assessments.presenters.stop import ASK_A_DOCTOR, KNOWN_BEFORE, stop_lent, stop_of

TOLD = {"because": "Your wee is dark.", "action": "Ask for it.", "answers": ["safety.dark_urine"]}
KNOWN = {"because": "You drink.", "action": "Talk about drink.", "answers": ["health.alcohol_units_per_week"]}
BOTH = {"because": "Pregnant.", "action": "Midwife.", "answers": ["about.pregnancy", "cramps.side"]}


def result_with(tier, *flags):
    answers = {"safety": {"dark_urine": "yes"}, "health": {"alcohol_units_per_week": 30}}
    triage = {"flags": [{**flag, "tier": tier} for flag in flags]}
    intake = Intake(uuid=uuid4(), status="submitted", answers=answers)
    return Result(intake=intake, tier=tier, answers=answers, snapshot={"triage": triage, "rules": {}})


@pytest.mark.parametrize("tier", ["emergency", "same_day", "see_gp"])
@pytest.mark.parametrize("flag", [KNOWN, BOTH])
def test_a_reason_that_was_known_before_is_not_told(tier, flag):
    stop = stop_lent(result_with(tier, TOLD, flag))
    assert stop.reasons == (TOLD["because"], KNOWN_BEFORE)
    assert not {flag["because"], flag["action"]} & {*stop.reasons, *stop.actions, *stop.say}
    assert not [line for line in stop.say if "30" in line]


def test_the_next_step_is_told_all_the_same():
    assert stop_lent(result_with("see_gp", KNOWN)).actions == (ASK_A_DOCTOR,)
    assert stop_lent(result_with("same_day", KNOWN)).reason == KNOWN_BEFORE


def test_ones_own_page_says_all_of_it():
    assert stop_of(result_with("see_gp", TOLD, KNOWN)).reasons == (TOLD["because"], KNOWN["because"])
