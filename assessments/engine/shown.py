"""One rule of any kind, laid out for a person to read: what it says, when it holds, what it rests on."""

from collections.abc import Iterator
from dataclasses import dataclass

from .ruleset import Basis, CauseRules, Part, Ruleset

Lines = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ShownRule:
    """`names` are all by which it may be asked for; `lines` are pairs of label and text."""

    kind: str
    names: tuple[str, ...]
    lines: Lines
    basis: Basis


def all_rules(rules: Ruleset) -> Iterator[ShownRule]:
    yield from _safety(rules)
    yield from _consequences(rules)
    for cause in rules.causes:
        yield from _signals(cause)
    yield from _patterns(rules)
    yield from _contributors(rules)
    yield from _windows(rules)
    yield from _cards(rules)


def find(rules: Ruleset, name: str) -> list[ShownRule]:
    """The rules with this name; capitals make no difference."""
    return [rule for rule in all_rules(rules) if name.casefold() in (each.casefold() for each in rule.names)]


def _safety(rules: Ruleset) -> Iterator[ShownRule]:
    for rule in rules.safety.rules:
        lines = [
            ("title", rule.title),
            ("tier", f"{rule.tier}, booking {rule.gate}"),
            ("when", rule.when.text),
            ("because", rule.because),
            ("action", rule.action),
            ("hands", rule.hands or "as its tier"),
        ]
        yield ShownRule("safety rule", tuple(dict.fromkeys((rule.key, rule.id))), lines, rule.basis)


def _consequences(rules: Ruleset) -> Iterator[ShownRule]:
    for one in rules.safety.consequences:
        yield ShownRule("consequence", (one.id.value,), [("flags", ", ".join(sorted(one.flags)))], one.basis)


def _signals(cause: CauseRules) -> Iterator[ShownRule]:
    for row in cause.rows:
        for signal in row.signals:
            names = (signal.key, f"{cause.id}.{row.id}", row.id, cause.id.value)
            lines = [
                ("title", row.title),
                ("points", f"{signal.points:+d} for {cause.name.lower()}"),
                ("when", signal.when.text),
                ("because", signal.because),
                ("counts", f"{signal.answer} ({'measured' if signal.measured else 'answered'})"),
            ]
            yield ShownRule("signal", names, lines, signal.basis)


def _patterns(rules: Ruleset) -> Iterator[ShownRule]:
    for pattern in rules.patterns:
        parts = _parts(needs=pattern.needs, supports=pattern.supports, against=pattern.against)
        yield ShownRule("pattern", (pattern.id.value,), [("name", pattern.name), *parts], pattern.basis)


def _contributors(rules: Ruleset) -> Iterator[ShownRule]:
    for one in rules.contributors:
        parts = _parts(present=one.present, suspected=one.suspected, not_shown=one.not_shown)
        yield ShownRule("contributor", (one.id.value,), [("name", one.name), *parts], one.basis)


def _parts(**groups: tuple[Part, ...]) -> Lines:
    return [
        (name.replace("_", " "), f"{part.when.text}: {part.because}")
        for name, parts in groups.items()
        for part in parts
    ]


def _windows(rules: Ruleset) -> Iterator[ShownRule]:
    for rule in rules.windows:
        lines = [("services", ", ".join(rule.services)), ("fit", rule.fit.value), ("because", rule.because)]
        yield ShownRule("window", (rule.key,), lines, rule.basis)


def _cards(rules: Ruleset) -> Iterator[ShownRule]:
    for card in rules.cards:
        when = [("when", card.when.text)] if card.when else []
        when += [("not with", ", ".join(sorted(card.not_with)))] if card.not_with else []
        when += [("instead of", card.instead_of)] if card.instead_of else []
        text = [("text", line) for line in card.body]
        yield ShownRule("card", (card.id,), [("title", card.title), *when, *text], card.basis)
