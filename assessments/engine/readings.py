"""Measurements and norms to readings: what a value says beside the norm, the other side and the last visit.

A reading states facts and codes; the words for people are made above.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from assessments.engine.catalogue import SIDES, Catalogue, Measure, Person, ScreeningTest
from assessments.engine.norms import ADULT, Norms

ENOUGH_OF_NORM = Decimal(75)  # percent; Source: evidence 2.1, S15a
RAISE_GAP_SHARE = Decimal(15)  # percent of the better side; Source: evidence 2.7
RAISE_GAP = Decimal(7)  # repetitions; day to day the count moves by 6. Source: S15, evidence 2.7
GIRTH_STOPS = Decimal(3)  # cm; Source: U1, S19
MOST_PAIN = 5  # of 10: above it a test is stopped. Source: evidence 2.4
RAISES = "heel_raise_straight"


class Mark(StrEnum):
    """Why a value is worth a look."""

    UNDER_NORM = "under_norm"
    LOW = "low"
    HIGH = "high"
    FLAGGED_WORD = "flagged_word"
    STOPPED = "stopped"
    PAINFUL = "painful"


@dataclass(frozen=True)
class SideReading:
    """One side: its value, the norm for this person (None where there is none), percent of it, and marks.

    `before` is the value of an earlier visit; `real` says whether the change is more than noise, None where
    nobody knows the noise. `is_otherwise`: it was measured another way then, so the two are not compared.
    """

    side: str
    measure: Measure
    norm: int | None = None
    percent: int | None = None
    marks: tuple[Mark, ...] = ()
    before: Decimal | str | None = None
    change: Decimal | None = None
    real: bool | None = None
    is_otherwise: bool = False


@dataclass(frozen=True)
class Reading:
    """One test: its sides, how far they are apart, and whether that counts. `symmetry` is worse ÷ better.

    `is_judged` is False where its limits are for adults and this person is not known to be one.
    """

    spec: ScreeningTest
    sides: tuple[SideReading, ...]
    gap: Decimal | None = None
    symmetry: int | None = None
    weaker: str = ""
    sides_differ: bool = False
    stops_visit: bool = False
    is_judged: bool = True


Values = Mapping[tuple[str, str], Measure]


def by_place(measures: Iterable[Measure]) -> dict[tuple[str, str], Measure]:
    """Measures keyed by test and side; a later one replaces an earlier."""
    return {(measure.test, measure.side): measure for measure in measures}


def derive(
    measures: Iterable[Measure],
    earlier: Iterable[Measure],
    person: Person,
    catalogue: Catalogue,
    norms: Norms,
) -> tuple[Reading, ...]:
    """A reading for every test that was done, in the catalogue's order.

    Source: evidence 2.4 and 2.7.
    """
    now, before = by_place(measures), by_place(earlier)
    done = {measure.test for measure in now.values()}
    tests = (spec for spec in catalogue.tests if spec.code in done)
    return tuple(read(spec, now, before, person, norms) for spec in tests)


def read(spec: ScreeningTest, now: Values, before: Values, person: Person, norms: Norms) -> Reading:
    """One test's reading; sides that were not done are left out."""
    places = [side for side in (*SIDES, "both") if (spec.code, side) in now]
    sides = tuple(_side(spec, now[spec.code, s], before.get((spec.code, s)), person, norms) for s in places)
    return replace(_compared(spec, sides), is_judged=_judges(spec, person))


def _judges(spec: ScreeningTest, person: Person) -> bool:
    """Limits for adults judge nobody under 18 and nobody whose age is not known. Source: evidence 2.4"""
    return not spec.adults or (person.age is not None and person.age >= ADULT)


def norm_for(test: str, variant: str, person: Person, norms: Norms) -> int | None:
    """The usual value for this adult, where the test was done the way that the norm was."""
    wanted = norms.variants.get(test)
    return norms.of(test, person.age, person.sex) if wanted in (None, "", variant) else None


def _side(
    spec: ScreeningTest, measure: Measure, before: Measure | None, person: Person, norms: Norms
) -> SideReading:
    value = measure.value
    norm = norm_for(spec.code, measure.variant, person, norms)
    is_otherwise = before is not None and before.variant != measure.variant
    change = None if is_otherwise else _change(value, before)
    return SideReading(
        side=measure.side,
        measure=measure,
        norm=norm,
        percent=int(value * 100 / norm) if norm and isinstance(value, Decimal) else None,
        marks=tuple(_marks(spec, measure, norm, is_judged=_judges(spec, person))),
        before=before.value if before else None,
        change=change,
        real=None if change is None or spec.real_change is None else abs(change) >= spec.real_change,
        is_otherwise=is_otherwise,
    )


def _change(value: Decimal | str, before: Measure | None) -> Decimal | None:
    if before is None or not isinstance(value, Decimal) or not isinstance(before.value, Decimal):
        return None
    return value - before.value


def _marks(spec: ScreeningTest, measure: Measure, norm: int | None, *, is_judged: bool) -> Iterable[Mark]:
    value = measure.value
    if isinstance(value, Decimal):
        if spec.code == RAISES and is_under_norm(value, norm):
            yield Mark.UNDER_NORM
        if is_judged and spec.low is not None and value < spec.low and _counts(spec, measure):
            yield Mark.LOW
        if is_judged and spec.high is not None and value > spec.high:
            yield Mark.HIGH
    elif value in spec.flag:
        yield Mark.FLAGGED_WORD
    if measure.stopped in {"pain", "cramp", "dizziness"}:
        yield Mark.STOPPED
    if measure.pain is not None and measure.pain > MOST_PAIN:
        yield Mark.PAINFUL


def is_under_norm(value: Decimal, norm: int | None) -> bool:
    """Under three quarters of the norm, compared exactly."""
    return norm is not None and value * 100 < ENOUGH_OF_NORM * norm


def _counts(spec: ScreeningTest, measure: Measure) -> bool:
    """A low straight-leg raise counts only where it brings on the leg symptom, not a hamstring stretch."""
    return spec.code != "straight_leg_raise" or measure.reproduces == "leg_symptom"


def _compared(spec: ScreeningTest, sides: tuple[SideReading, ...]) -> Reading:
    numbers = {s.side: s.measure.value for s in sides if isinstance(s.measure.value, Decimal)}
    if not all(side in numbers for side in SIDES):
        return Reading(spec, sides)
    left, right = (numbers[side] for side in SIDES)
    assert isinstance(left, Decimal) and isinstance(right, Decimal)
    gap, best = abs(left - right), max(left, right)
    return Reading(
        spec,
        sides,
        gap=gap,
        symmetry=int(min(left, right) * 100 / best) if best > 0 and min(left, right) >= 0 else None,
        weaker="" if left == right else "left" if left < right else "right",
        sides_differ=_differ(spec, gap, best, sides),
        stops_visit=spec.code == "calf_girth" and gap >= GIRTH_STOPS,
    )


def _differ(spec: ScreeningTest, gap: Decimal, best: Decimal, sides: tuple[SideReading, ...]) -> bool:
    """Does the gap count? Heel raises: over 15% and 7 or more, or one side alone under 75% of the norm."""
    if spec.code == RAISES:
        under = [Mark.UNDER_NORM in side.marks for side in sides]
        beyond_noise = gap >= RAISE_GAP and gap * 100 > RAISE_GAP_SHARE * best
        return beyond_noise or under[0] != under[1]
    if spec.gap_share is not None:
        return gap * 100 > spec.gap_share * best
    return spec.gap is not None and gap > spec.gap


def girth_stops(measures: Iterable[Measure]) -> bool:
    """Do the calves differ by 3 cm or more? Then the visit stops: same-day advice. Source: U1, S19."""
    girth = {m.side: m.value for m in measures if m.test == "calf_girth" and isinstance(m.value, Decimal)}
    if not all(side in girth for side in SIDES):
        return False
    left, right = (girth[side] for side in SIDES)
    return isinstance(left, Decimal) and isinstance(right, Decimal) and abs(left - right) >= GIRTH_STOPS
