"""Every sentence that the rules can say, read for words that must not be said or are too hard."""

import re

import pytest

from assessments.rules import load_rules

FIXED = "We do not diagnose illness."
NEVER = (
    "diagnos",
    "cure",
    "% chance",
    "percent chance",
    "cause of",
    "prevents",
    "detect",
    "guarantee",
    "risk of",
)
FINDINGS = (
    *(
        "thrombosis",
        "dvt",
        "embol",
        "stenosis",
        "sciatica",
        "neuropath",
        "claudication",
        "ischaemi",
        "arterial",
    ),
    *(
        "compartment syndrome",
        "cauda",
        "rhabdo",
        "sepsis",
        "cellulitis",
        "tetanus",
        "stroke",
        "radiculopathy",
    ),
    *("motor neurone", "restless legs", "hyponat", "tear of", "ruptur", "fracture", "deficien", "syndrome"),
)
TOO_HARD = (
    "oedema",
    "paraesthesia",
    "acute",
    "benign",
    "chronic",
    "bilateral",
    "dorsiflexion",
    "gastrocnemius",
)
LONGEST = 30


def _parts(parts):
    return [part.because for part in parts]


def sentences():
    rules = load_rules()
    yield from (text for rule in rules.safety.rules for text in (rule.because, rule.action))
    yield from rules.safety.sentences.values()
    yield from (signal.because for cause in rules.causes for row in cause.rows for signal in row.signals)
    yield from (cause.ceiling.because for cause in rules.causes if cause.ceiling)
    for pattern in rules.patterns:
        yield from _parts((*pattern.needs, *pattern.supports, *pattern.against))
    for one in rules.contributors:
        yield from _parts((*one.present, *one.suspected, *one.not_shown))
    yield from (window.because for window in rules.windows)
    yield from (line for card in rules.cards for line in (card.title, *card.body))
    for tier in rules.tiers.values():
        yield from (tier.heading, tier.action, tier.say, *tier.also)
    yield from (*rules.safety_net, *rules.scoring.words.values(), *rules.test_names.values())
    yield from (cause.name for cause in rules.causes)


ALL = sorted({text for text in sentences() if text})


def test_there_is_a_lot_to_read():
    assert len(ALL) > 250


@pytest.mark.parametrize("words", [NEVER, FINDINGS, TOO_HARD], ids=["never", "findings", "too hard"])
def test_no_sentence_says_what_must_not_be_said(words):
    said = [(word, text) for text in ALL for word in words if word in text.replace(FIXED, "").lower()]
    assert said == []


def test_illnesses_are_only_named_as_what_the_person_told():
    named = re.compile(r"diabetes|cancer|thyroid|kidney|liver|varicose")
    told = ("You told us", "Ring your foot clinic", "A therapist will ring you first. You need a letter")
    assert [text for text in ALL if named.search(text) and not text.startswith(told)] == []


def test_a_reason_for_or_against_a_cause_is_one_sentence():
    causes = load_rules().causes
    said = [each.because for cause in causes for row in cause.rows for each in row.signals]
    assert [text for text in said if re.search(r"[.?!]\s", text)] == []


def test_sentences_are_short():
    long = [each for text in ALL for each in re.split(r"(?<=[.?!])\s", text) if len(each.split()) > LONGEST]
    assert long == []


def test_nobody_is_told_to_stop_a_medicine_or_to_go_on_with_it():
    told = [text.lower() for text in ALL if "tablet" in text or "medicine" in text]
    assert not [text for text in told if re.search(r"stop (taking|the|your)|carry on|keep taking", text)]


@pytest.mark.parametrize("tier", ["emergency", "same_day"])
def test_urgent_actions_say_whom_to_ring_and_not_to_drive(tier):
    advice = load_rules().tiers[tier]
    assert advice.phone in advice.action
    assert "not drive yourself" in advice.action


def test_the_safety_net_names_both_numbers():
    net = " ".join(load_rules().safety_net)
    assert "999" in net and "111" in net and net.endswith(FIXED)
