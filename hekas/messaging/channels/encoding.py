"""How long a text message is on the air: GSM-7 or UCS-2, and in how many segments it is billed.

Source: 3GPP TS 23.038 (default alphabet and extension table); TS 23.040 (concatenation header of 6 octets).
"""

import unicodedata
from dataclasses import dataclass

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")  # each is an escape and a second septet
_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " ", "\u202f": " "}
    | {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "œ": "oe", "Œ": "OE", "ı": "i", "þ": "th", "ð": "d"}
)


@dataclass(frozen=True)
class Length:
    """Units are septets in GSM-7 and 16-bit units in UCS-2."""

    encoding: str
    units: int
    segments: int

    @property
    def told(self) -> str:
        """Such as: GSM-7, 158 units, 1 segment."""
        return f"{self.encoding}, {self.units} units, {self.segments} segment{'s' * (self.segments != 1)}"


def plain(text: str) -> str:
    """What would triple the price of a text, in the letters every phone has: Žižka's – Zizka's.

    Marks of print, and letters with an accent that the alphabet lacks. What is no Latin letter stays as it
    is, and is counted as it is.
    """
    return "".join(map(_plain, unicodedata.normalize("NFC", text).translate(_PLAIN)))


def _plain(letter: str) -> str:
    if letter in _BASIC or letter in _EXTENDED:
        return letter
    base = unicodedata.normalize("NFD", letter)[0]  # the canonical form: ½ is not 1
    return base if base in _BASIC else letter


def measure(text: str) -> Length:
    """The length of `text` as a network counts it; the empty text is one segment."""
    if all(letter in _BASIC or letter in _EXTENDED for letter in text):
        return _packed("GSM-7", [2 if letter in _EXTENDED else 1 for letter in text], 160, 153)
    return _packed("UCS-2", [len(letter.encode("utf-16-be")) // 2 for letter in text], 70, 67)


def _packed(encoding: str, sizes: list[int], single: int, part: int) -> Length:
    units = sum(sizes)
    if units <= single:
        return Length(encoding, units, 1)
    segments, room = 1, part
    for size in sizes:  # a letter of two units is never cut in two
        if size > room:
            segments, room = segments + 1, part
        room -= size
    return Length(encoding, units, segments)
