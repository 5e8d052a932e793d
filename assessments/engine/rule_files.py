"""All knowledge files to one Ruleset."""

from collections.abc import Collection, Mapping
from typing import Any

from .cause_rules import cause_rules, scoring_of
from .norms import AgeNorm, Norms
from .pattern_rules import contributor_rules, pattern_rules
from .ruleset import Card, Review, Ruleset, TierAdvice
from .safety_rules import safety_rules
from .screening import TESTS
from .tables import BASIS_FIELDS, REVIEW_FIELDS, BadRule, Table, basis_of, different, review_of
from .terms import Cause, Contributor, Pattern, Tier
from .window_rules import window_rules

KNOWLEDGE_FILES = (
    *(
        "ruleset.toml",
        "safety.toml",
        "danger_words.toml",
        "causes.toml",
        "patterns.toml",
        "contributors.toml",
    ),
    *("norms.toml", "timing.toml", "advice.toml"),
)


def ruleset_of(files: Mapping[str, Mapping[str, Any]], digest: str) -> Ruleset:
    """Parsed files by name to a Ruleset. Raises BadRule with file, rule and field."""
    tables = {name: Table(name, "", files[name]) for name in KNOWLEDGE_FILES}
    advice = tables["advice.toml"].only("review", "safety_net", "tiers", "tests", "card")
    tiers = _tiers(advice.table("tiers"))
    causes = tables["causes.toml"].only("review", "scoring", "cause")
    version = tables["ruleset.toml"].only("version", "effective_from")
    version.day("effective_from")
    safety = safety_rules(tables["safety.toml"], tables["danger_words.toml"], tiers)
    return Ruleset(
        version=version.text("version"),
        digest=digest,
        safety=safety,
        scoring=scoring_of(causes.table("scoring")),
        causes=_complete(cause_rules(causes), Cause, causes),
        patterns=_complete(pattern_rules(tables["patterns.toml"]), Pattern, tables["patterns.toml"]),
        contributors=_complete(
            contributor_rules(tables["contributors.toml"]), Contributor, tables["contributors.toml"]
        ),
        windows=window_rules(tables["timing.toml"]),
        cards=_cards(advice, {rule.id for rule in safety.rules}),
        tiers=tiers,
        safety_net=advice.table("safety_net").only("lines").texts("lines"),
        test_names=_test_names(advice.table("tests")),
        norms=_norms(tables["norms.toml"]),
    )


def _complete(rules: tuple[Any, ...], kind: Any, file: Table) -> tuple[Any, ...]:
    """The rules in the order of the article. Raises BadRule where one is missing or there twice."""
    names = [rule.id for rule in rules]
    if sorted(names) != sorted(kind):
        raise BadRule(file.file, "the file", "id", f"must have each of these once: {', '.join(kind)}")
    return tuple(sorted(rules, key=lambda rule: list(kind).index(rule.id)))


def _tiers(table: Table) -> dict[Tier, TierAdvice]:
    table.only(*Tier)
    return {tier: _tier(table.table(tier.value)) for tier in Tier}


def _tier(table: Table) -> TierAdvice:
    table.only("heading", "action", "phone", "say", "also")
    return TierAdvice(
        heading=table.text("heading"),
        action=table.text("action"),
        phone=table.text("phone", ""),
        say=table.text("say", ""),
        also=table.texts("also", ()),
    )


def _cards(advice: Table, flags: Collection[str]) -> tuple[Card, ...]:
    review = review_of(advice.table("review").only(*REVIEW_FIELDS))
    tables = list(advice.tables("card"))
    cards = tuple(_card(table, review) for table in tables)
    different(tables, [card.id for card in cards], "id")
    before = {""}
    for table, card in zip(tables, cards, strict=True):
        if not card.not_with <= set(flags):
            raise table.bad("not_with", "must name rules by their ids")
        if card.instead_of not in before:
            raise table.bad("instead_of", "must name a card that stands before it")
        before.add(card.id)
    return cards


def _card(table: Table, review: Review) -> Card:
    table.only("id", "title", "body", "when", "not_with", "instead_of", *BASIS_FIELDS)
    return Card(
        id=table.text("id"),
        title=table.text("title"),
        body=table.texts("body"),
        when=table.condition_or_none("when"),
        basis=basis_of(table, review),
        not_with=frozenset(table.texts("not_with", ())),
        instead_of=table.text("instead_of", ""),
    )


def _test_names(table: Table) -> dict[str, str]:
    table.only(*TESTS)
    return {test: table.text(test) for test in TESTS}


def _norms(file: Table) -> Norms:
    file.only("review", "norm")
    review = review_of(file.table("review").only(*REVIEW_FIELDS))
    tables = list(file.tables("norm", named="test"))
    different(tables, [table.text("test") for table in tables], "test")
    for table in tables:
        table.only("test", "variant", "ages", *BASIS_FIELDS)
        basis_of(table, review)
    return Norms(
        ages={
            table.text("test"): tuple(_age_norm(each) for each in table.tables("ages")) for table in tables
        },
        variants={table.text("test"): table.text("variant", "") or None for table in tables},
    )


def _age_norm(table: Table) -> AgeNorm:
    table.only("first", "last", "male", "female")
    return AgeNorm(*(table.whole(field) for field in ("first", "last", "male", "female")))
