"""Reading knowledge files: every fault names file, rule and field, so that whoever wrote it can mend it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from .conditions import BadCondition, Condition, compiled
from .ruleset import Basis, Review
from .terms import Grade

Word = TypeVar("Word", bound=StrEnum)
SOURCES = ("A", "S", "GK")


class BadRule(ValueError):
    """A knowledge file that can't be used: `file`, `rule` and `field` say where, `fault` says why."""

    def __init__(self, file: str, rule: str, field: str, fault: str) -> None:
        self.file, self.rule, self.field, self.fault = file, rule, field, fault
        super().__init__(": ".join(part for part in (file, rule, field, fault) if part))


@dataclass(frozen=True)
class Table:
    """One table of a knowledge file, with the name under which a fault in it is reported."""

    file: str
    rule: str
    content: Mapping[str, Any]

    def bad(self, field: str, fault: str) -> BadRule:
        return BadRule(self.file, self.rule, field, fault)

    def only(self, *fields: str) -> "Table":
        """Raises BadRule for a field that is not one of these."""
        for field in self.content:
            if field not in fields:
                raise self.bad(field, "is not a field that is known here")
        return self

    def has(self, field: str) -> bool:
        return field in self.content

    def text(self, field: str, default: str | None = None) -> str:
        value = self.content.get(field, default)
        if not isinstance(value, str):
            raise self.bad(field, "must be text" if field in self.content else "is missing")
        if not value.strip() and default is None:
            raise self.bad(field, "must not be empty")
        return value

    def whole(self, field: str, default: int | None = None) -> int:
        value = self.content.get(field, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.bad(field, "must be a whole number" if field in self.content else "is missing")
        return value

    def texts(self, field: str, default: Sequence[str] | None = None) -> tuple[str, ...]:
        value = self.content.get(field, default)
        if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
            raise self.bad(field, "must be a list of texts" if field in self.content else "is missing")
        return tuple(value)

    def word(self, field: str, kind: type[Word], default: str | None = None) -> Word:
        value = self.text(field, default)
        try:
            return kind(value)
        except ValueError:
            raise self.bad(field, f"'{value}' is not one of: {', '.join(kind)}") from None

    def condition(self, field: str) -> Condition:
        try:
            return compiled(self.text(field))
        except BadCondition as fault:
            raise self.bad(field, str(fault)) from None

    def condition_or_none(self, field: str) -> Condition | None:
        return self.condition(field) if self.has(field) else None

    def table(self, field: str) -> "Table":
        value = self.content.get(field)
        if not isinstance(value, dict):
            raise self.bad(field, "must be a table" if field in self.content else "is missing")
        return Table(self.file, f"{self.rule}.{field}".strip("."), value)

    def tables(self, field: str, *, named: str = "id") -> Iterator["Table"]:
        """Each table of a list, named by its own field (its key first, where it has one)."""
        value = self.content.get(field, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self.bad(field, "must be a list of tables")
        for place, each in enumerate(value, start=1):
            name = each.get("key") or each.get(named) or f"{field} {place}"
            yield Table(self.file, f"{self.rule}.{name}".strip("."), each)

    def day(self, field: str) -> date | None:
        value = self.text(field, "")
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            raise self.bad(field, "must be a date such as 2027-05-31, or empty") from None


REVIEW_FIELDS = ("author", "reviewer", "reviewed_on", "review_due")
BASIS_FIELDS = ("sources", "grade", "rationale", *REVIEW_FIELDS)


def review_of(table: Table, default: Review | None = None) -> Review:
    """Who wrote and who agreed; what a rule leaves out is the file's."""
    own = Table(table.file, table.rule, {**_as_texts(default), **table.content})
    due, reviewer, reviewed_on = own.day("review_due"), own.text("reviewer", ""), own.day("reviewed_on")
    if due is None:
        raise own.bad("review_due", "is missing")
    if bool(reviewer) != bool(reviewed_on):
        raise own.bad("reviewed_on", "goes together with reviewer: both or neither")
    if reviewed_on and not 0 <= (due - reviewed_on).days <= 366:
        raise own.bad("review_due", "must be within 12 months of reviewed_on")
    return Review(own.text("author"), reviewer, reviewed_on, due)


def _as_texts(review: Review | None) -> dict[str, str]:
    if review is None:
        return {}
    on = review.reviewed_on.isoformat() if review.reviewed_on else ""
    return {
        "author": review.author,
        "reviewer": review.reviewer,
        "reviewed_on": on,
        "review_due": review.review_due.isoformat(),
    }


def basis_of(table: Table, review: Review) -> Basis:
    sources = table.texts("sources")
    if not sources or not all(_is_source(source) for source in sources):
        raise table.bad("sources", "must name claims (A1 to A126), evidence (S…) or GK")
    rationale = table.text("rationale")
    return Basis(sources, table.word("grade", Grade), rationale, review_of(table, review))


def _is_source(source: str) -> bool:
    if source == "GK":
        return True
    digits = source[1:].rstrip("abc")
    return source[:1] in SOURCES and digits.isdigit() and (source[0] == "S" or 1 <= int(digits) <= 126)


def different(tables: Sequence[Table], names: Sequence[str], field: str) -> None:
    """Raises BadRule where a name comes twice."""
    seen: set[str] = set()
    for table, name in zip(tables, names, strict=True):
        if name in seen:
            raise table.bad(field, f"'{name}' is given twice")
        seen.add(name)
