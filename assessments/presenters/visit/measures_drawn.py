"""Two measures as drawings: heel raises as a bar mirrored at nought, knee-to-wall as pins on a ruler.

All positions are whole units of the drawing's own box; the templates only place them.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from assessments.engine.readings import ENOUGH_OF_NORM, Mark, Reading

HALF = 300  # width of one half of the mirrored bar
RULER = 540  # width of 18 cm
CM = 30
HEAD = 26  # how wide the head of a pin is, and a little room
ROOM = Decimal("1.25")  # the bar shows a quarter more than the norm or the best count


@dataclass(frozen=True)
class RaiseBar:
    """One side, measured from nought outwards: the count, the norm, three quarters of it, what is missing."""

    side: str
    count: str
    length: int
    norm: int | None
    enough: int | None
    ghost: int
    is_under: bool


@dataclass(frozen=True)
class Raises:
    left: RaiseBar | None
    right: RaiseBar | None
    norm_value: int | None


def raises_of(reading: Reading) -> Raises | None:
    """The mirrored bar. None while nothing was counted."""
    counts = [s.measure.value for s in reading.sides if isinstance(s.measure.value, Decimal)]
    if not counts:
        return None
    norm = reading.sides[0].norm
    full = max(*counts, Decimal(norm or 0), Decimal(10)) * ROOM
    bars = {side.side: _bar(side.side, reading, full) for side in reading.sides}
    return Raises(bars.get("left"), bars.get("right"), norm)


def _bar(name: str, reading: Reading, full: Decimal) -> RaiseBar:
    side = next(side for side in reading.sides if side.side == name)
    value = side.measure.value
    assert isinstance(value, Decimal)
    norm = _on(Decimal(side.norm), full) if side.norm else None
    enough = _on(side.norm * ENOUGH_OF_NORM / 100, full) if side.norm else None
    length = _on(value, full)
    under = Mark.UNDER_NORM in side.marks
    ghost = max(0, (norm or 0) - length) if under else 0
    return RaiseBar(name, f"{value.normalize():f}", length, norm, enough, ghost, under)


def _on(value: Decimal, full: Decimal) -> int:
    return int(value * HALF / full)


@dataclass(frozen=True)
class Pin:
    """`lean` moves its head aside, where the other's would lie on it."""

    side: str
    letter: str
    at: int
    is_short: bool
    lean: int = 0


def _apart(pins: tuple[Pin, ...]) -> tuple[Pin, ...]:
    """Both heads to be read: each gives way by half of what is lacking."""
    low, *rest = sorted(pins, key=lambda pin: pin.at)
    lean = max(0, HEAD - (rest[0].at - low.at) + 1) // 2 if rest else 0
    return tuple(replace(pin, lean=-lean if pin is low else lean) for pin in pins)


@dataclass(frozen=True)
class Ruler:
    """Pins in the drawing's units; 30 of them are a centimetre."""

    pins: tuple[Pin, ...]
    from_at: int
    to_at: int
    apart: str


def ruler_of(reading: Reading) -> Ruler | None:
    """Both pins and the difference. None while nothing was measured."""
    pins = tuple(
        Pin(s.side, s.side[0].upper(), min(int(s.measure.value * CM), RULER), Mark.LOW in s.marks)
        for s in reading.sides
        if isinstance(s.measure.value, Decimal)
    )
    if not pins:
        return None
    pins, places = _apart(pins), [pin.at for pin in pins]
    apart = f"{reading.gap.normalize():f} cm apart" if reading.gap else ""
    return Ruler(pins, min(places), max(places), apart)
