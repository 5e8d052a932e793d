"""What a test's values say, in short sentences: the rule stands beside the result."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from assessments.engine.readings import RAISE_GAP, RAISE_GAP_SHARE, RAISES, Mark, Reading, SideReading
from assessments.labels_care import STOPS, plain, with_unit

RATIOS = {
    "reps",
    "s",
    "percent_body_weight",
    "percent_leg_length",
}  # where a share of the other side says something
HOW_ELSE = "The usual number is for the wedge. Done this way, compare the sides."
FOR_ADULTS = "The usual range is for adults: compare the sides."
HOW = "How it was done is not said: the usual number counts only for the wedge."


@dataclass(frozen=True)
class Line:
    """One sentence. `kind`: plain, caution or stop."""

    kind: str
    text: str


def lines_of(reading: Reading) -> list[Line]:
    """Side by side first, then how the sides differ, then what it means for the visit."""
    lines = _sides(reading)
    if measured := " ".join(_measured(reading)):
        lines.append(Line("plain", measured))
    if not reading.is_judged:
        lines.append(Line("plain", FOR_ADULTS))
    if reading.spec.code == RAISES and reading.sides and reading.sides[0].measure.variant != "wedge":
        lines.append(Line("plain", HOW_ELSE if reading.sides[0].measure.variant else HOW))
    if reading.stops_visit:
        lines.append(Line("stop", f"The calves are {plain(reading.gap)} cm apart. Stop: 3 cm or more."))
    elif reading.sides_differ:
        lines.append(Line("caution", _gap(reading)))
    elif reading.gap is not None and reading.spec.code == "calf_girth":
        lines.append(Line("plain", f"{plain(reading.gap)} cm apart; the visit stops at 3 cm."))
    return lines


def _measured(reading: Reading) -> Iterable[str]:
    """How alike the sides are, and from how much on a change is more than noise."""
    spec = reading.spec
    if reading.symmetry is not None and spec.unit in RATIOS:
        yield f"Symmetry {reading.symmetry}%."
    elif reading.gap is not None and not reading.sides_differ and spec.code != "calf_girth":
        yield f"{with_unit(reading.gap, spec.unit)} apart."
    if spec.real_change is not None:
        yield f"Smallest real change: {with_unit(spec.real_change, spec.unit)}."


def _sides(reading: Reading) -> list[Line]:
    """What holds for left and right alike is said once, of both."""
    said: dict[Line, list[str]] = {}
    for side in reading.sides:
        for line in _side(reading, side):
            said.setdefault(line, []).append(side.side)
    return [Line(line.kind, _named(line.text, sides)) for line, sides in said.items()]


def _named(words: str, sides: list[str]) -> str:
    """A test that has no sides needs no name before its words."""
    if sides == ["both"]:
        return words[0].upper() + words[1:]
    return f"{'Both' if len(sides) > 1 else sides[0].capitalize()}: {words}"


def _side(reading: Reading, side: SideReading) -> Iterable[Line]:
    if side.percent is not None:
        under = Mark.UNDER_NORM in side.marks
        text = f"{side.percent}% of the usual {side.norm}{', under 75%' if under else ''}."
        yield Line("caution" if under else "plain", text)
    for mark in side.marks:
        if words := _mark(reading, side, mark):
            yield Line("caution", words)
    pain = side.measure.pain
    if pain is not None and Mark.PAINFUL not in side.marks:
        yield Line("plain", f"pain {pain} of 10.")
    if side.is_otherwise and reading.spec.variants:
        yield Line("plain", f"done another way last time, so not compared with {side.before}.")
    if side.change is not None:
        yield Line("plain", _change(side, reading.spec.unit))


def _mark(reading: Reading, side: SideReading, mark: Mark) -> str:
    spec, value = reading.spec, side.measure.value
    if mark is Mark.LOW:
        return f"{with_unit(value, spec.unit)}, under {with_unit(spec.low or Decimal(0), spec.unit)}."
    if mark is Mark.HIGH:
        return f"{with_unit(value, spec.unit)}, over {with_unit(spec.high or Decimal(0), spec.unit)}."
    if mark is Mark.FLAGGED_WORD:
        return f"{spec.words.get(str(value), value).lower()}."
    if mark is Mark.PAINFUL:
        return f"pain {side.measure.pain} of 10. Stop this test: over 5."
    return f"stopped: {STOPS[side.measure.stopped].lower()}." if mark is Mark.STOPPED else ""


def _gap(reading: Reading) -> str:
    spec, gap = reading.spec, reading.gap or Decimal(0)
    if spec.code == RAISES:
        return _raises_gap(reading, gap)
    if spec.gap_share is not None:
        share = 100 - (reading.symmetry or 0)
        return f"Sides differ by {share}%. Counts over {plain(spec.gap_share)}%."
    return (
        f"Sides differ by {with_unit(gap, spec.unit)}. Counts over {with_unit(spec.gap or gap, spec.unit)}."
    )


def _raises_gap(reading: Reading, gap: Decimal) -> str:
    share = 100 - (reading.symmetry or 0)
    if gap < RAISE_GAP or share <= RAISE_GAP_SHARE:
        return "Sides differ: one alone is under 75% of the usual."
    fewer = f"{_weaker(reading)} {plain(gap)} fewer ({share}%)"
    return f"Sides differ. {fewer}. Counts from 7 fewer and over 15%."


def _weaker(reading: Reading) -> str:
    return f"{reading.weaker.capitalize()} is" if reading.weaker else "One is"


def _change(side: SideReading, unit: str) -> str:
    change = side.change or Decimal(0)
    if change == 0:
        return "the same as last time."
    word = f"{'up' if change > 0 else 'down'} {with_unit(abs(change), unit)} since last time"
    if side.real is None:
        return f"{word}."
    return f"{word}, more than day-to-day noise." if side.real else f"{word}, within day-to-day noise."
