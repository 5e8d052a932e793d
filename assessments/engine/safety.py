"""Red flags to a tier and a gate: the highest fired rule. Nothing subtracts; scores are unknown here.

Source: safety rules 3.2 to 3.7.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from .comparisons import Facts
from .danger import Sighting, sightings
from .findings import Origins
from .ruleset import SafetyRule, SafetyRules
from .terms import Gate, Tier
from .vocabulary import TEST_NAMES, is_answered

REDIRECTING = frozenset({Tier.EMERGENCY, Tier.SAME_DAY})
NOTHING = ("no", ("none",), 0)


@dataclass(frozen=True, slots=True)
class Flag:
    """What fired, as people see it. `answers` are the dotted keys of what was told or measured."""

    id: str
    tier: Tier
    gate: Gate
    because: str
    action: str
    answers: tuple[str, ...]
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Triage:
    tier: Tier
    gate: Gate
    complete: bool
    unanswered: tuple[str, ...]
    held_because: tuple[str, ...]
    flags: tuple[Flag, ...]


def triage_of(facts: Facts, origins: Origins, rules: SafetyRules) -> Triage:
    """Facts (intake, and screening where there is one) to a Triage. Flags come most urgent first."""
    seen = sightings(rules.dangers.beside(facts), _texts(facts))
    denied = _denied(seen, facts)
    written = tuple(dict.fromkeys(one.key for one in seen if not _says_no_twice(one, facts)))
    told = {**facts, "text.names_a_danger": bool(written), "text.denies_an_answer": bool(denied)}
    extra = {"X1": written, "X2-text": (*written, *denied)}
    fired = [rule for rule in rules.rules if rule.when.holds(told)]
    flags = _merged(_flag(rule, told, origins, extra) for rule in fired)
    unanswered = _unanswered(told, rules)
    gate = _gate(flags, complete=not unanswered)
    because = () if gate is Gate.OPEN else _reasons(flags, told, rules, unanswered, _said_already(fired))
    return Triage(_tier(flags), gate, not unanswered, unanswered, because, flags)


def _tier(flags: Iterable[Flag]) -> Tier:
    return max((flag.tier for flag in flags), default=Tier.NONE)


def _gate(flags: Iterable[Flag], *, complete: bool) -> Gate:
    gate = Gate.OPEN if complete else Gate.HELD
    for flag in flags:
        gate = gate.stricter(flag.gate)
    return gate


def _texts(facts: Facts) -> list[tuple[str, str]]:
    texts = [(key, str(facts[key])) for key in ("health.free_text", "goals") if key in facts]
    sports = facts.get("training.sports")
    return [*texts, ("training.sports", ". ".join(sports))] if isinstance(sports, tuple) and sports else texts


def _denied(seen: Iterable[Sighting], facts: Facts) -> tuple[str, ...]:
    """The answers of no that the text speaks against."""
    keys = [key for one in seen if not one.denied_in_text for key in one.danger.denies]
    return tuple(dict.fromkeys(key for key in keys if facts.get(key) in NOTHING))


def _says_no_twice(seen: Sighting, facts: Facts) -> bool:
    """The text plainly denies what every question about it denies too: nothing is left to ask about.
    Not among goals: who wants no swelling may have it."""
    asked = seen.danger.denies if seen.key == "health.free_text" else ()
    return seen.plainly_denied and bool(asked) and all(facts.get(key) in NOTHING for key in asked)


def _flag(rule: SafetyRule, facts: Facts, origins: Origins, extra: Mapping[str, tuple[str, ...]]) -> Flag:
    answers = tuple(dict.fromkeys(_told(name, origins) for name in rule.answers if _is_told(name, facts)))
    answers += extra.get(rule.key, ())
    return Flag(rule.id, rule.tier, rule.gate, rule.because, rule.action, answers, rule.basis.sources)


def _is_told(name: str, facts: Facts) -> bool:
    return name in facts or name in TEST_NAMES


def _told(name: str, origins: Origins) -> str:
    test = name.removesuffix(".seen")
    return origins[test][0] if test in origins else test


def _merged(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    """One flag for each id: its most urgent tier and action, and all that was told. Most urgent first."""
    by_id: dict[str, Flag] = {}
    for flag in flags:
        known = by_id.get(flag.id)
        by_id[flag.id] = flag if known is None else _joined(known, flag)
    return tuple(sorted(by_id.values(), key=lambda flag: -flag.tier.rank))


def _joined(one: Flag, two: Flag) -> Flag:
    lead, other = (two, one) if two.tier > one.tier else (one, two)
    because = lead.because if other.because in lead.because else f"{lead.because} {other.because}"
    return replace(
        lead,
        gate=lead.gate.stricter(other.gate),
        because=because,
        answers=tuple(dict.fromkeys((*lead.answers, *other.answers))),
        source=tuple(dict.fromkeys((*lead.source, *other.source))),
    )


def _unanswered(facts: Facts, rules: SafetyRules) -> tuple[str, ...]:
    """Safety questions that apply and have no usable answer: of old answers, none is usable."""
    applying = [*rules.questions, *(one.key for one in rules.follow_ups if one.when.holds(facts))]
    if is_stale(facts, rules):
        return tuple(applying)
    return tuple(key for key in applying if not is_answered(key, facts.get(key)))


def is_stale(facts: Facts, rules: SafetyRules) -> bool:
    """Whether the answers are too old, or dated more than a day after the asking."""
    days = facts.get("asking.days_since_answers", 0)
    return not -1 <= days <= rules.fresh_for_days  # type: ignore[operator]


def _reasons(
    flags: Iterable[Flag],
    facts: Facts,
    rules: SafetyRules,
    unanswered: tuple[str, ...],
    said: frozenset[str],
) -> tuple[str, ...]:
    """Plain reasons why booking is not open, without what `said` names: another reason says it too."""
    reasons = [flag.because for flag in flags if flag.gate is not Gate.OPEN and flag.because not in said]
    if unanswered and not is_stale(facts, rules):
        reasons.append(rules.sentences["incomplete"])
    if any(facts.get(key) == "not_sure" for key in rules.call_back):
        reasons.append(rules.sentences["call_back"])
    return tuple(dict.fromkeys(reasons))


def _said_already(fired: Iterable[SafetyRule]) -> frozenset[str]:
    """The sentences that another flag's sentence says too, as the rules name them (`said_by`)."""
    ids = {rule.id for rule in fired}
    return frozenset(rule.because for rule in fired if rule.said_by & ids)
