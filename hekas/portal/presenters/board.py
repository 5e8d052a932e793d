"""The clinic's board. Cards are placed by classes: r0 is its first five minutes, s9 is 45 minutes long."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bookings.queries.availability import zone
from bookings.queries.days import Day, DayVisit, Lane
from bookings.scheduling.intervals import Interval, subtract
from bookings.scheduling.terms import Status
from bookings.scheduling.working_time import instant, local_day
from hekas.portal.presenters.cards import Around, Card, span_words

STEP = timedelta(minutes=5)
HOUR = timedelta(hours=1)
USUAL = (time(8), time(18))


@dataclass(frozen=True)
class Column:
    """One therapist's lane on the board."""

    name: str
    hours: str
    booked: int
    cards: list[Card]
    turnovers: list[str]
    closed: list[tuple[str, str]]


@dataclass(frozen=True)
class Board:
    """The clinic's day: hours down, therapists across."""

    day: Day
    now: datetime

    @property
    def around(self) -> Around:
        return Around(self.day.on, local_day(self.now, zone()))

    @property
    def span(self) -> Interval:
        """From 8am to 6pm, wider where somebody works or is booked outside of that, on whole hours."""
        usual = Interval(*(instant(self.day.on, at, zone()) for at in USUAL))
        spans = [
            usual,
            *(s for lane in self.day.lanes for s in (*lane.working, *(v.busy for v in lane.visits))),
        ]
        start, end = min(s.start for s in spans), max(s.end for s in spans)
        full = Interval(start.replace(minute=0), (end + timedelta(minutes=59)).replace(minute=0))
        return Interval(max(full.start, self.day.span.start), min(full.end, self.day.span.end))

    @property
    def hours(self) -> list[tuple[datetime, str]]:
        """Every hour with its place."""
        count = int(self.span.length / HOUR)
        moments = [self.span.start + timedelta(hours=n) for n in range(count)]
        return [(moment, self._place(Interval(moment, moment + HOUR))) for moment in moments]

    @property
    def size(self) -> str:
        return f"rows{int(self.span.length / HOUR)}"

    @property
    def columns(self) -> list[Column]:
        return [self._column(lane) for lane in self.day.lanes]

    @property
    def now_row(self) -> str:
        """Where the line of this moment goes, if it is on the board."""
        inside = self.around.is_today and self.span.holds(self.now)
        return f"r{(self.now - self.span.start) // STEP}" if inside else ""

    @property
    def visits(self) -> list[DayVisit]:
        return [visit for lane in self.day.lanes for visit in lane.visits if visit.appointment.client]

    @property
    def booked_share(self) -> int:
        """Per cent of the working time that is booked."""
        working = sum(lane.working_minutes for lane in self.day.lanes)
        return round(100 * sum(lane.booked_minutes for lane in self.day.lanes) / working) if working else 0

    @property
    def seen(self) -> int:
        return sum(visit.status is Status.FULFILLED for visit in self.visits)

    @property
    def to_call(self) -> int:
        return sum(visit.to_call and visit.status is Status.BOOKED for visit in self.visits)

    def _column(self, lane: Lane) -> Column:
        working = lane.working_minutes
        return Column(
            name=lane.therapist.name,
            hours=", ".join(span_words(span) for span in lane.working) or "Not working",
            booked=round(100 * lane.booked_minutes / working) if working else 0,
            cards=[Card(visit, self._place(visit.during), self.now) for visit in lane.visits],
            turnovers=list(self._turnovers(lane)),
            closed=list(self._closed(lane)),
        )

    def _turnovers(self, lane: Lane) -> Iterator[str]:
        for visit in lane.visits:
            if visit.busy.end > visit.during.end:
                yield self._place(Interval(visit.during.end, visit.busy.end))

    def _closed(self, lane: Lane) -> Iterator[tuple[str, str]]:
        """Where nobody can be booked, with the word for it."""
        for span in subtract([self.span], lane.working):
            yield self._place(span), ""
        for block in lane.blocked:
            yield self._place(block.span), block.reason

    def _place(self, span: Interval) -> str:
        first = max(0, (span.start - self.span.start) // STEP)
        last = min(-((self.span.start - span.end) // STEP), int(self.span.length / STEP))
        return f"r{first} s{max(1, last - first)}"
