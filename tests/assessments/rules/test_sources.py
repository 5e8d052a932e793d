"""What each rule cites is what the papers cite for it, and nothing that the list of sources does not have."""

import re

import pytest

from assessments.engine.shown import all_rules
from assessments.rules import load_rules
from assessments.rules.exercises import load_library
from assessments.rules.screening import load_screening

RULES = load_rules()
LAST = 107
WITH_LETTERS = """S1a S14a S15a S15b S16a S18a S19a S21a S22a S22b S22c S27a S35a S38a S39a S46a S51a S51b
S59a S66a S69a S81a S92a"""
SOURCES = {f"S{number}" for number in range(1, LAST + 1)} | set(WITH_LETTERS.split()) | {"GK"}
FLAGS = """
E1 S51; E2 S52; E3 S53; E4 S107; E5 S50; E6 S55; E7 GK; E8 GK; E9 S3; E10 GK; U1 S19 S50; U2 S3; U3
S56; U4 GK; U5 GK; U6 S33; U7 S57; U8 GK; U9 S52; U10 S1; G1a A83; G1b A84; G1c A85; G1d A86; G1e
A87; G2 A88 S58; G3 A89; G4 A90; G5 A91 S59 S59a; G6 A92; G8 GK; G10 S3; G11 S60; G12 S61; G13 GK;
K1 S62; K2 S106; K3 S106; K4 S106; K5 S106; K6 S106; K7 S106; K8 S106; K9 S106; K10 S106; K12 S63;
K13 S63 S64; K15 A72; K16 S106
"""
ROWS = """
calf_weakness.past_calf_injury S11; calf_weakness.toe_grip S10; foot_mechanics.foot_posture S10 S14;
foot_mechanics.knee_to_wall S16 S17; nerve.tingling S8; nerve.twitching S8; nerve.slump S27;
nerve.straight_leg_raise S27a; training_load.longest_session S20; sleep_recovery.poor_sleep_first
S32; sleep_recovery.poor_sleep_since S32
"""


def cited():
    """(what cites, the ids) of everything that names a source."""
    yield from ((rule.names[0], rule.basis.sources) for rule in all_rules(RULES))
    yield from ((exercise.code, exercise.source) for exercise in load_library().exercises)
    yield from ((spec.code, spec.source) for spec in load_screening().tests)


def told(text):
    return [tuple(line.split()) for line in " ".join(text.split()).split("; ")]


def test_no_study_is_cited_that_the_list_does_not_have():
    studies = [(name, one) for name, ids in cited() for one in ids if re.match(r"S\d|GK", one)]
    assert len(studies) > 100
    assert [pair for pair in studies if pair[1] not in SOURCES] == []


@pytest.mark.parametrize("row", told(FLAGS), ids=lambda row: row[0])
def test_a_flag_rests_on_what_the_safety_paper_cites(row):
    flag, *sources = row
    found = {one for rule in RULES.safety.rules if rule.id == flag for one in rule.basis.sources}
    assert set(sources) <= found


@pytest.mark.parametrize("row", told(ROWS), ids=lambda row: row[0])
def test_a_row_of_a_cause_rests_on_what_the_evidence_map_cites(row):
    name, *sources = row
    cause, _, key = name.partition(".")
    rows = next(one.rows for one in RULES.causes if one.id == cause)
    signals = next(one.signals for one in rows if one.id == key)
    assert all(set(sources) <= set(signal.basis.sources) for signal in signals)
