"""Every result says that no clinician has signed the rules, until one has signed them all."""

from datetime import date
from types import SimpleNamespace

import pytest

from assessments.engine.ruleset import Review
from assessments.presenters import signing
from assessments.rules import load_rules

DUE = date(2027, 5, 31)
SIGNED = Review("A", "Dr Demo", date(2026, 12, 1), DUE)
LATER = Review("A", "Dr Example", date(2026, 12, 24), DUE)
OPEN = Review("A", "", None, DUE)


@pytest.mark.parametrize("reviews", [{OPEN}, {SIGNED, OPEN}, set()])
def test_one_rule_that_nobody_signed_is_enough(reviews):
    assert signing.words(reviews) == signing.UNSIGNED


def test_once_all_are_signed_it_says_who_and_when():
    said = "A clinician has signed these rules: Dr Demo, Dr Example, last on 24 December 2026."
    assert signing.words({SIGNED, LATER}) == said


def test_a_signature_under_todays_rules_says_nothing_of_earlier_ones(monkeypatch):
    monkeypatch.setattr(signing, "of_rules", lambda: "signed")
    today, before = (SimpleNamespace(rules_digest=d) for d in (load_rules().digest, "0" * 64))
    assert (signing.of_result(today), signing.of_result(before)) == ("signed", signing.UNSIGNED)
