"""Answers in words."""

import pytest

from assessments.labels import in_words
from assessments.rules.questionnaire import load_questionnaire


@pytest.mark.parametrize(
    ("key", "answer", "words"),
    [
        ("safety.dark_urine", "not_sure", "I’m not sure"),
        ("health.smoker", False, "No"),
        ("about.age", 1, "1 year"),
        ("about.age", 38, "38 years"),
        ("about.sex", "prefer_not_to_say", "I’d rather not say"),
        ("health.conditions", ["diabetes", "none"], ["Diabetes", "None of these"]),
        ("cramps.worst_pain", 7, "7 out of 10"),
        ("cramps.weeks_since_first", 104.36, "2 years"),
        ("cramps.last_cramp_at", "2026-07-01T03:00:00+01:00", "Wednesday 1 July 2026, about 3:00am"),
        ("training.next_event_on", "2026-12-06", "Sunday 6 December 2026"),
        ("training.sports", ["running", "judo"], "running, judo"),
        (
            "training.weeks",
            [{"minutes": 200}, {"minutes": 240, "sessions": 3, "effort": 5}],
            ["1 week before: 200 minutes", "Last 7 days: 240 minutes, 3 sessions, effort 5"],
        ),
        ("body.past_injuries", [], "None"),
        (
            "body.past_injuries",
            [{"site": "ankle", "side": "left", "months_ago": 24, "surgery": True, "fully_recovered": False}],
            ["Ankle, left, 2 years ago, operated on, not fully recovered"],
        ),
        ("goals", "Sleep through", "Sleep through"),
        ("goals", None, ""),
    ],
)
def test_an_answer_as_one_would_say_it(key, answer, words):
    assert in_words(load_questionnaire().by_key[key], answer) == words
