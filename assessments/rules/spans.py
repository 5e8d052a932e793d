"""Lengths of time that people give in whichever unit comes to mind."""

from collections.abc import Sequence

DAYS = {
    "seconds": 1 / 86_400,
    "minutes": 1 / 1_440,
    "hours": 1 / 24,
    "days": 1.0,
    "weeks": 7.0,
    "months": 365.25 / 12,
    "years": 365.25,
}
KEPT_TO = 0.01  # of the unit: 2 months are kept as 8.7 weeks, and read back as 2 months


def convert(amount: float, unit: str, to: str) -> float:
    """`amount` of `unit` in `to`, rounded to hundredths; whole numbers stay whole."""
    return tidy(round(amount * DAYS[unit] / DAYS[to], 2))


def tidy(number: float) -> float:
    """5.0 → 5; with a fraction it stays as it is."""
    return int(number) if number == int(number) else number


def in_words_of(amount: float, unit: str, units: Sequence[str]) -> tuple[float, str]:
    """The amount in the largest of `units` in which somebody may have typed a whole number; else as kept."""
    for larger in sorted(units, key=DAYS.__getitem__, reverse=True):
        inside = amount * DAYS[unit] / DAYS[larger]
        blur = 0.51 * KEPT_TO * DAYS[unit] / DAYS[larger]
        if round(inside) >= 1 and abs(inside - round(inside)) <= blur:
            return round(inside), larger
    return tidy(round(amount, 2)), unit


def spoken(amount: float, unit: str, units: Sequence[str]) -> str:
    """2 months, 1 week, 0.5 minutes."""
    number, word = in_words_of(amount, unit, units)
    return f"{number:g} {word.removesuffix('s') if number == 1 else word}"
