"""What the questions about regular visits say where an answer is missing or is none of theirs."""

from datetime import date

import pytest

from bookings.forms.series import RhythmForm

SAID = {
    "service": "Choose a visit",
    "therapist": "Choose who with",
    "at": "Choose a time of day",
    "every": "Choose how often",
    "ends": "Choose until when",
}


@pytest.mark.parametrize("typed", ["", "midnight"])
def test_an_error_says_what_to_choose(typed):
    """It said: choose an answer to “At”."""
    form = RhythmForm(dict.fromkeys(SAID, typed), services=[], therapists=[], today=date(2026, 11, 23))
    assert {name: form.errors[name] for name in SAID} == {name: [words] for name, words in SAID.items()}
