"""What another version of the rules would change, case by case."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assessments.engine.answers import Invalid, parse_intake, parse_screening
from assessments.engine.assess import assess
from assessments.engine.compare import differences
from assessments.engine.document import assessment_document
from assessments.engine.moments import read_moment
from assessments.engine.ruleset import Ruleset
from assessments.rules.casebook import Case


@dataclass(frozen=True)
class Effect:
    """`lines` are sentences that begin with the case's id; `changed` counts cases, of `cases` in all."""

    lines: tuple[str, ...]
    changed: int
    cases: int


def effect(old: Ruleset, new: Ruleset, cases: Iterable[Case]) -> Effect:
    """Every difference over all cases, in their order. A case that can't be read changes nothing."""
    found = [(case.id, list(_differences(case, old, new))) for case in cases]
    lines = tuple(f"{name}: {line}" for name, rows in found for line in rows)
    return Effect(lines, sum(bool(rows) for _, rows in found), len(found))


def _differences(case: Case, old: Ruleset, new: Ruleset) -> Iterator[str]:
    try:
        answers = parse_intake(case.intake)
        screening = parse_screening(case.screening) if case.screening is not None else None
    except Invalid:
        return
    asked = read_moment(case.checked_at)
    results = [
        assessment_document(assess(answers, rules, screening, checked_at=asked)) for rules in (old, new)
    ]
    yield from differences(*results)
