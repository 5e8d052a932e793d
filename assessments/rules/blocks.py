"""One row of causes.toml as text: found, replaced, and the change as a patch. Nothing is written."""

import difflib
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass

from assessments.engine.tables import BadRule

FILE = "causes.toml"
FOLDER = "assessments/rules"
HEAD = re.compile(r"^(?:\[\[cause\]\]|\[\[cause\.row\]\]|\[cause\.ceiling\]|# -{5,}.*)$", re.MULTILINE)
POINTS = re.compile(r"^(points = )(-?\d+)$", re.MULTILINE)
ID = re.compile(r'^id = "([^"]+)"', re.MULTILINE)


class NoSuchRow(LookupError):
    """The file has no row of this cause and name."""


@dataclass(frozen=True)
class Block:
    """Where a row stands in its file, and its text without the blank lines after it."""

    start: int
    end: int
    text: str


def block_of(content: str, cause: str, row: str) -> Block:
    """Raises NoSuchRow."""
    heads = [(head.start(), head[0]) for head in HEAD.finditer(content)]
    ends = [*(start for start, _ in heads[1:]), len(content)]
    here = ""
    for (start, head), end in zip(heads, ends, strict=True):
        text = content[start:end].rstrip() + "\n"
        name = found[1] if (found := ID.search(text)) else ""
        if head == "[[cause]]":
            here = name
        elif head == "[[cause.row]]" and (here, name) == (cause, row):
            return Block(start, start + len(text), text)
    raise NoSuchRow(f"{cause}.{row}")


def replaced(content: str, block: Block, text: str, row: str) -> str:
    """The whole file with another text for that row. Raises BadRule where the text is not one such row."""
    text = text.replace("\r\n", "\n").strip() + "\n"
    _one_row(text, row)
    return content[: block.start] + text + content[block.end :]


def _one_row(text: str, row: str) -> None:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise BadRule(FILE, row, "", f"is not TOML: {fault}") from None
    rows = table.get("cause", {}).get("row", []) if isinstance(table.get("cause"), dict) else []
    if table.keys() != {"cause"} or table["cause"].keys() != {"row"} or len(rows) != 1:
        raise BadRule(FILE, row, "", "must stay one row")
    if rows[0].get("id") != row:
        raise BadRule(FILE, row, "id", "must stay as it is")


def patch(old: str, new: str) -> str:
    """A unified diff that `git apply` and `patch -p1` take at the top of the repository."""
    path = f"{FOLDER}/{FILE}"
    lines = difflib.unified_diff(old.splitlines(True), new.splitlines(True), f"a/{path}", f"b/{path}")
    return "".join(lines)


def with_points(text: str, change: Callable[[int], int]) -> str:
    """The row with other points in its signals."""
    return POINTS.sub(lambda found: f"{found[1]}{change(int(found[2]))}", text)
