"""Weeks of training as a therapist reads them."""

import pytest

from assessments.presenters.weeks import in_short


@pytest.mark.parametrize(
    ("weeks", "lines"),
    [
        (
            [{"minutes": 200, "effort": 5}, {"minutes": 240.5, "effort": 5}],
            ["2 weeks, the last 7 days at the end", "Minutes: 200, 240.5", "Effort, 0 to 10: 5 each week"],
        ),
        (
            [{"minutes": 200, "sessions": 3}, {"minutes": 200}],
            ["2 weeks, the last 7 days at the end", "Minutes: 200 each week", "Sessions: 3, –"],
        ),
        ([{"minutes": 90}], ["Minutes: 90"]),
    ],
)
def test_a_line_for_each_thing_that_was_told(weeks, lines):
    assert in_short(weeks) == lines
