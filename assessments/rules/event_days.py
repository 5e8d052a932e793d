"""The day of an event of which only the weeks until then are known: a Saturday, and the days it may be on.

Kept beside the answers, as the intake schema knows one date. Source: A72, K15; docs/adr/0056.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from assessments.engine.answers import Answers, event_within, parse_intake

NOTED_DAYS = "noted.event_days"
EVENT = "next_event_on"
SATURDAY, WEEK, EITHER_WAY = 5, 7, timedelta(days=3)


@dataclass(frozen=True)
class EventDays:
    """`day` stands for the event where one date is needed; it is on one of the days `first` to `last`."""

    day: date
    first: date
    last: date

    def noted(self) -> dict[str, str]:
        return {name: getattr(self, name).isoformat() for name in ("day", "first", "last")}

    def weeks_from(self, today: date) -> int:
        """The number that leads to the same Saturday again; 0 is this week, until its last day."""
        return max(0, ((self.day - today).days + EITHER_WAY.days) // WEEK)


def in_weeks(weeks: int, today: date) -> EventDays:
    """Every day that is nearer to so many weeks than to one more or less, and the days next to that weekend.

    Who says "in 3 weeks" of a Sunday or of a bank holiday Monday may mean those that come after 3 weeks.
    """
    middle = today + timedelta(weeks=weeks)
    day = nearest_saturday(middle)
    if day < today:
        day += timedelta(weeks=1)
    return EventDays(day, max(today, middle - EITHER_WAY), max(middle, day) + EITHER_WAY)


def nearest_saturday(day: date) -> date:
    """At most three days away, before or after."""
    return day + timedelta(days=(SATURDAY - day.weekday() + 3) % WEEK - 3)


def event_days(answers: Mapping[str, Any], beside: Mapping[str, Any] | None = None) -> EventDays | None:
    """What was noted of the event that these answers tell of; None where its day is known, or there is none.

    `beside`: the answers of the intake, where what is noted stands, for a document that was made of them.
    """
    noted = (answers if beside is None else beside).get("noted", {}).get("event_days")
    if not noted or noted["day"] != answers.get("training", {}).get(EVENT):
        return None
    return EventDays(*(date.fromisoformat(noted[name]) for name in ("day", "first", "last")))


def answers_of(document: Mapping[str, Any], days: EventDays | None) -> Answers:
    """An intake document and the days that its event may be on, as the engine reads them. Raises Invalid."""
    answers = parse_intake(document)
    return event_within(answers, days.first, days.last) if days else answers
