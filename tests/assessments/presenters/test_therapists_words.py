"""What the rules tell a client, as a therapist reads it: of them, in short, with what hands have to know."""

import re

import pytest

from assessments.presenters.conditions import condition_in_words
from assessments.presenters.flagged import flagged_of, other_reasons, whats_of
from assessments.presenters.theirs import of_them
from assessments.rules import load_rules


def flag(id_, because, tier="caution", source=("S62",)):
    return {"id": id_, "because": because, "tier": tier, "source": list(source), "action": "", "answers": []}


def triage(*flags, held_because=()):
    return {"flags": list(flags), "held_because": list(held_because)}


def all_sentences():
    rules = load_rules()
    signals = [signal for cause in rules.causes for row in cause.rows for signal in row.signals]
    parts = [part for one in rules.patterns for part in (*one.needs, *one.supports, *one.against)]
    return [one.because for one in (*signals, *parts, *rules.safety.rules)]


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("You wear insoles.", "They wear insoles."),
        ("Your legs trouble you when you walk.", "Their legs trouble them when they walk."),
        ("You told us that cramps wake you.", "They told us that cramps wake them."),
        ("It feels different when you wipe yourself.", "It feels different when they wipe themselves."),
        ("A cramp of yours lasts long.", "A cramp of theirs lasts long."),
        ("The slump was clear.", "The slump was clear."),
    ],
)
def test_a_sentence_to_a_client_becomes_one_of_them(told, read):
    assert of_them(told) == read


def test_no_sentence_of_the_rules_still_speaks_to_the_client():
    read = [of_them(sentence) for sentence in all_sentences()]
    assert len(read) > 100
    assert [line for line in read if re.search(r"\byou(rs?|rself)?\b", line, re.IGNORECASE)] == []


def test_no_sentence_of_the_rules_has_they_where_them_belongs():
    wrong = re.compile(rf"\b({'|'.join(['wake', 'trouble', 'about', 'told', 'with'])}) they\b")
    assert [line for line in map(of_them, all_sentences()) if wrong.search(line)] == []


def test_a_flag_is_named_in_short_with_what_hands_have_to_know_and_its_source():
    (one,) = flagged_of(
        triage(flag("K7", "You told us about varicose veins, or veins that were once inflamed."))
    )
    assert (one.id, one.what, one.sources) == ("K7", "Varicose veins, or phlebitis in the past", "S62")
    assert one.hands == "Leave the veins alone."


def test_two_rules_of_one_flag_are_both_named():
    because = (
        "You told us that you have new numbness between your legs or around your bottom. "
        "You told us that it is newly hard to start, hold or feel a wee or a poo."
    )
    (one,) = flagged_of(triage(flag("E1", because, "emergency")))
    assert one.what == "New numbness in the saddle area; New bladder or bowel trouble"
    assert one.hands == "Emergency help at once; no hands-on work before that."


def test_a_flag_that_the_rules_of_today_do_not_have_says_what_was_told():
    (one,) = flagged_of(triage(flag("K1", "You told us that you bruise.")))
    assert (one.what, one.hands) == ("They told us that they bruise.", "Take care.")


def test_what_else_holds_somebody_is_told_once_and_in_short():
    sentences = load_rules().safety.sentences
    told = "You told us that you take a blood thinner or bleed easily."
    held = triage(flag("K1", told), held_because=(told, sentences["incomplete"], sentences["call_back"]))
    assert other_reasons(held) == (
        "Some safety questions have no clear answer.",
        "Not sure about an urgent sign: ring back within the working hour.",
    )
    assert whats_of(held)[0] == "Blood thinner or bleeding disorder"
    assert len(whats_of(held)) == 3


def test_every_caution_of_a_hand_says_what_hands_have_to_know():
    silent = [rule.key for rule in load_rules().safety.rules if rule.id[0] in "KX" and not rule.hands]
    assert silent == ["X3"]  # old answers: there is nothing to know but to ask


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "heel_raise_straight.gap at least 7",
            "“Single-leg heel raise, straight knee: difference of the sides” at least 7",
        ),
        ("toe_grip.seen includes slips", "“Toe grip, paper pull” includes slips"),
        ("sleep.quality at most 6", "“Sleep, out of 10” at most 6"),
        ("training.load_is_flat is true", "“load flat for 8 weeks” is true"),
    ],
)
def test_a_condition_names_questions_and_tests_as_people_do(text, words):
    assert condition_in_words(text) == words


def test_no_condition_of_a_cause_shows_the_name_of_a_program():
    rows = [row for cause in load_rules().causes for row in cause.rows]
    read = [condition_in_words(signal.when.text) for row in rows for signal in row.signals]
    assert [line for line in read if re.search(r"\w_\w|\w\.\w", line)] == []
    assert len(read) > 50
