"""The tests of one part as cards: what to do, what is written down, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from assessments.adapters_care import kept_as, measures_of
from assessments.engine.catalogue import Catalogue, Person, ScreeningTest
from assessments.engine.readings import RAISES, Reading, derive
from assessments.labels_care import REPRODUCES, STOPS, UNITS, VARIANTS, field_of_a_test, noted, plain
from assessments.models import Observation
from assessments.presenters.visit.measures_drawn import Raises, Ruler, raises_of, ruler_of
from assessments.presenters.visit.readings import Line, lines_of
from assessments.queries.screenings import Visit
from assessments.rules import load_rules

PAINS = (("", "–"), *((str(n), str(n)) for n in range(11)))


@dataclass(frozen=True)
class SideCard:
    """One side's controls with what is in them. `start` is where the stepper begins when it is empty.

    `was` is what the page knows may be kept of it, empty for nothing: what it does not change, it does not
    write, and what somebody else wrote meanwhile it does not write over.
    """

    side: str
    label: str
    value: str = ""
    pain: str = ""
    stopped: str = ""
    reproduces: str = ""
    start: str = ""
    before: str = ""
    was: tuple[str, ...] = ("",)

    @property
    def noted(self) -> str:
        """What was noted of this side beside its value, in words; empty for nothing."""
        return ", ".join(noted(self.pain, self.stopped, self.reproduces))


@dataclass(frozen=True)
class MeasureCard:
    """One test on the page. `variant` is empty until somebody says how it was done: no norm by a guess."""

    spec: ScreeningTest
    unit: str
    sides: tuple[SideCard, ...]
    variant: str
    note: str
    variants: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...] = ()
    raises: Raises | None = None
    ruler: Ruler | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    posted: bool = False
    clashes: bool = False
    is_unsaved: bool = False
    is_unlike: bool = False  # its sides were done in two ways: none of them stands as chosen

    @property
    def is_done(self) -> bool:
        return any(side.value for side in self.sides)

    @property
    def faults(self) -> tuple[tuple[str, str], ...]:
        """Each fault with the name of its field as the page says it, empty for the test as a whole."""
        return tuple((field_of_a_test(name), words) for name, words in self.errors.items())

    @property
    def how_done(self) -> str:
        """How it was done, in a word; empty where nobody said."""
        return VARIANTS.get(self.variant, "")

    @property
    def told(self) -> tuple[tuple[SideCard, str], ...]:
        """The sides with a value, each with its value in words or figures."""
        return tuple((s, self.spec.words.get(s.value, s.value)) for s in self.sides if s.value)

    @property
    def has_extras(self) -> bool:
        return any(side.pain or side.stopped or side.reproduces for side in self.sides)

    @property
    def pains(self) -> tuple[tuple[str, str], ...]:
        return PAINS

    @property
    def stops(self) -> tuple[tuple[str, str], ...]:
        """Nothing first; then what may end a side early."""
        return ("", "Not stopped"), *STOPS.items()

    @property
    def brings_on(self) -> tuple[tuple[str, str], ...]:
        return ("", "Not asked"), *REPRODUCES.items()

    @property
    def usual(self) -> str:
        """The first word without a flag, for both sides in one tap; empty for one side, figures and texts."""
        words = self.spec.words if len(self.spec.sides) > 1 else {}
        return next((code for code in words if code not in self.spec.flag), "")

    @property
    def usual_word(self) -> str:
        return self.spec.words.get(self.usual, "")

    @property
    def saves_alone(self) -> bool:
        """What can stop a visit is saved by hand: a slip on the way must not."""
        return self.spec.stops


@dataclass(frozen=True)
class Tab:
    code: str
    title: str
    done: int
    total: int
    is_here: bool


def readings_of(visit: Visit, before: Visit | None, person: Person, rules: Catalogue) -> dict[str, Reading]:
    """Readings of a visit by test."""
    earlier = measures_of(before.observations) if before else ()
    readings = derive(measures_of(visit.observations), earlier, person, rules, load_rules().norms)
    return {reading.spec.code: reading for reading in readings}


def tabs_of(visit: Visit, rules: Catalogue, here: str) -> list[Tab]:
    """The five parts and how many tests of each are done."""
    done = {row.test for row in visit.observations}
    return [_tab(code, title, done, rules, here) for code, title in rules.parts.items()]


def _tab(code: str, title: str, done: set[str], rules: Catalogue, here: str) -> Tab:
    tests = [spec.code for spec in rules.of_part(code)]
    return Tab(code, title, len(done & set(tests)), len(tests), code == here)


def cards_of(
    part: str, visit: Visit, before: Visit | None, person: Person, rules: Catalogue
) -> list[MeasureCard]:
    """The cards of one part."""
    readings = readings_of(visit, before, person, rules)
    return [card_of(spec, visit, before, readings.get(spec.code)) for spec in rules.of_part(part)]


def card_of(spec: ScreeningTest, visit: Visit, before: Visit | None, reading: Reading | None) -> MeasureCard:
    """One test with its values of today and of the visit before."""
    rows = {row.side: row for row in visit.observations if row.test == spec.code}
    earlier = {row.side: row for row in (before.observations if before else ()) if row.test == spec.code}
    first: Any = next(iter(rows.values()), None)
    ways = {side: row.variant for side, row in rows.items()}
    return MeasureCard(
        spec=spec,
        unit=UNITS.get(spec.unit, ""),
        sides=tuple(_side(spec, side, rows, earlier) for side in spec.sides),
        variant=first.variant if first and not _unlike(ways) else "",
        is_unlike=bool(_unlike(ways)),
        note=first.note if first else "",
        variants=tuple((code, VARIANTS[code]) for code in spec.variants),
        lines=(*_unlike(ways), *(lines_of(reading) if reading else ())),
        raises=raises_of(reading) if reading and spec.code == RAISES else None,
        ruler=ruler_of(reading) if reading and spec.code == "knee_to_wall" else None,
    )


def _unlike(ways: Mapping[str, str]) -> tuple[Line, ...]:
    """Two tablets may each have written one side: what was done in two ways is not one test."""
    if len(set(ways.values())) < 2:
        return ()
    said = "; ".join(
        f"{side.capitalize()}: {VARIANTS.get(way, 'not said').lower()}" for side, way in sorted(ways.items())
    )
    return (Line("caution", f"The sides were not done alike. {said}. Say above how both were done."),)


def _side(
    spec: ScreeningTest, side: str, rows: Mapping[str, Observation], earlier: Mapping[str, Observation]
) -> SideCard:
    row, old = rows.get(side), earlier.get(side)
    label = "" if side == "both" else side.capitalize()
    start = _start(spec, side, rows, earlier)
    if row is None:
        return SideCard(side, label, start=start, before=_value(old))
    pain = "" if row.pain is None else str(row.pain)
    was = (kept_as(row, row.variant, row.note),)
    return SideCard(side, label, _value(row), pain, row.stopped, row.reproduces, start, _value(old), was)


def _value(row: Observation | None) -> str:
    if row is None:
        return ""
    return row.word if row.number is None else plain(row.number)


def _start(
    spec: ScreeningTest, side: str, rows: Mapping[str, Observation], earlier: Mapping[str, Observation]
) -> str:
    """Near where it will be: last time's value, else the other side's, else nought or the least."""
    other = {"left": "right", "right": "left"}.get(side, side)
    near = earlier.get(side) or rows.get(other)
    if near is not None and near.number is not None:
        return plain(near.number)
    usual = {"calf_girth": Decimal(36), "knee_to_wall": Decimal(10)}
    return plain(usual.get(spec.code, max(spec.min, Decimal(0))))
