"""Writing values of a visit's tests: what the page did not know of is never written over in silence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from assessments.adapters_care import kept_as
from assessments.models import Observation, Screening
from assessments.rules.screening import load_screening

VALUES = ("number", "word", "unit", "variant", "pain", "stopped", "reproduces", "note", "measured_at")
Side = tuple[str, str]  # test and side


@dataclass(frozen=True)
class Entry:
    """One side of one test as entered. `number` or `word`; with neither, the value is taken back.

    `was` is what the page knows may be kept of it, a line as of `kept_as` for each, empty for nothing;
    None where it knows nothing, and whatever stands is written over.
    """

    side: str
    number: Decimal | None = None
    word: str = ""
    pain: int | None = None
    stopped: str = ""
    reproduces: str = ""
    was: tuple[str, ...] | None = None

    @property
    def is_empty(self) -> bool:
        return self.number is None and not self.word


@dataclass(frozen=True)
class EnteredTest:
    """What was entered of one test."""

    test: str
    sides: Sequence[Entry]
    variant: str = ""
    note: str = ""

    def line(self, entry: Entry) -> str:
        """As it would be kept."""
        return "" if entry.is_empty else kept_as(entry, self.variant, self.note)


def lost(row: Screening, given: Sequence[EnteredTest]) -> frozenset[Side]:
    """Of what was entered, what does not stand in the visit."""
    stands = _standing(row, given)
    return frozenset(at for at, one, entry in _sides(given) if one.line(entry) != stands.get(at, ""))


def write(row: Screening, given: Sequence[EnteredTest], now: datetime) -> frozenset[Side]:
    """All tests and sides in one statement; what was emptied is taken back. The sides that clash are left."""
    clashes = _clashes(row, given)
    fresh = [(one, entry) for at, one, entry in _sides(given) if at not in clashes]
    Observation.objects.bulk_create(
        [_row(row, one, entry, now) for one, entry in fresh if not entry.is_empty],
        update_conflicts=True,
        unique_fields=["screening", "test", "side"],
        update_fields=[*VALUES, "updated_at"],
    )
    emptied = Q()
    for one, entry in fresh:
        if entry.is_empty:
            emptied |= Q(test=one.test, side=entry.side)
    if emptied:
        Observation.objects.filter(emptied, screening=row).delete()
    return clashes


def _clashes(row: Screening, given: Sequence[EnteredTest]) -> frozenset[Side]:
    """Where neither what the page knew nor what it says stands: somebody else wrote meanwhile."""
    known = [(at, {one.line(e), *e.was}) for at, one, e in _sides(given) if e.was is not None]
    stands = _standing(row, given) if known else {}
    return frozenset(at for at, lines in known if stands.get(at, "") not in lines)


def _sides(given: Sequence[EnteredTest]) -> Iterator[tuple[Side, EnteredTest, Entry]]:
    for one in given:
        for entry in one.sides:
            yield (one.test, entry.side), one, entry


def _standing(row: Screening, given: Sequence[EnteredTest]) -> dict[Side, str]:
    rows = Observation.objects.filter(screening=row, test__in=[one.test for one in given])
    return {(one.test, one.side): kept_as(one, one.variant, one.note) for one in rows}


def _row(row: Screening, one: EnteredTest, entry: Entry, now: datetime) -> Observation:
    return Observation(
        screening=row,
        test=one.test,
        side=entry.side,
        number=entry.number,
        word=entry.word,
        unit=load_screening().test(one.test).unit,
        variant=one.variant,
        pain=entry.pain,
        stopped=entry.stopped,
        reproduces=entry.reproduces,
        note=one.note,
        measured_at=now,
    )
