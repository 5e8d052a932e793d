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


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Clinica Ağaoğlu, 3rd floor", "Clinica Agaoglu, 3rd floor"),
        ("Żółć House, Œuvre Lane, Łódź", "Zolc House, OEuvre Lane, Lodz"),
        ("Café Ñandú, Größe Straße", "Café Ñandu, Größe Straße"),  # what the alphabet has stays
        ("façade", "facade"),
        ("e\u0301cole", "école"),
        ("½ Mill Lane", "½ Mill Lane"),
        ("Клиника", "Клиника"),
        ("足 Clinic 👟", "足 Clinic 👟"),
    ],
)
def test_names_are_told_in_the_letters_that_every_phone_has(name, told):
    assert plain(name) == told


def test_what_can_not_be_told_in_them_is_counted_as_it_is():
    assert [measure(plain(name)).encoding for name in ("Ağaoğlu", "Клиника")] == ["GSM-7", "UCS-2"]
