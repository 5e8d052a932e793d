"""Between the rows of a visit and the engine: measures, documents of the contract, the person."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from django.utils import timezone

from assessments.engine.answers import parse_screening
from assessments.engine.assess import assess
from assessments.engine.catalogue import Measure, Person
from assessments.engine.document import assessment_document
from assessments.engine.ruleset import Ruleset
from assessments.labels_care import plain
from assessments.models import Finding, Observation, Result
from assessments.rules import load_rules
from assessments.rules.event_days import answers_of, event_days
from assessments.rules.screening import load_screening
from hekas.accounts.ages import age_on
from hekas.accounts.models import Client


class Measured(Protocol):
    """One side of a test, stored or entered."""

    @property
    def number(self) -> Decimal | None: ...
    @property
    def word(self) -> str: ...
    @property
    def pain(self) -> int | None: ...
    @property
    def stopped(self) -> str: ...
    @property
    def reproduces(self) -> str: ...


def measure_of(row: Observation) -> Measure:
    """A stored value as the core reads it."""
    value: Decimal | str = row.word if row.number is None else row.number
    return Measure(row.test, row.side, value, row.variant, row.pain, row.stopped, row.reproduces, row.note)


def measures_of(rows: Iterable[Observation]) -> list[Measure]:
    return [measure_of(row) for row in rows]


def kept_as(row: Measured, variant: str, note: str) -> str:
    """One side as it is kept, in one line: a page sends it back, so that only what changed is written."""
    value = row.word if row.number is None else plain(row.number)
    pain = "" if row.pain is None else str(row.pain)
    return "|".join((value, pain, row.stopped, row.reproduces, variant, note))


def person_of(client: Client, result: Result | None, today: date) -> Person:
    """Age and sex, from the date of birth where it is known, else from the answers."""
    about = result.answers.get("about", {}) if result else {}
    age = age_on(client.born_on, today) if client.born_on else about.get("age")
    return Person(age=age, sex=about.get("sex", ""))


def screening_document(
    observations: Iterable[Observation], findings: Iterable[Finding], at: datetime
) -> dict[str, Any]:
    """A visit as the screening document of the contract."""
    return {
        "recorded_at": timezone.localtime(at).isoformat(timespec="seconds"),
        "tests": [_test(row) for row in observations],
        "findings": [_finding(row) for row in findings],
    }


def _test(row: Observation) -> dict[str, Any]:
    spec = load_screening().test(row.test)
    said = {name: getattr(row, name) for name in ("unit", "variant", "stopped", "reproduces", "note")}
    return {
        "test": row.test,
        "part": spec.part,
        "side": row.side,
        "value": row.word if row.number is None else _plain(row.number),
        **{name: value for name, value in said.items() if value},
        **({} if row.pain is None else {"pain": row.pain}),
    }


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _finding(row: Finding) -> dict[str, Any]:
    optional = {"refers_to": row.refers_to, "note": row.note}
    return {
        "kind": row.kind,
        "region": row.region,
        "side": row.side,
        "severity": row.severity,
        **{name: value for name, value in optional.items() if value},
    }


def weighed(result: Result, screening: dict[str, Any], rules: Ruleset | None = None) -> dict[str, Any]:
    """The assessment document of stored answers together with a visit, by the rules of today or by others."""
    told = answers_of(result.answers, event_days(result.answers, result.intake.answers))
    return assessment_document(assess(told, rules or load_rules(), parse_screening(screening)))
