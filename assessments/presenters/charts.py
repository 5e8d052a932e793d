"""Charts as whole numbers: bars and lines in a box of their own, each with the rows of its table."""

from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 560, 180
BASE, TOP = 150, 20  # where nought and the highest value stand
LETTERS = 18  # the height of a number on a phone, where it is drawn largest


@dataclass(frozen=True)
class Bar:
    """One bar; without a value there is a gap and the word "not known" in the table."""

    label: str
    value: str
    x: int
    y: int
    width: int
    height: int
    above: int  # where its number stands
    is_known: bool
    is_before: bool

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True)
class BarChart:
    """Bars from left to right, each of a week unless said; `goal_y` is a line to come under, or None."""

    title: str
    unit: str
    bars: tuple[Bar, ...]
    goal_y: int | None = None
    goal_label: str = ""
    of: str = "Week"
    width: int = WIDTH
    height: int = HEIGHT
    base: int = BASE


@dataclass(frozen=True)
class Point:
    label: str
    value: str
    x: int
    y: int
    words_y: int  # where its value stands: above it, or below where a level line runs there


@dataclass(frozen=True)
class Series:
    """One line, such as the left leg; `path` is the polyline's points."""

    name: str
    points: tuple[Point, ...]

    @property
    def path(self) -> str:
        return " ".join(f"{point.x},{point.y}" for point in self.points)


@dataclass(frozen=True)
class LineChart:
    title: str
    unit: str
    series: tuple[Series, ...]
    marks: tuple[tuple[str, int], ...] = field(default=())  # label and height of each level line
    width: int = WIDTH
    height: int = HEIGHT
    base: int = BASE


def bar_chart(
    title: str,
    unit: str,
    values: Sequence[tuple[str, float | None]],
    *,
    before: int = 0,
    goal: float | None = None,
    goal_label: str = "",
    of: str = "Week",
) -> BarChart:
    """`values` are label and value in order; the first `before` of them are the time before the plan."""
    known = [value for _, value in values if value is not None]
    full = max([*known, goal or 0, 1])
    slot = WIDTH // max(len(values), 1)
    width = min(36, slot * 3 // 5)
    goal_y = None if goal is None else BASE - _up(goal, full)
    bars = [
        _bar(place, label, value, slot, width, full, place < before, goal_y)
        for place, (label, value) in enumerate(values)
    ]
    return BarChart(title, unit, tuple(bars), goal_y, goal_label, of)


def _bar(
    place: int,
    label: str,
    value: float | None,
    slot: int,
    width: int,
    full: float,
    is_before: bool,
    goal_y: int | None,
) -> Bar:
    height = _up(value or 0, full)
    text = "not known" if value is None else f"{value:g}"
    x = place * slot + (slot - width) // 2
    above = _clear_of(BASE - height - 6, goal_y)
    return Bar(label, text, x, BASE - height, width, height, above, value is not None, is_before)


def _clear_of(line: int, level: int | None) -> int:
    """The line to write a bar's number on: higher where the dashes would run through its letters."""
    return level - 6 if level is not None and line - LETTERS <= level <= line + 2 else line


def line_chart(
    title: str,
    unit: str,
    labels: Sequence[str],
    lines: Sequence[tuple[str, Sequence[float | None]]],
    *,
    marks: Sequence[tuple[str, float]] = (),
) -> LineChart:
    """`lines` are name and values, one for each label; None where nothing was measured."""
    values = [value for _, row in lines for value in row if value is not None]
    full = max([*values, *(value for _, value in marks), 1])
    step = (WIDTH - 160) // max(len(labels) - 1, 1)
    levels = tuple((label, BASE - _up(value, full)) for label, value in marks)
    heights = [y for _, y in levels]
    series = [
        Series(
            name,
            tuple(_point(i, labels[i], v, step, full, heights) for i, v in enumerate(row) if v is not None),
        )
        for name, row in lines
    ]
    return LineChart(title, unit, tuple(series), levels)


def _point(place: int, label: str, value: float, step: int, full: float, levels: Sequence[int]) -> Point:
    y = BASE - _up(value, full)
    return Point(label, f"{value:g}", 30 + place * step, y, _beside(y, levels))


def _beside(y: int, levels: Sequence[int]) -> int:
    """The line to write on: above the point unless only there a level line runs through the letters."""
    above, below = y - 10, y + 26
    is_free = {line: not any(line - LETTERS <= level <= line for level in levels) for line in (above, below)}
    return below if is_free[below] and not is_free[above] else above


def _up(value: float, full: float) -> int:
    return round((BASE - TOP) * value / full)
