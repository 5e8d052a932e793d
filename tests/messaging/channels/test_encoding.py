"""Lengths as a network counts them."""

import pytest

from hekas.messaging.channels.encoding import Length, measure, plain


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", Length("GSM-7", 0, 1)),
        ("a" * 160, Length("GSM-7", 160, 1)),
        ("a" * 161, Length("GSM-7", 161, 2)),
        ("a" * 306, Length("GSM-7", 306, 2)),
        ("a" * 307, Length("GSM-7", 307, 3)),
        ("£52 à 9:15am", Length("GSM-7", 12, 1)),
        ("€", Length("GSM-7", 2, 1)),
        ("a" * 159 + "€", Length("GSM-7", 161, 2)),
        ("a" * 152 + "€" + "a" * 152, Length("GSM-7", 306, 3)),  # the pair is not cut in two
        ("’", Length("UCS-2", 1, 1)),
        ("ж" * 70, Length("UCS-2", 70, 1)),
        ("ж" * 71, Length("UCS-2", 71, 2)),
        ("👟" * 35, Length("UCS-2", 70, 1)),
        ("👟" * 36, Length("UCS-2", 72, 2)),
        ("ç", Length("UCS-2", 1, 1)),  # only the capital is in the alphabet
        ("Ç", Length("GSM-7", 1, 1)),
    ],
)
def test_measure(text, length):
    assert measure(text) == length


def test_typographic_marks_are_made_plain():
    assert plain("It’s “9–10am”…") == 'It\'s "9-10am"...'
    assert measure(plain("It’s “9–10am”…")).encoding == "GSM-7"
