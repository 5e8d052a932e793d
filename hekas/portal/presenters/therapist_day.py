"""One therapist's day as a list: visits, free gaps, time away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bookings.queries.availability import zone
from bookings.queries.days import Lane
from bookings.scheduling.intervals import Interval, subtract
from bookings.scheduling.terms import Status
from bookings.scheduling.working_time import local_day
from hekas.portal.presenters.cards import Around, Card, span_words

SHORTEST_GAP = 30  # minutes


@dataclass(frozen=True)
class TherapistPage:
    """One therapist's day as a list, with free gaps between the visits."""

    lane: Lane
    on: date
    now: datetime

    @property
    def around(self) -> Around:
        return Around(self.on, local_day(self.now, zone()))

    @property
    def cards(self) -> list[Card]:
        return [Card(visit, now=self.now) for visit in self.lane.visits]

    @property
    def items(self) -> list[dict[str, object]]:
        """Visits, free gaps and time away in the order of the day."""
        visits = [(card.start, {"card": card}) for card in self.cards]
        gaps = [(gap.start, {"gap": gap}) for gap in self._gaps()]
        away = [(block.span.start, {"away": block}) for block in self.lane.blocked]
        return [item for _, item in sorted(visits + gaps + away, key=lambda pair: pair[0])]

    @property
    def hours(self) -> str:
        return ", ".join(span_words(span) for span in self.lane.working)

    @property
    def count(self) -> int:
        return sum(visit.appointment.client is not None for visit in self.lane.visits)

    @property
    def next_card(self) -> Card | None:
        """Who is here or comes next."""
        waiting = (Status.BOOKED, Status.ARRIVED)
        return next((c for c in self.cards if c.end > self.now and c.visit.status in waiting), None)

    def _gaps(self) -> Iterable[Interval]:
        taken = [*(visit.busy for visit in self.lane.visits), *(block.span for block in self.lane.blocked)]
        return (gap for gap in subtract(self.lane.working, taken) if gap.minutes >= SHORTEST_GAP)
