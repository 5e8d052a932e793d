"""The clinic's board. Cards are placed by classes: r0 is its first five minutes, s9 is 45 minutes long."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from bookings.queries.availability import zone
from bookings.queries.days import Day, DayVisit, Lane
from bookings.queries.waitlist import Wanting
from bookings.scheduling.intervals import Interval, subtract
from bookings.scheduling.terms import Status
from bookings.scheduling.working_time import instant, local_day
from hekas.accounts.models import Therapist
from hekas.portal.presenters.cards import Around, Card, span_words

STEP = timedelta(minutes=5)
HOUR = timedelta(hours=1)
USUAL = (time(8), time(18))
SHORTEST_GAP = 30  # minutes
UNDER_NOW = (-STEP, 3 * STEP)  # so far from its hour the time of now would cover the name of it


@dataclass(frozen=True)
class Gap:
    """Free time as a button: when, how long, and how many wait for such a time."""

    span: Interval
    therapist: Therapist
    row: str
    fits: int
    is_beside: bool = False

    @property
    def is_short(self) -> bool:
        return self.span.minutes <= SHORTEST_GAP


def in_order(items: Iterable[Card | Gap]) -> list[dict[str, object]]:
    """Each as one entry of a template, by its start."""
    return [{"card" if isinstance(item, Card) else "gap": item} for item in sorted(items, key=_start)]


def _start(item: Card | Gap) -> datetime:
    return item.start if isinstance(item, Card) else item.span.start


@dataclass(frozen=True)
class Shut:
    """Where nobody can be booked, with the word for it; `uuid` where somebody blocked the time."""

    row: str
    words: str
    uuid: object = None


@dataclass(frozen=True)
class Column:
    """One therapist's lane on the board."""

    therapist: Therapist
    hours: str
    booked: int
    cards: list[Card]
    gaps: list[Gap]
    turnovers: list[str]
    closed: list[Shut]

    @property
    def entries(self) -> list[dict[str, object]]:
        """Visits and free time in the order of the day, each under its own name."""
        return in_order([*self.cards, *self.gaps])

    @property
    def is_shared(self) -> bool:
        """Whether some of it stands side by side."""
        return any(one.is_beside for one in (*self.cards, *self.gaps))


@dataclass(frozen=True)
class Board:
    """The clinic's day: hours down, therapists across."""

    day: Day
    now: datetime
    waiting: Sequence[Wanting] = field(default_factory=tuple)

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
    def named_hours(self) -> list[tuple[datetime, str]]:
        """Those whose name has room beside the line of this moment, which carries the time itself."""
        if not self.now_row:
            return self.hours
        return [one for one in self.hours if not UNDER_NOW[0] <= self.now_shown - one[0] <= UNDER_NOW[1]]

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
    def now_shown(self) -> datetime:
        """Where the line stands; it moves row by row, so that a still board stays the same."""
        return self.span.start + (self.now - self.span.start) // STEP * STEP

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
    def free_gaps(self) -> int:
        return sum(len(self._spans(lane)) for lane in self.day.lanes)

    def _column(self, lane: Lane) -> Column:
        working = lane.working_minutes
        return Column(
            therapist=lane.therapist,
            hours=", ".join(span_words(span) for span in lane.working) or "Not working",
            booked=round(100 * lane.booked_minutes / working) if working else 0,
            cards=[self._card(visit, lane) for visit in lane.visits],
            gaps=[self._gap(span, lane) for span in self._spans(lane)],
            turnovers=list(self._turnovers(lane)),
            closed=list(self._closed(lane)),
        )

    def _card(self, visit: DayVisit, lane: Lane) -> Card:
        others = [other.busy for other in lane.visits if other is not visit]
        free = () if visit.takes else self._spans(lane)  # the time of whoever did not come is free again
        beside = any(visit.busy.overlaps(other) for other in (*others, *free))
        return Card(visit, self._place(visit.during), self.now, is_beside=beside)

    def _spans(self, lane: Lane) -> tuple[Interval, ...]:
        """The free gaps from the next row on; a few minutes between two visits are none."""
        return lane.gaps(max(self.now_shown + STEP, self.span.start), SHORTEST_GAP)

    def _gap(self, span: Interval, lane: Lane) -> Gap:
        who = lane.therapist
        fits = sum(wanting.suits(self.day.on, who.pk, span) for wanting in self.waiting)
        beside = any(visit.busy.overlaps(span) for visit in lane.visits)
        return Gap(span, who, self._place(span), fits, beside)

    def _turnovers(self, lane: Lane) -> Iterator[str]:
        for visit in lane.visits:
            if visit.takes and visit.busy.end > visit.during.end:
                yield self._place(Interval(visit.during.end, visit.busy.end))

    def _closed(self, lane: Lane) -> Iterator[Shut]:
        """Where nobody can be booked, with the word for it."""
        for span in subtract([self.span], [*lane.working, *(block.span for block in lane.blocked)]):
            yield Shut(self._place(span), self._words(span, lane))
        for block in lane.blocked:
            yield Shut(self._place(block.span), f"{block.reason}, {span_words(block.span)}", block.uuid)

    def _words(self, span: Interval, lane: Lane) -> str:
        """When the therapist begins, or is done; between two shifts it is a break."""
        if not lane.working:
            return "Not working"
        if span.start == self.span.start:
            return f"Starts {span_words(Interval(span.end, span.end + STEP)).split(' to ')[0]}"
        return "Break" if span.end < self.span.end else "Finished"

    def _place(self, span: Interval) -> str:
        first = max(0, (span.start - self.span.start) // STEP)
        last = min(-((self.span.start - span.end) // STEP), int(self.span.length / STEP))
        return f"r{first} s{max(1, last - first)}"
