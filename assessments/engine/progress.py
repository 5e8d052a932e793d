"""How it goes: diary, activities and measurements to better, same or worse, and why.

A week without an entry is not a week without cramps: it is not known, and nothing is concluded from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from assessments.engine.plan_terms import OutcomeRule
from assessments.engine.readings import is_under_norm

BASELINE_WEEKS = (-2, -1)
HALF_A_WEEK = timedelta(days=3)


class Verdict(StrEnum):
    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Week:
    """One week of the diary, counted from the start of the plan: -2 and -1 before it, 1 the first.

    `cramps` is None where nothing was written down.
    """

    number: int
    starts_on: date
    cramps: int | None = None


@dataclass(frozen=True)
class Raises:
    """Single-leg heel raises: then, now, and the norm for this person where there is one."""

    side: str
    before: Decimal | None
    now: Decimal | None
    norm: int | None = None


@dataclass(frozen=True)
class Evidence:
    """All that a judgement rests on. `activities` are (before, now) of each, 0 to 10, 10 is no trouble.

    `answers` are the criteria that only a person can say: True, False, or missing.
    """

    weeks: tuple[Week, ...] = ()
    activities: tuple[tuple[int, int], ...] = ()
    raises: tuple[Raises, ...] = ()
    walking_pain: int | None = None
    pain_before: int | None = None  # walking pain as first written down, where it was written down twice
    answers: Mapping[str, bool] = field(default_factory=dict)
    told_per_week: int | None = None  # cramps a week as told at the start, where no diary was kept before


@dataclass(frozen=True)
class Reason:
    """One measure: what it says, and the numbers behind it. `side` only for heel raises."""

    measure: str  # cramps, activities, heel_raises, pain
    verdict: Verdict
    before: Fraction | None = None
    now: Fraction | None = None
    side: str = ""
    is_told: bool = False
    enough: int = 0  # the change that counts, where it is in points or raises


@dataclass(frozen=True)
class Judgement:
    """Better, same, worse or not known. `review`: look again at plan, safety and GP."""

    verdict: Verdict
    week: int
    reasons: tuple[Reason, ...]
    review: bool


def week_of(on: date, starts_on: date) -> int:
    """The plan's week that a day falls into; there is no week 0. Days before the start count down from -1."""
    weeks = (on - starts_on).days // 7
    return weeks + 1 if weeks >= 0 else weeks


def diary_weeks(
    cramps: Iterable[date], quiet: Iterable[date], starts_on: date, today: date
) -> tuple[Week, ...]:
    """The whole weeks from two before the plan until today.

    `cramps` has a day for each cramp; `quiet` days on which somebody wrote that the last seven had none: it
    counts for the week that most of them lie in. A week with neither is not known, the running one left out.
    """
    numbers = [week_of(on, starts_on) for on in cramps]
    known = {week_of(on - HALF_A_WEEK, starts_on) for on in quiet} | set(numbers)
    last = week_of(today, starts_on)
    return tuple(
        Week(number, _start(number, starts_on), numbers.count(number) if number in known else None)
        for number in (*BASELINE_WEEKS, *range(1, max(last, 1)))
    )


def _start(number: int, starts_on: date) -> date:
    return starts_on + timedelta(weeks=number - 1 if number > 0 else number)


def judge(evidence: Evidence, week: int, rule: OutcomeRule) -> Judgement:
    """Cramps and activities decide, heel raises and pain explain. Worse anywhere is worse, better needs one.

    From the week of review on, all but better asks for one: plan, safety questions, GP. Source: evidence 2.5.
    """
    reasons = [_cramps(evidence, rule), _activities(evidence.activities, rule)]
    said = {reason.verdict for reason in reasons}
    order = (Verdict.WORSE, Verdict.BETTER, Verdict.SAME)
    verdict = next((word for word in order if word in said), Verdict.UNKNOWN)
    reasons += [_raises(side, rule) for side in evidence.raises]
    if evidence.pain_before is not None and evidence.walking_pain is not None:
        reasons.append(_pain(evidence.pain_before, evidence.walking_pain, rule))
    review = week >= rule.review_week and verdict is not Verdict.BETTER
    return Judgement(verdict, week, tuple(reasons), review)


def _cramps(evidence: Evidence, rule: OutcomeRule) -> Reason:
    """So many fewer than in the two weeks before the plan, over the last two known of the newest."""
    known = [(week.number, week.cramps) for week in evidence.weeks if week.cramps is not None]
    before = _mean([cramps for number, cramps in known if number < 0])
    newest = evidence.weeks[-1].number if evidence.weeks else 0
    now = _mean([cramps for number, cramps in known if number > max(0, newest - rule.recent_weeks)][-2:])
    is_told = before is None and evidence.told_per_week is not None
    if is_told:
        before = Fraction(evidence.told_per_week or 0)
    if before is None or now is None:
        return Reason("cramps", Verdict.UNKNOWN, before, now, is_told=is_told)
    return Reason("cramps", _share(before, now, rule), before, now, is_told=is_told)


def _share(before: Fraction, now: Fraction, rule: OutcomeRule) -> Verdict:
    if before == 0:
        return Verdict.WORSE if now > 0 else Verdict.SAME
    return _word((before - now) / before, Fraction(rule.fewer_percent, 100))


def _activities(scores: Iterable[tuple[int, int]], rule: OutcomeRule) -> Reason:
    pairs = list(scores)
    before, now = _mean([b for b, _ in pairs]), _mean([n for _, n in pairs])
    if before is None or now is None:
        return Reason("activities", Verdict.UNKNOWN)
    enough = rule.points if len(pairs) > 1 else rule.points_of_one
    return Reason("activities", _word(now - before, Fraction(enough)), before, now, enough=enough)


def _raises(side: Raises, rule: OutcomeRule) -> Reason:
    before, now = _fraction(side.before), _fraction(side.now)
    if before is None or now is None:
        return Reason("heel_raises", Verdict.UNKNOWN, before, now, side.side)
    word = _word(now - before, Fraction(rule.raises))
    return Reason("heel_raises", word, before, now, side.side, enough=rule.raises)


def _pain(before: int, now: int, rule: OutcomeRule) -> Reason:
    """Less is better."""
    word = _word(Fraction(before - now), Fraction(rule.pain))
    return Reason("pain", word, Fraction(before), Fraction(now), enough=rule.pain)


def _word(gain: Fraction, enough: Fraction) -> Verdict:
    if gain >= enough:
        return Verdict.BETTER
    return Verdict.WORSE if gain <= -enough else Verdict.SAME


def _mean(values: list[int]) -> Fraction | None:
    return Fraction(sum(values), len(values)) if values else None


def _fraction(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def criteria(names: Iterable[str], evidence: Evidence, rule: OutcomeRule) -> dict[str, bool | None]:
    """Which of a phase's criteria are met; None where it is not known. A person decides, this only counts."""
    known = {
        "fewer_cramps": _met(_cramps(evidence, rule).verdict),
        "activities_better": _met(_activities(evidence.activities, rule).verdict),
        "raises_near_norm": _near_norm(evidence.raises),
        "pain_low": None if evidence.walking_pain is None else evidence.walking_pain <= rule.low_pain,
    }
    return {name: known.get(name, evidence.answers.get(name)) for name in names}


def _met(verdict: Verdict) -> bool | None:
    return None if verdict is Verdict.UNKNOWN else verdict is Verdict.BETTER


def _near_norm(raises: Iterable[Raises]) -> bool | None:
    sides = list(raises)
    done = [(side.now, side.norm) for side in sides if side.now is not None and side.norm is not None]
    if len(sides) < 2 or len(done) < len(sides):
        return None
    return not any(is_under_norm(now, norm) for now, norm in done)


def reassess_due(starts_on: date, last_on: date | None, today: date, rule: OutcomeRule) -> date | None:
    """The last of the weeks to measure in that has come and was not measured since shortly before it.
    People come when a time is free, not on the day.
    """
    early = timedelta(days=rule.early_days)
    due = [starts_on + timedelta(weeks=week) for week in rule.reassess_weeks]
    passed = [on for on in due if on <= today and (last_on is None or last_on < on - early)]
    return passed[-1] if passed else None
