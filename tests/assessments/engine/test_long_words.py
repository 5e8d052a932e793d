"""A word without end costs no more than a long one: a key leaned on holds no process for a minute."""

from dataclasses import replace

import pytest

from assessments.engine.spelling import spelling_of

WORDS = ("swollen*", "breathless", "paralysed")


class Counted(dict[str, tuple[str, ...]]):
    asked = 0

    def get(self, key, default=None):
        self.asked += 1
        return super().get(key, default)


def asked(text: str) -> int:
    made = spelling_of(WORDS, WORDS, ())
    counted = Counted(made.by_piece)
    replace(made, by_piece=counted).mended(text)
    return counted.asked


@pytest.mark.parametrize("letters", ["a", "cramp", "swolen", "swollne"])
def test_a_word_is_looked_at_no_longer_than_the_longest_danger_word(letters):
    assert asked((letters * 4000)[:4000]) == asked((letters * 400)[:400])


@pytest.mark.parametrize(
    ("written", "read"),
    [("breathlless", "breathless"), ("swolenupagainandagain", "swollen"), ("breathlessly", "breathlessly")],
)
def test_what_a_long_word_means_is_read_as_before(written, read):
    assert spelling_of(WORDS, WORDS, ()).mended(written) == read
