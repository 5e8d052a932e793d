from datetime import UTC, datetime, timedelta

import pytest

from assessments.engine import safety
from assessments.engine.answers import parse_intake
from assessments.engine.assess import triage
from assessments.engine.safety import Flag
from assessments.engine.terms import Gate, Tier
from assessments.rules import load_rules
from tests.assessments.engine.casebook import healthy

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def of(change=None, remove=(), asked_at=NOON):
    return triage(parse_intake(healthy(change, remove)), load_rules(), checked_at=asked_at)


def flag(result, wanted):
    return next(one for one in result.flags if one.id == wanted)


def test_a_healthy_person_may_book():
    result = of()
    assert (result.tier, result.gate, result.complete) == (Tier.NONE, Gate.OPEN, True)
    assert not (result.flags or result.unanswered or result.held_because)


def test_the_tier_is_the_highest_and_comes_first():
    result = of(
        {"safety.dark_urine": "yes", "safety.tired_and_cold": "yes", "health.skin_problem_on_legs": "yes"}
    )
    assert result.tier is Tier.EMERGENCY
    assert [one.id for one in result.flags] == ["E4", "G7", "K4"]


def test_rules_with_one_id_show_as_one_flag_with_all_that_was_told():
    result = of({"health.conditions": ["kidney_disease"], "safety.yellow_skin_or_eyes": "yes"})
    assert len(result.flags) == 1
    assert flag(result, "G4").tier is Tier.SAME_DAY
    assert set(flag(result, "G4").answers) == {"health.conditions", "safety.yellow_skin_or_eyes"}
    assert "kidney" in flag(result, "G4").because and "yellow" in flag(result, "G4").because


def test_a_recent_clot_redirects_without_being_more_urgent():
    result = of({"safety.clot_risks": ["clot_within_6_months"]})
    assert (result.tier, result.gate) == (Tier.CAUTION, Gate.REDIRECTED)


@pytest.mark.parametrize("change", [{"safety.cramping_now": "yes"}, {"training.next_event_on": "2026-11-22"}])
def test_two_cautions_leave_booking_open(change):
    assert of(change).gate is Gate.OPEN


def test_fourteen_days_are_fresh_and_a_moment_more_is_not():
    assert of(asked_at=NOON + timedelta(days=14)).complete
    stale = of(asked_at=NOON + timedelta(days=14, microseconds=1))
    assert [one.id for one in stale.flags] == ["X3"]
    assert stale.gate is Gate.HELD and "safety.dark_urine" in stale.unanswered


def test_answers_from_the_future_are_not_fresh():
    assert of(asked_at=NOON - timedelta(days=2)).gate is Gate.HELD
    assert of(asked_at=NOON - timedelta(hours=2)).gate is Gate.OPEN


def test_an_urgent_sign_that_is_not_sure_gets_a_call_back():
    said = " ".join(of({"safety.dark_urine": "not_sure"}).held_because)
    assert "ring you back" in said and "111" in said
    assert "ring you back" not in " ".join(of({"safety.tired_and_cold": "not_sure"}).held_because)


def test_what_is_written_and_what_is_ticked_are_both_named():
    result = of({"health.free_text": "left calf like a balloon"})
    assert flag(result, "X1").answers == ("health.free_text",)
    assert "safety.one_leg_swollen" in flag(result, "X2").answers
    assert result.tier is Tier.CAUTION


def ids(told):
    return [one.id for one in of(told).flags]


def test_words_that_agree_with_a_no_do_not_contradict_it():
    assert ids({"health.free_text": "no swelling to speak of"}) == ["X1"]


def test_a_plain_no_to_what_is_ticked_no_too_holds_nobody():
    assert of({"health.free_text": "No swelling, no chest pain. I run a lot."}).gate is Gate.OPEN


def test_a_plain_no_holds_where_a_tick_about_it_is_no_no():
    assert "X1" in ids({"health.free_text": "no swelling", "safety.both_legs_swollen": "not_sure"})
    assert "X1" in ids({"health.free_text": "never had diabetes", "health.conditions": ["varicose_veins"]})


def test_what_somebody_wants_no_more_of_holds():
    assert ids({"goals": "no swelling"}) == ["X1"]


def test_sports_and_goals_are_read_too():
    assert of({"goals": "walk without my calf swelling"}).gate is Gate.HELD
    assert of({"training.sports": ["running until I fainted"]}).gate is Gate.HELD


def test_every_safety_rule_that_is_no_caution_redirects_or_holds():
    for rule in load_rules().safety.rules:
        assert rule.gate is not Gate.OPEN or rule.id in {"K11", "K15"}
        assert rule.gate is Gate.REDIRECTED or rule.tier not in {Tier.EMERGENCY, Tier.SAME_DAY}


def test_what_another_reason_says_too_is_said_once():
    pregnant = {"about.sex": "female", "about.pregnancy": "pregnant"}
    one_leg = {**pregnant, "cramps.side": "left"}
    foot = {"health.conditions": ["diabetes"], "safety.foot_sore_or_hot_swollen_foot": "yes"}
    for change, lone in ((pregnant, "pregnant."), (one_leg, "pregnant."), (foot, "diabetes.")):
        assert not [reason for reason in of(change).held_because if reason.endswith(lone)]
    alone = of({"health.conditions": ["diabetes"]}).held_because
    assert "You told us that you have diabetes." in alone


def test_a_sentence_that_another_begins_with_names_it():
    rules = load_rules().safety.rules
    longer = [
        (one.key, two.key)
        for one in rules
        for two in rules
        if two.because.startswith(f"{one.because[:-1]} ") and two.id not in one.said_by
    ]
    assert longer == []


def test_of_two_rules_of_one_flag_the_stricter_gate_stays_whichever_is_more_urgent():
    """A recent clot closes the gate by a rule that is a caution by its tier. Source: K2; safety 3.7, 1"""
    urgent = Flag("demo", Tier.SAME_DAY, Gate.HELD, "One.", "Ring.", ("a",), ())
    caution = Flag("demo", Tier.CAUTION, Gate.REDIRECTED, "Two.", "Wait.", ("b",), ())
    for pair in ([urgent, caution], [caution, urgent]):
        [one] = safety._merged(pair)
        assert (one.tier, one.gate, set(one.answers)) == (Tier.SAME_DAY, Gate.REDIRECTED, {"a", "b"})
