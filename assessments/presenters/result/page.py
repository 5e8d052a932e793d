"""A result as the client sees it, from the stored snapshot alone: nothing is computed again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessments.labels import PATTERN_SENTENCES, PATTERNS, near_the_calf
from assessments.models import Clearance, Result
from assessments.presenters import signing
from assessments.presenters.result.cards import Card, cards_of, contributor_name, tests_of
from assessments.presenters.result.drawings import Bar, DayLine, day_line, load_bars
from assessments.presenters.result.factors import Factor, factors_of
from assessments.presenters.result.legs import Legs, legs_of
from assessments.presenters.result.to_do import to_do
from assessments.presenters.result.windows import Window, still_open, windows_of
from assessments.queries.advice import A_WORD_FIRST, after, standing_gate
from assessments.queries.ages import is_held_by_age
from assessments.rules.event_days import event_days
from assessments.rules.routing import NOTED, answer_at

WITH_CARE = "during_a_cramp_with_care"
GUARDIAN_RINGS = "guardian needs to ring us"  # in the words of a rule
A_THERAPIST_FIRST = "A therapist will read your answers first"
COUNTS = ("No", "One", "Two", "Three", "Four", "Five")


@dataclass(frozen=True)
class PatternLine:
    name: str
    says: str
    because: tuple[str, ...]


@dataclass(frozen=True)
class ContributorLine:
    """Something beside the five that seems to be there; `state` is present or suspected."""

    name: str
    state: str
    because: tuple[str, ...]


@dataclass(frozen=True)
class ResultPage:
    """All that the page shows. `gate` is open or held; a redirected result has a stop page instead."""

    result: Result
    gate: str
    held_because: tuple[str, ...]
    to_do: tuple[str, ...]
    cautions: tuple[str, ...]
    factors: tuple[Factor, ...]
    patterns: tuple[PatternLine, ...]
    windows: tuple[Window, ...]
    bars: tuple[Bar, ...]
    line: DayLine | None
    legs: Legs | None
    near: tuple[str, ...]
    cards: tuple[Card, ...]
    tests: tuple[str, ...]
    contributors: tuple[ContributorLine, ...]
    is_newest: bool
    is_stale: bool

    @property
    def headline(self) -> str:
        count = len(self.shown)
        if not count:
            return A_THERAPIST_FIRST if self.waits else "Nothing stands out yet"
        noun = "thing" if count == 1 else "things"
        return f"{COUNTS[count]} {noun} may be adding to your calf cramps"

    @property
    def waits(self) -> bool:
        """Whether a therapist reads these answers before anything is booked."""
        return self.gate != "open" and self.is_newest

    @property
    def shown(self) -> tuple[Factor, ...]:
        return tuple(factor for factor in self.factors if factor.shows)

    @property
    def others(self) -> tuple[Factor, ...]:
        return tuple(factor for factor in self.factors if not factor.shows)

    @property
    def signed(self) -> str:
        return signing.of_result(self.result)

    @property
    def guardian_rings(self) -> bool:
        """A rule asks for a parent or guardian: beside its words stands how to reach us."""
        return any(GUARDIAN_RINGS in flag["action"] for flag in self.result.snapshot["triage"]["flags"])

    @property
    def careful(self) -> bool:
        """No rubbing and no heat at home: what was told speaks against them (K2, K3, K8 and others)."""
        return WITH_CARE in self.result.snapshot["education"]

    @property
    def may_be_booked(self) -> bool:
        return self.gate == "open" and self.is_newest and not self.is_stale


def page_of(result: Result, clearance: Clearance | None, now: datetime) -> ResultPage:
    """The page of a stored result with the clearance that stands on it, as it stands now."""
    snapshot, answers = result.snapshot, result.answers
    factors = factors_of(snapshot, answers) if snapshot["shown_to_client"] else ()
    gate = standing_gate(clearance) if clearance else result.gate
    is_newest = clearance is None or clearance.superseded_at is None
    at = now if is_newest else result.made_at
    windows = still_open(snapshot.get("next", {}).get("windows", []), at)
    return ResultPage(
        result=result,
        gate=gate,
        held_because=tuple(_held_because(result, clearance)) if gate != "open" else (),
        to_do=to_do(snapshot["triage"]["flags"]) if gate != "open" else (),
        cautions=to_do(snapshot["triage"]["flags"]) if gate == "open" else (),
        factors=factors,
        patterns=tuple(_patterns(snapshot)),
        windows=windows_of(windows, at),
        bars=load_bars(answers),
        line=day_line(answers, windows, is_rough=event_days(answers, result.intake.answers) is not None),
        legs=legs_of(factors, answers),
        near=tuple(near_the_calf(answer_at(result.intake.answers, NOTED) or [])),
        cards=cards_of(snapshot["education"]),
        contributors=tuple(_contributors(snapshot)),
        is_newest=is_newest,
        is_stale=clearance is not None and clearance.expires_at <= now,
        tests=tests_of(snapshot.get("next", {}).get("screen_first", [])),
    )


def _held_because(result: Result, clearance: Clearance | None) -> Iterable[str]:
    if clearance:
        yield from after(clearance)
    yield from dict.fromkeys(result.snapshot["triage"]["held_because"])
    if clearance and is_held_by_age(clearance):
        yield A_WORD_FIRST


def _patterns(snapshot: Mapping[str, Any]) -> Iterable[PatternLine]:
    for pattern in snapshot["patterns"]:
        if pattern["met"]:
            code = pattern["id"]
            yield PatternLine(PATTERNS[code], PATTERN_SENTENCES[code], tuple(pattern["because"]))


def _contributors(snapshot: Mapping[str, Any]) -> Iterable[ContributorLine]:
    for one in snapshot["contributors"]:
        if one["state"] in ("present", "suspected"):
            yield ContributorLine(contributor_name(one["id"]), one["state"], tuple(one["because"]))
