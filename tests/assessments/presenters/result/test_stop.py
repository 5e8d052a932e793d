"""What a stop says on a device that was only lent the safety questions: nothing that was known before."""

from uuid import uuid4

import pytest

from assessments.models import Intake, Result
from assessments.presenters.result.stop import ASK_A_DOCTOR, KNOWN_BEFORE, stop_lent, stop_of
from tests.assessments.engine.casebook import healthy

from .test_result import result_of

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


def _told(**change):
    result = result_of(healthy({f"safety.{key}": answer for key, answer in change.items()}))
    result.intake.uuid = uuid4()
    return stop_of(result)


def test_a_hurt_leg_is_sent_to_a_and_e_and_told_when_to_call_999():
    """The page was headed "Call 999 now", and what its rule says stood nowhere."""
    stop = _told(leg_deformed_or_cannot_stand="yes")
    assert stop.title == "Go to A&E now"
    assert stop.reason.endswith("put weight on it. If you can't get there, call 999.")


def test_beside_another_emergency_a_hurt_leg_calls_999():
    stop = _told(leg_deformed_or_cannot_stand="yes", leg_cold_pale_or_blue="yes")
    assert stop.title == "Call 999 now"
    assert "A&E" not in stop.reason
