"""The log is read in words, and found by those words or by the name of the act."""

import re

import pytest

from hekas.privacy.acts import as_pattern, in_words


@pytest.mark.parametrize(
    "action, said",
    [
        ("result.read", "Result: read"),
        ("sign_in.done", "Sign-in: done"),
        ("erasure.look_by_hand", "Erasure: look by hand"),
        ("appointment cancelled", "Appointment cancelled"),
        ("check-in refused", "Check-in refused"),
        ("", ""),
    ],
)
def test_an_act_is_said_in_words_and_found_by_them(action, said):
    assert in_words(action) == said
    assert re.search(as_pattern(said), action, re.IGNORECASE)
    assert re.search(as_pattern(action), action, re.IGNORECASE)


@pytest.mark.parametrize("typed", ["result: made", "(", "[", "*", "plan"])
def test_other_words_do_not_find_it_and_odd_ones_break_nothing(typed):
    assert not re.search(as_pattern(typed), "result.read", re.IGNORECASE)


@pytest.mark.parametrize("typed", [" ", ":", "_ ."])
def test_marks_alone_narrow_nothing(typed):
    assert re.search(as_pattern(typed), "result.read")
