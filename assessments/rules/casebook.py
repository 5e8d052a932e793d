"""The cases of tests/cases, for telling two versions of the rules apart."""

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BASE = "base.json"


@dataclass(frozen=True)
class Case:
    id: str
    intake: dict[str, Any]
    screening: dict[str, Any] | None
    checked_at: str | None


def read_cases(folder: Path) -> Iterator[Case]:
    """Every case under a folder that has an intake to assess, in order of file and place.

    A file holds one case, or a list of changes to the base beside it.
    """
    for path in sorted(folder.rglob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(content, list):
            base = json.loads((path.parent / BASE).read_text(encoding="utf-8"))
            yield from (_changed(base, row) for row in content)
        elif "intake" in content and content.get("expect", {}).get("exit") != 2:
            yield _case(content, content["intake"])


def _case(row: dict[str, Any], intake: dict[str, Any]) -> Case:
    return Case(row["id"], intake, row.get("screening"), row.get("checked_at"))


def _changed(base: dict[str, Any], row: dict[str, Any]) -> Case:
    intake = copy.deepcopy(base)
    for dotted, value in row.get("change", {}).items():
        _parent(intake, dotted)[dotted.rpartition(".")[2]] = value
    for dotted in row.get("remove", ()):
        _parent(intake, dotted).pop(dotted.rpartition(".")[2], None)
    return _case(row, intake)


def _parent(intake: dict[str, Any], dotted: str) -> dict[str, Any]:
    parent = intake
    for page in dotted.split(".")[:-1]:
        parent = parent.setdefault(page, {})
    return parent
