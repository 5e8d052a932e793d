"""Where rules and therapists differ, by cause, by rule and by month: for whoever tunes the rules."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from assessments.engine.ruleset import Ruleset
from assessments.engine.tuning import Tally, tally, verdict
from assessments.models import CauseDecision, RuleProposal
from assessments.rules import load_rules
from assessments.rules.spoken import row_of


@dataclass(frozen=True)
class Spoken:
    """One rule that counted where a therapist decided: its name, its points, and how that was seen."""

    rule: str
    points: int
    verdict: str
    month: date


@dataclass(frozen=True)
class Agreement:
    """All decisions: for each cause, each rule (most decided first) and each month (oldest first)."""

    by_cause: tuple[tuple[str, Tally], ...] = ()
    by_rule: tuple[tuple[str, Tally], ...] = ()
    by_month: tuple[tuple[date, Tally], ...] = ()


def agreement() -> Agreement:
    """One query, however many decisions."""
    rows = list(_rows())
    called = [(row.cause, verdict(1, row.decision), _month(row.decided_at)) for row in rows]
    spoken = [one for row in rows for one in _spoken(row, load_rules())]
    return Agreement(
        by_cause=_ranked((cause, seen) for cause, seen, _ in called),
        by_rule=_ranked((one.rule, one.verdict) for one in spoken),
        by_month=_dated((month, seen) for _, seen, month in called),
    )


def rule_history(rule: str) -> tuple[tuple[date, Tally], ...]:
    """One rule month by month, oldest first. One query."""
    cause = rule.partition(".")[0]
    rows = _rows().filter(cause=cause)
    spoken = (one for row in rows for one in _spoken(row, load_rules()) if one.rule == rule)
    return _dated((one.month, one.verdict) for one in spoken)


def total(history: Iterable[tuple[date, Tally]]) -> Tally:
    """All months together."""
    months = [found for _, found in history]
    return Tally(*(sum(getattr(m, name) for m in months) for name in ("agreed", "over", "under")))


def _rows():  # type: ignore[no-untyped-def]
    return CauseDecision.objects.only("cause", "decision", "said_reasons", "decided_at")


def _spoken(row: CauseDecision, rules: Ruleset) -> Iterator[Spoken]:
    """Each rule once, though it may have counted for both sides."""
    named = {
        (reason.get("row") or row_of(rules, row.cause, reason) or str(reason["answer"])): reason["points"]
        for reason in row.said_reasons
    }
    for name, points in named.items():
        yield Spoken(f"{row.cause}.{name}", points, verdict(points, row.decision), _month(row.decided_at))


def _month(moment: datetime) -> date:
    return timezone.localdate(moment).replace(day=1)


def _ranked(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, Tally], ...]:
    return tuple(sorted(_grouped(pairs).items(), key=lambda one: (-one[1].total, one[0])))


def _dated(pairs: Iterable[tuple[date, str]]) -> tuple[tuple[date, Tally], ...]:
    return tuple(sorted(_grouped(pairs).items()))


def _grouped(pairs):  # type: ignore[no-untyped-def]
    groups = defaultdict(list)
    for name, seen in pairs:
        groups[name].append(seen)
    return {name: tally(seen) for name, seen in groups.items()}


def proposals():  # type: ignore[no-untyped-def]
    """Every proposed change of the rules with the names on it, newest first."""
    return RuleProposal.objects.select_related("proposed_by", "decided_by")
