"""What can be worked out of the answers: ratios, gaps and days. All arithmetic is exact."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import cast

from .answers import Answers
from .moments import clinic_day
from .shapes import Number

RECENT_WEEKS, EARLIER_WEEKS, ALL_WEEKS = 2, 4, 8
FLAT_PERCENT = 10
Week = Mapping[str, Number]


def intake_facts(answers: Answers, asked_at: datetime) -> dict[str, object]:
    """The answers by their dotted keys, with what is worked out of them. What can't be is left out."""
    facts = dict(answers.given)
    worked_out = {
        "asking.days_since_answers": _ratio(asked_at - answers.answered_at, timedelta(days=1)),
        **_load(cast("Sequence[Week]", facts.get("training.weeks", ()))),
        **_days(facts, asked_at),
        **_shares(facts),
    }
    facts.update((name, value) for name, value in worked_out.items() if value is not None)
    return facts


def _ratio(length: timedelta, unit: timedelta) -> Fraction:
    step = timedelta.resolution
    return Fraction(length // step, unit // step)


def _days(facts: Mapping[str, object], asked_at: datetime) -> dict[str, object]:
    last = facts.get("cramps.last_cramp_at")
    return {
        "asking.days_to_event": _to_event(facts, clinic_day(asked_at)),
        "asking.event_day_is_rough": True if "training.next_event_first" in facts else None,
        "asking.hours_since_last_cramp": _ratio(asked_at - last, timedelta(hours=1))
        if isinstance(last, datetime)
        else None,
    }


def _to_event(facts: Mapping[str, object], today: date) -> int | None:
    """Below 0 once it is over. Where only its days are known: to the first of them, and 0 until the last."""
    event = facts.get("training.next_event_on")
    first, last = facts.get("training.next_event_first", event), facts.get("training.next_event_last", event)
    if not isinstance(first, date) or not isinstance(last, date):
        return None
    return max((first - today).days, min((last - today).days, 0))


def _shares(facts: Mapping[str, object]) -> dict[str, object]:
    injuries = facts.get("body.past_injuries")
    return {
        "body.injuries_told": len(cast("Sequence[object]", injuries)) if injuries is not None else None,
        "body.weeks_from_shoes_to_cramps": _difference(
            facts.get("body.shoes_changed_weeks_ago"), facts.get("cramps.weeks_since_first")
        ),
        "training.hard_share_percent": _share_percent(
            facts.get("training.hard_sessions_per_week"), facts.get("training.sessions_per_week")
        ),
        "training.cramping_session_longer_percent": _change_percent(
            facts.get("training.cramping_session_minutes"),
            facts.get("training.longest_session_last_30_days_minutes"),
        ),
    }


def _difference(first: object, second: object) -> Number | None:
    if first is None or second is None:
        return None
    return cast("Number", first) - cast("Number", second)


def _share_percent(part: object, whole: object) -> Fraction | None:
    if part is None or not whole:
        return None
    return Fraction(cast("Number", part)) * 100 / Fraction(cast("Number", whole))


def _change_percent(new: object, old: object) -> Fraction | None:
    """By how many percent `new` is more than `old`; None where one is missing or `old` is nothing."""
    if new is None or not old:
        return None
    return (Fraction(cast("Number", new)) / Fraction(cast("Number", old)) - 1) * 100


def _load(weeks: Sequence[Week]) -> dict[str, object]:
    """The last 2 weeks against the 4 before, by mean load (minutes x effort). Source: A23, A42, S20."""
    loads = [_load_of(week) for week in weeks[-(RECENT_WEEKS + EARLIER_WEEKS) :]]
    known = [load for load in loads if load is not None]
    if len(known) < RECENT_WEEKS + EARLIER_WEEKS:
        return {}
    before, recent = known[:EARLIER_WEEKS], known[EARLIER_WEEKS:]
    change = _change_percent(Fraction(sum(recent), RECENT_WEEKS), Fraction(sum(before), EARLIER_WEEKS))
    flat = change is not None and abs(change) <= FLAT_PERCENT and _unchanged(weeks, Fraction(sum(before), 4))
    return {"training.load_change_percent": change, "training.load_is_flat": flat}


def _load_of(week: Week) -> Number | None:
    if week["minutes"] == 0:
        return 0
    return week["minutes"] * week["effort"] if "effort" in week else None


def _unchanged(weeks: Sequence[Week], usual: Fraction) -> bool:
    """All eight weeks lie within a tenth of the usual one, so that "flat for 8 weeks" is true as said."""
    loads = [_load_of(week) for week in weeks]
    return len(loads) == ALL_WEEKS and all(
        load is not None and abs(load - usual) * 100 <= FLAT_PERCENT * usual for load in loads
    )
