"""The clinic's week: therapists down, days across, each cell the visits of one therapist on one day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bookings.queries.availability import zone
from bookings.queries.days import Day, Lane
from bookings.queries.waitlist import Wanting
from bookings.scheduling.working_time import WEEK_DAYS, local_day, monday_of
from hekas.accounts.models import Therapist
from hekas.portal.presenters.board import SHORTEST_GAP, Gap, in_order
from hekas.portal.presenters.cards import Around, Card, minutes_of, span_words

SATURDAY = 5


@dataclass(frozen=True)
class Cell:
    """One therapist's day of the week. `working` and `blocked` are minutes of the day, for whoever drags."""

    on: date
    hours: str
    items: list[Card | Gap]
    booked: int
    working: str = ""
    blocked: str = ""
    is_away: bool = False

    @property
    def entries(self) -> list[dict[str, object]]:
        """Cards and gaps in the order of the day, each under its own name."""
        return in_order(self.items)


@dataclass(frozen=True)
class Row:
    """One therapist's week."""

    therapist: Therapist
    cells: list[Cell]


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday. `chosen` is the day that the address names."""

    days: Sequence[Day]
    chosen: date
    now: datetime
    waiting: Sequence[Wanting] = ()

    @property
    def around(self) -> Around:
        return Around(monday_of(self.chosen), local_day(self.now, zone()), WEEK_DAYS)

    @property
    def heads(self) -> list[date]:
        """The days on which somebody works, and always Monday to Friday."""
        return [day.on for day in self.days if day.lanes or day.on.weekday() < SATURDAY]

    @property
    def rows(self) -> list[Row]:
        who = {lane.therapist.pk: lane.therapist for day in self.days for lane in day.lanes}
        people = sorted(who.values(), key=lambda therapist: (therapist.name, therapist.pk))
        return [Row(therapist, self._cells(therapist)) for therapist in people]

    def _cells(self, therapist: Therapist) -> list[Cell]:
        shown = set(self.heads)
        lanes = {day.on: lane for day in self.days for lane in day.lanes if lane.therapist == therapist}
        return [self._cell(day.on, lanes.get(day.on)) for day in self.days if day.on in shown]

    def _cell(self, on: date, lane: Lane | None) -> Cell:
        if lane is None:
            return Cell(on, "", [], 0)
        cards: list[Card | Gap] = [Card(visit, now=self.now) for visit in lane.visits]
        gaps = [
            Gap(span, lane.therapist, "", sum(one.suits(on, lane.therapist.pk, span) for one in self.waiting))
            for span in lane.gaps(self.now, SHORTEST_GAP)
        ]
        working = lane.working_minutes
        hours = ", ".join(span_words(span) for span in lane.working)
        booked = round(100 * lane.booked_minutes / working) if working else 0
        spans = minutes_of(lane.working), minutes_of(block.span for block in lane.blocked)
        return Cell(on, hours, [*cards, *gaps], booked, *spans, is_away=not working)
