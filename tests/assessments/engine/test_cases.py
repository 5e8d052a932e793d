"""Every case of the casebook, given and own, through the engine in process."""

import json

import pytest
from jsonschema import Draft202012Validator

from assessments.engine.answers import Invalid
from tests.assessments.engine import casebook
from tests.assessments.engine.expectations import faults
from tests.assessments.engine.running import as_bytes, result_of, run
from tests.assessments.engine.schemas import ASSESSMENT, INTAKE, SCREENING

EVERYONE = casebook.everyone()
GIVEN = [*casebook.given(), *casebook.nasty()]
OWN = casebook.own()
MUST_RUN = [case for case in GIVEN if 2 not in case.expect.get("exit", [0])]


@pytest.mark.parametrize("case", MUST_RUN, ids=str)
def test_given(case):
    assert faults(case, result_of(case.id)) == []


@pytest.mark.parametrize("case", OWN, ids=str)
def test_own(case):
    assert faults(case, result_of(case.id)) == []


@pytest.mark.parametrize("case", [case for case in GIVEN if "same_output_as" in case.expect], ids=str)
def test_same_output_as(case):
    assert as_bytes(result_of(case.id)) == as_bytes(result_of(case.expect["same_output_as"]))


@pytest.mark.parametrize("case", [*MUST_RUN, *OWN], ids=str)
def test_output_is_valid_by_the_schema(case):
    result = json.loads(as_bytes(result_of(case.id)))
    assert [error.message for error in Draft202012Validator(ASSESSMENT).iter_errors(result)] == []


@pytest.mark.parametrize("case", OWN, ids=str)
def test_own_cases_are_valid_input(case):
    assert list(Draft202012Validator(INTAKE).iter_errors(case.intake)) == []
    assert case.screening is None or list(Draft202012Validator(SCREENING).iter_errors(case.screening)) == []


def test_ids_are_unique():
    count = len(casebook.given()) + len(casebook.nasty()) + len(OWN)
    assert len(EVERYONE) == count


def test_repeated_measurements_do_not_depend_on_their_order():
    case = EVERYONE["Z21"]
    turned = {**case.screening, "tests": case.screening["tests"][::-1]}
    assert _outcome(case.intake, case.screening) == _outcome(case.intake, turned)


def _outcome(intake, screening):
    """The result's scores and tier, or the refusal; either is right for a screening that is no use."""
    try:
        result = run(intake, screening)
    except Invalid:
        return "refused"
    return result["triage"]["tier"], {cause["id"]: cause["score"] for cause in result["causes"]}


SAFETY = [f"E{n}" for n in range(1, 11)] + [f"U{n}" for n in range(1, 11)] + [f"K{n}" for n in range(1, 17)]
SAFETY += ["G1a", "G1b", "G1c", "G1d", "G1e", *(f"G{n}" for n in range(2, 15)), "X1", "X2", "X3"]


@pytest.mark.parametrize("rule", SAFETY)
def test_each_safety_rule_has_a_case_that_fires_it_and_a_near_miss(rule):
    assert {case.kind for case in OWN if case.rule == rule} == {"fires", "near_miss"}


def test_every_score_row_has_a_case_that_fires_it_and_a_near_miss():
    rows = {}
    for case in OWN:
        if case.topic.startswith("causes_"):
            rows.setdefault(case.rule, set()).add(case.kind)
    never = {"C4 nothing to divide by"}
    assert {row for row, kinds in rows.items() if kinds != {"fires", "near_miss"}} == never
