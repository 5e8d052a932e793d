"""An earlier visit, in the words of its own day."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from assessments.labels_care import DONE_HOW, SIDES, noted, with_unit
from assessments.models import Observation
from assessments.presenters.visit.felt import FeltRow, felt_rows, ids_of, marked
from assessments.presenters.visit.felt_map import Pins, pins_of
from assessments.presenters.visit.weighed import CauseRow, causes_of
from assessments.queries.screenings import Visit, decisions_of
from assessments.rules.screening import load_screening


@dataclass(frozen=True)
class RecordRow:
    """One test: how it was asked, and each side's value with what was noted."""

    title: str
    how: str
    values: tuple[tuple[str, str], ...]
    note: str


@dataclass(frozen=True)
class Record:
    rows: list[RecordRow]
    felt: list[FeltRow]
    causes: list[CauseRow]
    on_left: dict[str, str]
    on_right: dict[str, str]
    marked: str
    pins: Pins


def record_of(visit: Visit) -> Record:
    """A visit from what was stored, with nothing of today's rules."""
    asked = visit.screening.asked
    by_test: dict[str, list[Observation]] = {}
    for row in visit.observations:
        by_test.setdefault(row.test, []).append(row)
    rows = [_row(asked.get(test, {}), by_test[test], test) for test in _in_order(by_test)]
    decided = decisions_of(visit.screening)
    return Record(
        rows=rows,
        felt=felt_rows(visit.findings, ()),
        causes=causes_of(visit.screening.snapshot, decided),
        on_left=ids_of("left"),
        on_right=ids_of("right"),
        marked=" ".join(marked(visit.findings)),
        pins=pins_of(visit.findings),
    )


def _in_order(tests: Iterable[str]) -> list[str]:
    """As a visit goes through them: the names in `asked` come back from the database in another order."""
    order = {spec.code: place for place, spec in enumerate(load_screening().tests)}
    return sorted(tests, key=lambda test: (order.get(test, len(order)), test))


def _row(asked: dict[str, Any], rows: list[Observation], test: str) -> RecordRow:
    ordered = sorted(rows, key=lambda row: list(SIDES).index(row.side))
    values = tuple((SIDES[row.side] if row.side != "both" else "", _value(asked, row)) for row in ordered)
    return RecordRow(asked.get("title", test), asked.get("how", ""), values, rows[0].note)


def _value(asked: dict[str, Any], row: Observation) -> str:
    if row.number is None:
        value = asked.get("words", {}).get(row.word, row.word)
    else:
        value = with_unit(row.number, row.unit)
    notes = [DONE_HOW.get(row.variant, ""), *noted(row.pain, row.stopped, row.reproduces)]
    return ", ".join([value, *(note for note in notes if note)])
