"""Each rule taken out in turn: some case of the casebook must then fail, or the rule is not tested."""

import pytest

from assessments.rules import load_rules
from tests.assessments.engine import casebook, mutants
from tests.assessments.engine.expectations import faults
from tests.assessments.engine.running import result_of, run_case

CASES = [case for case in casebook.everyone().values() if 2 not in case.expect.get("exit", [])]
EVERY = mutants.all_of(load_rules())


def likely_first(mutant):
    """The cases of the rule's topic in which it had a say, then the others."""

    def unlikely(case):
        return case.topic != mutant.topic, not mutant.concerns(result_of(case.id))

    return sorted(CASES, key=unlikely)


def notices(case, rules):
    return result_of(case.id) != (result := run_case(case, rules)) and bool(faults(case, result))


@pytest.mark.parametrize("mutant", EVERY, ids=str)
def test_some_case_notices_that_a_rule_is_gone(mutant):
    assert any(notices(case, mutant.rules) for case in likely_first(mutant))


def test_every_safety_rule_has_been_taken_out():
    gone = {mutant.name for mutant in EVERY}
    assert {f"safety {rule.key}" for rule in load_rules().safety.rules} <= gone
