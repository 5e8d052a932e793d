"""Which row a counted reason came from."""

import pytest

from assessments.rules import load_rules
from assessments.rules.spoken import row_of

RULES = load_rules()
SIGNALS = [(c.id.value, row.id, s) for c in RULES.causes for row in c.rows for s in row.signals]


@pytest.mark.parametrize(("cause", "row", "signal"), SIGNALS, ids=[s.key for _, _, s in SIGNALS])
def test_every_signal_is_told_by_its_words(cause, row, signal):
    reason = {"answer": signal.answer, "points": signal.points, "because": signal.because}
    assert row_of(RULES, cause, reason) == row


def test_an_older_note_is_told_by_answer_and_points_whatever_the_side():
    assert row_of(RULES, "calf_weakness", {"answer": "cramps.settings", "points": 2}) == "late_or_hills"
    assert row_of(RULES, "calf_weakness", {"answer": "toe_grip.left", "points": 2}) == "toe_grip"


def test_what_no_rule_of_today_says_has_no_row():
    assert row_of(RULES, "calf_weakness", {"answer": "cramps.settings", "points": -3}) == ""
    assert row_of(RULES, "no_cause", {"answer": "cramps.settings", "points": 2}) == ""
