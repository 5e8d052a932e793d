"""patterns.toml and contributors.toml to their rules."""

from .ruleset import ContributorRules, Part, PatternRules, Review
from .tables import BASIS_FIELDS, REVIEW_FIELDS, Table, basis_of, review_of
from .terms import Contributor, Pattern
from .vocabulary import INTAKE_NAMES


def pattern_rules(file: Table) -> tuple[PatternRules, ...]:
    file.only("review", "pattern")
    review = review_of(file.table("review").only(*REVIEW_FIELDS))
    return tuple(_pattern(table, review) for table in file.tables("pattern"))


def _pattern(table: Table, review: Review) -> PatternRules:
    table.only("id", "name", "need", "support", "against", *BASIS_FIELDS)
    needs = _parts(table, "need")
    if not needs:
        raise table.bad("need", "a pattern needs something")
    return PatternRules(
        id=table.word("id", Pattern),
        name=table.text("name"),
        needs=needs,
        supports=_parts(table, "support"),
        against=_parts(table, "against"),
        basis=basis_of(table, review),
    )


def contributor_rules(file: Table) -> tuple[ContributorRules, ...]:
    file.only("review", "contributor")
    review = review_of(file.table("review").only(*REVIEW_FIELDS))
    return tuple(_contributor(table, review) for table in file.tables("contributor"))


def _contributor(table: Table, review: Review) -> ContributorRules:
    table.only("id", "name", "present", "suspected", "not_shown", *BASIS_FIELDS)
    return ContributorRules(
        id=table.word("id", Contributor),
        name=table.text("name"),
        present=_parts(table, "present"),
        suspected=_parts(table, "suspected"),
        not_shown=_parts(table, "not_shown"),
        basis=basis_of(table, review),
    )


def _parts(table: Table, field: str) -> tuple[Part, ...]:
    return tuple(_part(part) for part in table.tables(field))


def _part(table: Table) -> Part:
    table.only("when", "because", "keys")
    when = table.condition("when")
    keys = table.texts("keys", sorted(name for name in when.names if name in INTAKE_NAMES))
    return Part(when, table.text("because"), keys)
