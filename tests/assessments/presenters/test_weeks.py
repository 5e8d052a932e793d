"""Weeks of training as a therapist reads them."""

import pytest

from assessments.models import Intake
from assessments.presenters.check import answers_of
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


def test_who_reads_their_answers_before_sending_has_four_lines_and_not_sixteen():
    """A line each week was two on a phone: eight weeks filled a screen."""
    weeks = [{"minutes": 200 + n, "sessions": 3, "effort": 5} for n in range(8)]
    intake = Intake(answers={"training": {"weeks": weeks}})
    rows = [row for group in answers_of(intake) for row in group.rows if "200" in str(row.value)]
    assert [(len(row.value), row.value[1]) for row in rows] == [
        (4, "Minutes: 200, 201, 202, 203, 204, 205, 206, 207")
    ]
    assert "/weeks/" in rows[0].href
