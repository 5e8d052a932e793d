"""Visits: what one page needs of a client's screenings, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils import timezone

from assessments.models import CauseDecision, Finding, Observation, Screening
from hekas.accounts.models import Client

HISTORY_TESTS = ("heel_raise_straight",)


@dataclass(frozen=True)
class Visit:
    """One screening with its rows."""

    screening: Screening
    observations: tuple[Observation, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class History:
    """The visit at hand (running, or the newest), the one before it, and all earlier ones, newest first."""

    now: Visit | None = None
    before: Visit | None = None
    decisions: dict[str, CauseDecision] = field(default_factory=dict)
    screenings: tuple[Screening, ...] = ()
    raises: tuple[Observation, ...] = ()


def history_of(client: Client) -> History:
    """Five queries, however long the history; only two visits come with their documents."""
    light = Screening.objects.filter(client=client).select_related("therapist")
    rows = tuple(light.defer("asked", "snapshot"))
    if not rows:
        return History()
    earlier = next((row.pk for row in rows[1:] if row.completed_at), None)
    pair = [pk for pk in (rows[0].pk, earlier) if pk]
    whole = Screening.objects.select_related("result__intake", "therapist").in_bulk(pair)
    now, before = whole[rows[0].pk], whole.get(earlier)
    observed = _observations(client, pair)
    found = _by_screening(Finding.objects.filter(screening__in=pair))
    visits = [_visit(row, observed, found) for row in (now, before)]
    return History(
        now=visits[0],
        before=visits[1],
        decisions={} if now.is_running else decisions_of(now),
        screenings=rows,
        raises=_raises(observed, rows),
    )


def decisions_of(screening: Screening) -> dict[str, CauseDecision]:
    """What the therapist said of each cause at a visit."""
    rows = CauseDecision.objects.filter(screening=screening).select_related("decided_by")
    return {row.cause: row for row in rows}


def _observations(client: Client, pair: list[int]) -> dict[int, list[Observation]]:
    wanted = Q(screening__in=pair) | Q(screening__client=client, test__in=HISTORY_TESTS)
    return _by_screening(Observation.objects.filter(wanted))


def _by_screening(rows: Iterable) -> dict:  # type: ignore[type-arg]
    groups = defaultdict(list)
    for row in rows:
        groups[row.screening_id].append(row)
    return groups


def _visit(row: Screening | None, observed: dict, found: dict) -> Visit | None:  # type: ignore[type-arg]
    if row is None:
        return None
    return Visit(row, tuple(observed.get(row.pk, ())), tuple(found.get(row.pk, ())))


def _raises(observed: dict[int, list[Observation]], rows: Iterable[Screening]) -> tuple[Observation, ...]:
    """Heel raises of all visits, oldest first, each with its visit at hand."""
    history = []
    for row in sorted(rows, key=lambda screening: (screening.started_at, screening.pk)):
        for observation in observed.get(row.pk, ()):
            if observation.test in HISTORY_TESTS:
                observation.screening = row
                history.append(observation)
    return tuple(history)


def last_screened_on(history: History) -> date | None:
    """The clinic's date of the newest completed visit."""
    done = [row.completed_at for row in history.screenings if row.completed_at]
    return timezone.localdate(max(done)) if done else None


def visit_of(screening: Screening) -> Visit:
    """One visit with its rows."""
    return Visit(screening, tuple(screening.observations.all()), tuple(screening.findings.all()))


def visit_before(screening: Screening) -> Visit | None:
    """The completed visit before this one."""
    earlier = Screening.objects.completed().filter(
        client=screening.client_id, started_at__lt=screening.started_at
    )
    row = earlier.defer("asked", "snapshot").first()
    return Visit(row, tuple(row.observations.all())) if row else None
