"""docs/messages.md holds the table of kinds as it is, and names a test for each hard case and fault.

Drawn anew by `python -m tests.architecture.test_messages_page`.
"""

import ast
import re
from pathlib import Path

import pytest

from hekas.messaging.kinds import KINDS, Kind
from hekas.messaging.wishes import PREFERENCES

ROOT = Path(__file__).resolve().parents[2]
PATH = ROOT / "docs" / "messages.md"
PAGE = PATH.read_text()
BEGIN, END = "<!-- kinds: drawn -->\n", "<!-- end of kinds -->"
HEAD = (
    "| kind | to | by | why it may be sent | made | dropped once | taken back by | one for each |\n"
    "|---|---|---|---|---|---|---|---|\n"
)
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))
CASES = [f"HC-{number}" for number in range(42, 55)] + [*map(str, range(21, 33)), "63", "64"]


@pytest.mark.parametrize("case", CASES)
def test_every_case_has_its_line_with_a_test(case):
    lines = [line for line in PAGE.splitlines() if re.match(rf"\| [^|]*\b{case}\b[^|]* \|", line)]
    assert any("::test_" in line for line in lines)


@pytest.mark.parametrize(("path", "test"), NAMED, ids=[test for _, test in NAMED])
def test_the_test_exists(path, test):
    tree = ast.parse((ROOT / path).read_text())
    assert test in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_the_table_of_kinds_is_that_of_the_code():
    assert drawn() in PAGE


def drawn() -> str:
    return BEGIN + HEAD + "".join(map(_line, KINDS.values())) + END


def _line(kind: Kind) -> str:
    wish = f", with a yes to “{PREFERENCES[kind.preference].label}”" if kind.preference else ""
    cells = (
        kind.label,
        kind.to,
        " and ".join(kind.channels),
        f"{kind.purpose}{wish}",
        kind.made,
        kind.useless or "never: it has to be heard",
        kind.taken_back,
        f"`{kind.key}`",
    )
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    before, _, rest = PAGE.partition(BEGIN)
    PATH.write_text(before + drawn() + rest.partition(END)[2])
