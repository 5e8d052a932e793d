"""safety.toml, with danger_words.toml and the tiers of advice.toml, to SafetyRules."""

from .danger_rules import dangers_of
from .ruleset import ConsequenceRule, FollowUp, Review, SafetyRule, SafetyRules, TierAdvice
from .safety import REDIRECTING
from .tables import BASIS_FIELDS, REVIEW_FIELDS, Table, basis_of, different, review_of
from .terms import Consequence, Gate, Tier
from .vocabulary import INTAKE_NAMES, NAMES, TEST_NAMES

RULE_FIELDS = (
    *("id", "key", "title", "tier", "gate", "when", "because", "action", "hands", "answers", "said_by"),
    *BASIS_FIELDS,
)
FILE_FIELDS = ("fresh_for_days", "review", "sentences", "questions", "follow_up", "rule", "consequence")
SENTENCES = ("incomplete", "stale", "call_back")


def safety_rules(file: Table, words: Table, tiers: dict[Tier, TierAdvice]) -> SafetyRules:
    """Raises BadRule."""
    file.only(*FILE_FIELDS)
    review = review_of(file.table("review").only(*REVIEW_FIELDS))
    tables = list(file.tables("rule"))
    rules = tuple(_rule(table, review, tiers) for table in tables)
    different(tables, [rule.key for rule in rules], "key")
    _share_ids_knowingly(tables, rules)
    _are_said_by_others(tables, rules)
    sentences = file.table("sentences").only(*SENTENCES)
    questions = file.table("questions").only("always", "call_back")
    return SafetyRules(
        rules=rules,
        questions=_keys(questions, "always"),
        follow_ups=tuple(_follow_up(table) for table in file.tables("follow_up", named="key")),
        dangers=dangers_of(words),
        fresh_for_days=file.whole("fresh_for_days"),
        call_back=frozenset(_keys(questions, "call_back")),
        sentences={name: sentences.text(name) for name in SENTENCES},
        consequences=_consequences(file, review, {rule.id for rule in rules}),
    )


def _share_ids_knowingly(tables: list[Table], rules: tuple[SafetyRule, ...]) -> None:
    """Several rules may carry one id, next to one another and each with a key of its own: what follows from
    the id follows from each. Another rule that took a used id by mistake stands elsewhere or has no key.
    """
    seen, before = set[str](), ""
    for table, rule in zip(tables, rules, strict=True):
        if rule.key != rule.id and not rule.key.startswith(f"{rule.id}-"):
            raise table.bad("key", f"must begin with '{rule.id}-'")
        if rule.id in seen and (rule.id != before or not table.text("key", "")):
            raise table.bad(
                "id", f"'{rule.id}' is used; stand beside those rules, with a key, or take another"
            )
        seen.add(rule.id)
        before = rule.id


def _are_said_by_others(tables: list[Table], rules: tuple[SafetyRule, ...]) -> None:
    ids = {rule.id for rule in rules}
    for table, rule in zip(tables, rules, strict=True):
        if not rule.said_by <= ids - {rule.id}:
            raise table.bad("said_by", "must name other rules by their ids")


def _rule(table: Table, review: Review, tiers: dict[Tier, TierAdvice]) -> SafetyRule:
    table.only(*RULE_FIELDS)
    tier = table.word("tier", Tier)
    when = table.condition("when")
    if tier is Tier.NONE:
        raise table.bad("tier", "a rule that fires has a tier")
    return SafetyRule(
        key=table.text("key", table.text("id")),
        id=table.text("id"),
        title=table.text("title"),
        tier=tier,
        gate=_gate(table, tier),
        when=when,
        because=table.text("because"),
        action=table.text("action", tiers[tier].action),
        hands=table.text("hands", ""),
        answers=_answers(table, sorted(when.names)),
        basis=basis_of(table, review),
        said_by=frozenset(table.texts("said_by", ())),
    )


def _gate(table: Table, tier: Tier) -> Gate:
    usual = Gate.REDIRECTED if tier in REDIRECTING else Gate.HELD
    gate = table.word("gate", Gate, usual.value)
    if tier in REDIRECTING and gate is not Gate.REDIRECTED:
        raise table.bad("gate", f"a rule of tier {tier} always redirects")
    return gate


def _answers(table: Table, names: list[str]) -> tuple[str, ...]:
    answers = table.texts("answers", names)
    for name in answers:
        if name not in NAMES and name not in TEST_NAMES:
            raise table.bad("answers", f"'{name}' is not a name that is known")
    return answers


def _keys(table: Table, field: str) -> tuple[str, ...]:
    keys = table.texts(field)
    for key in keys:
        if key not in INTAKE_NAMES:
            raise table.bad(field, f"'{key}' is not a question that is known")
    return keys


def _follow_up(table: Table) -> FollowUp:
    table.only("key", "when")
    if table.text("key") not in INTAKE_NAMES:
        raise table.bad("key", "is not a question that is known")
    return FollowUp(table.text("key"), table.condition("when"))


def _consequences(file: Table, review: Review, ids: set[str]) -> tuple[ConsequenceRule, ...]:
    """Each of them once, or none at all: rules from before 1.3.0 are still read, to be compared."""
    tables = list(file.tables("consequence"))
    found = tuple(_consequence(table, review, ids) for table in tables)
    if found and sorted(one.id for one in found) != sorted(Consequence):
        raise file.bad("consequence", f"must have each of these once: {', '.join(Consequence)}")
    return found


def _consequence(table: Table, review: Review, ids: set[str]) -> ConsequenceRule:
    table.only("id", "flags", *BASIS_FIELDS)
    flags = table.texts("flags")
    for flag in flags:
        if flag not in ids:
            raise table.bad("flags", f"'{flag}' is not the id of a rule")
    return ConsequenceRule(table.word("id", Consequence), frozenset(flags), basis_of(table, review))
