"""The diary and what it says of a plan."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from assessments.engine.catalogue import Person
from assessments.engine.progress import (
    Evidence,
    Judgement,
    Raises,
    Week,
    criteria,
    diary_weeks,
    judge,
    reassess_due,
    week_of,
)
from assessments.engine.readings import norm_for
from assessments.models import CarePlan, Observation, ProgressEntry
from assessments.rules import load_rules
from assessments.rules.exercises import load_library
from hekas.accounts.models import Client

BEFORE = timedelta(weeks=2)


@dataclass(frozen=True)
class Scores:
    """One activity of the client's own: its scores in order of day."""

    text: str
    points: tuple[tuple[date, int], ...]


@dataclass(frozen=True)
class Progress:
    """How a plan goes: the diary by week, scores, heel raises, the judgement and what falls due."""

    week: int
    weeks: tuple[Week, ...]
    scores: tuple[Scores, ...]
    raises: tuple[Raises, ...]
    judgement: Judgement
    criteria: dict[str, bool | None]
    reassess_on: date | None
    phase: int = 1
    done: frozenset[tuple[int, date]] = frozenset()
    check_ins: tuple[ProgressEntry, ...] = ()
    cramps: tuple[ProgressEntry, ...] = field(default=())


def entries_of(client: Client, since: date | None = None) -> list[ProgressEntry]:
    """The diary in order of day, with the goals that scores belong to: one query."""
    rows = ProgressEntry.objects.filter(client=client).select_related("goal")
    return list(rows.filter(happened_on__gte=since) if since else rows)


def progress_of(
    plan: CarePlan,
    entries: Sequence[ProgressEntry],
    raises: Iterable[Observation],
    person: Person,
    today: date,
    last_screened: date | None,
    told_per_week: int | None = None,
) -> Progress:
    """What a diary and the visits say of a plan. No query of its own."""
    of_kind = _by_kind(entries)
    cramps = [entry.happened_on for entry in of_kind["cramp"]]
    quiet = [entry.happened_on for entry in of_kind["quiet_week"]]
    weeks = diary_weeks(cramps, quiet, plan.starts_on, today)
    scores, sides = _scores(of_kind["score"]), raises_of(raises, person, plan.starts_on)
    pairs = tuple((s.points[0][1], s.points[-1][1]) for s in scores if len(s.points) > 1)
    pain, first = _pain(of_kind["check_in"])
    evidence = Evidence(weeks, pairs, sides, pain, first, told_per_week=told_per_week)
    week, rule = max(week_of(today, plan.starts_on), 0), load_library().outcome
    return Progress(
        week=week,
        weeks=weeks,
        scores=scores,
        raises=sides,
        judgement=judge(evidence, week, rule),
        criteria=criteria(plan.phases[plan.phase_now - 1]["move_on"], evidence, rule),
        reassess_on=reassess_due(plan.starts_on, last_screened, today, rule),
        phase=plan.phase_now,
        done=frozenset((entry.activity_id, entry.happened_on) for entry in of_kind["exercise"]),
        check_ins=tuple(of_kind["check_in"]),
        cramps=tuple(of_kind["cramp"]),
    )


def _pain(check_ins: Iterable[ProgressEntry]) -> tuple[int | None, int | None]:
    """The newest, and the first where that is another check-in's."""
    pains = [entry.pain for entry in check_ins if entry.pain is not None]
    return pains[-1] if pains else None, pains[0] if len(pains) > 1 else None


def _by_kind(entries: Iterable[ProgressEntry]) -> dict[str, list[ProgressEntry]]:
    groups: dict[str, list[ProgressEntry]] = defaultdict(list)
    for entry in entries:
        groups[entry.kind].append(entry)
    return groups


def _scores(entries: Iterable[ProgressEntry]) -> tuple[Scores, ...]:
    """By the activity's words: they stay the same when one plan follows another."""
    by_text: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for entry in entries:
        if entry.goal is not None and entry.score is not None:
            by_text[entry.goal.text].append((entry.happened_on, entry.score))
    return tuple(Scores(text, tuple(points)) for text, points in by_text.items())


def raises_of(rows: Iterable[Observation], person: Person, starts_on: date) -> tuple[Raises, ...]:
    """For each side the first and the newest count of heel raises, with this person's norm.

    First means the last visit up to the day the plan began, or the first one after it. Only counts that were
    done as the newest was are compared: a wedge and a flat floor give other numbers.
    """
    by_side: dict[str, list[Observation]] = {"left": [], "right": []}
    for row in rows:
        if row.side in by_side and row.number is not None:
            by_side[row.side].append(row)
    return tuple(_raises(side, counts, person, starts_on) for side, counts in by_side.items() if counts)


def _raises(side: str, counts: list[Observation], person: Person, starts_on: date) -> Raises:
    counts = [row for row in counts if row.variant == counts[-1].variant]
    early = [row for row in counts if timezone.localdate(row.measured_at) <= starts_on]
    first, last = early[-1] if early else counts[0], counts[-1]
    norm = norm_for("heel_raise_straight", last.variant, person, load_rules().norms)
    return Raises(side, first.number, last.number if last is not first else None, norm)
