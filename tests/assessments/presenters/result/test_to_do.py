"""What is to be done now is told to whoever is held or stopped: all of it, each thing once."""

from itertools import product

import pytest

from assessments.engine.terms import Gate, Tier
from assessments.presenters.result.page import page_of
from assessments.presenters.result.stop import stop_of
from assessments.presenters.result.to_do import SENTENCE, to_do
from assessments.rules import load_rules
from assessments.rules.questionnaire import load_questionnaire
from tests.assessments.engine.casebook import healthy

from .test_result import NOON, result_of

RULES = load_rules().safety.rules
HELD = [rule for rule in RULES if rule.gate is Gate.HELD]


def page(**change):
    return page_of(
        result_of(healthy({key.replace("__", "."): value for key, value in change.items()})), None, NOON
    )


def test_somebody_who_is_held_reads_whom_to_see_and_how_soon():
    """G13 and G11 say this week: the sentence stood in the result and on no page."""
    said = page(safety__weight_loss_fever_or_night_sweats="yes", cramps__nights_woken_per_week=3).to_do
    assert [line.partition(",")[0] for line in said] == ["Please see your GP this week"]


def test_the_soonest_comes_first():
    said = page(safety__weight_loss_fever_or_night_sweats="yes", health__medicines=["diuretic"]).to_do
    assert ["this week" in line for line in said] == [True, False]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"about__age": 15}, "A parent or guardian needs to ring us"),
        (
            {"safety__foot_sore_or_hot_swollen_foot": "yes"},
            "hot and swollen, call 111 today.",
        ),
        ({"health__unwell_now": "yes"}, "wait until you have been well for 48 hours"),
        ({"health__conditions": ["active_cancer"]}, "a letter from your cancer team"),
        ({"health__free_text": "I can't breathe"}, "999 if you can't breathe"),
        ({"health__medicines": ["diuretic"]}, "Ask your GP or a pharmacist"),
    ],
)
def test_what_only_they_can_do_is_on_the_page_of_a_held_result(change, said):
    held = page(**change)
    assert held.gate == "held"
    assert any(said in line for line in held.to_do)


@pytest.mark.parametrize("rule", HELD, ids=lambda rule: rule.key)
def test_no_action_of_a_held_rule_loses_what_the_person_does_themselves(rule):
    shown = " ".join(to_do([{"action": rule.action}]))
    own = [one for one in SENTENCE.split(rule.action) if not one.startswith("A therapist will")]
    assert all(sentence in shown for sentence in own)


def test_nothing_is_said_twice_or_in_two_ways():
    for one, two in product(RULES, repeat=2):
        lines = to_do([{"action": one.action}, {"action": two.action}])
        sentences = [each for line in lines for each in SENTENCE.split(line)]
        assert len(sentences) == len(set(sentences))
        assert not {"Do not drive yourself.", "Do not drive yourself if your leg is bad."} <= set(sentences)


def test_whoever_was_released_is_not_told_again_that_somebody_will_ring():
    assert to_do([{"action": "A therapist will ring you first. Work is light only."}]) == (
        "Work is light only.",
    )


def test_a_recent_clot_is_told_of_its_letter_whatever_else_was_told():
    """With a tablet that is for the GP the tier is higher, and the letter of K2 stood nowhere."""
    change = {"safety.clot_risks": ["clot_within_6_months"], "health.medicines": ["diuretic"]}
    stop = stop_of(_kept(healthy(change)))
    assert stop.actions[0].endswith("bring us their written OK.")
    assert "Ask your GP or a pharmacist" in stop.actions[1]


def test_whoever_is_sent_to_a_doctor_is_not_told_to_wait_for_our_call():
    change = {"health.medicines": ["anticoagulant"], "health.anticoagulant_for_recent_clot": "yes"}
    stop = stop_of(_kept(healthy(change)))
    assert stop.reasons == ("You told us that your blood thinner is for a clot in the last 6 months.",)
    assert [line for line in stop.actions if "ring you" in line] == []


def _kept(document):
    result = result_of(document)
    result.intake.status = "submitted"
    return result


def test_every_tier_that_sends_away_says_one_thing_to_do():
    urgent = [rule for rule in RULES if rule.tier in (Tier.EMERGENCY, Tier.SAME_DAY)]
    assert all(to_do([{"action": rule.action}]) for rule in urgent)


def test_being_pregnant_is_told_once():
    """It stood in the reason of the caution and again in that of the cramps."""
    held = page(about__pregnancy="pregnant").held_because
    assert [words.count("you are pregnant") for words in held] == [1]


def test_whose_word_on_a_medicine_is_kept_to_is_said():
    said = page(health__medicines=["diuretic"]).to_do
    assert said[0].endswith("keep to what your doctor or pharmacist told you about it.")


def test_the_question_about_a_clot_names_what_is_taken():
    """It comes after that about a statin, and asked of "it"."""
    asked = load_questionnaire().by_key["health.anticoagulant_for_recent_clot"].ask
    assert "your blood thinner" in asked
