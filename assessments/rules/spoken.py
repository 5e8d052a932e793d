"""Which row of the rules a counted reason came from."""

from collections.abc import Mapping
from typing import Any

from assessments.engine.ruleset import Row, Ruleset

SIDES = (".left", ".right", ".both")


def row_of(rules: Ruleset, cause: str, reason: Mapping[str, Any]) -> str:
    """The name of the row, or empty where these rules have none that could have said it.

    `because` tells rows apart that count the same answer; older notes have only answer and points.
    """
    rows = next((one.rows for one in rules.causes if one.id == cause), ())
    said = reason.get("because")
    named = [row.id for row in rows if said and any(signal.because == said for signal in row.signals)]
    return next(iter(named or [row.id for row in rows if _counts(row, reason)]), "")


def _counts(row: Row, reason: Mapping[str, Any]) -> bool:
    answer = str(reason["answer"])
    for side in SIDES:
        answer = answer.removesuffix(side)
    return any((signal.answer, signal.points) == (answer, reason["points"]) for signal in row.signals)
