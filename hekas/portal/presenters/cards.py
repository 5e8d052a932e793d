"""What both day pages show: a visit as a card, the date with its neighbours, hours in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bookings import labels
from bookings.queries.availability import zone
from bookings.queries.days import DayVisit
from bookings.scheduling.clearing import LAST_CALL
from bookings.scheduling.intervals import Interval
from bookings.scheduling.lifecycle import possible
from bookings.scheduling.policy import may_mark
from bookings.scheduling.terms import Event, Status
from bookings.scheduling.working_time import DAY

ON_THE_DAY = (Event.ARRIVE, Event.FULFIL, Event.MISS, Event.UNDO, Event.REOPEN)
SHORT_CARD = timedelta(minutes=40)


def minutes_of(spans: Iterable[Interval]) -> str:
    """Spans as minutes of the clinic's day, such as "540-1020", for what a page compares by itself."""
    local = ((span.start.astimezone(zone()), span.minutes) for span in spans)
    firsts = ((start.hour * 60 + start.minute, minutes) for start, minutes in local)
    return " ".join(f"{first}-{first + minutes}" for first, minutes in firsts)


@dataclass(frozen=True)
class Mark:
    """A button: what happened."""

    event: str
    label: str
    kind: str


@dataclass(frozen=True)
class Card:
    """One visit as staff see it."""

    visit: DayVisit
    row: str = ""
    now: datetime | None = None
    is_beside: bool = False

    @property
    def place(self) -> str:
        """The id of this visit on a page of many, so that the keyboard comes back to it."""
        return f"visit-{self.visit.appointment.uuid}"

    @property
    def call_by(self) -> datetime | None:
        """Until when somebody has to have spoken with them, where that is so."""
        return self.start - LAST_CALL if self._calls else None

    @property
    def may_move(self) -> bool:
        return self.visit.status is Status.BOOKED

    @property
    def start(self) -> datetime:
        return self.visit.during.start

    @property
    def end(self) -> datetime:
        return self.visit.during.end

    @property
    def span(self) -> str:
        """What it takes of its day in minutes, with its turnover; nothing where somebody did not come."""
        return minutes_of([self.visit.busy]) if self.visit.takes else ""

    @property
    def name(self) -> str:
        client = self.visit.appointment.client
        return client.name if client else "Name to come"

    @property
    def status(self) -> str:
        if self.waits:
            return "Speak first"
        return "To call" if self._calls else labels.STATUS[self.visit.status]

    @property
    def tag(self) -> str:
        return "held" if self._calls or self.waits else labels.STATUS_TAG[self.visit.status]

    @property
    def waits(self) -> bool:
        """Let in with open answers, and other ones came since: nothing begins before a word."""
        return self.visit.to_call and self.visit.status is Status.ARRIVED

    @property
    def care(self) -> bool:
        """Whether hands have to know something of whoever is here or still comes."""
        return self.visit.care and self.visit.status in (Status.BOOKED, Status.ARRIVED)

    @property
    def is_short(self) -> bool:
        return self.visit.during.length < SHORT_CARD

    @property
    def marks(self) -> list[Mark]:
        """What may be marked now. Nobody has come, or not come, to a visit that is not today's."""
        events = [event for event in ON_THE_DAY if event in possible(self.visit.status)]
        return [Mark(event.value, labels.EVENT[event], _kind(event)) for event in events if self._may(event)]

    @property
    def _calls(self) -> bool:
        return self.visit.to_call and self.visit.status is Status.BOOKED

    def _may(self, event: Event) -> bool:
        return self.now is None or may_mark(event, self.start, self.now, zone())


def _kind(event: Event) -> str:
    return "primary" if event in (Event.ARRIVE, Event.FULFIL) else "quiet"


@dataclass(frozen=True)
class Around:
    """The date, and the addresses of its neighbours."""

    on: date
    today: date
    step: int = 1  # days: seven where a week is shown

    @property
    def before(self) -> date:
        return self.on - self.step * DAY

    @property
    def after(self) -> date:
        return self.on + self.step * DAY

    @property
    def is_today(self) -> bool:
        return self.on == self.today


def span_words(span: Interval) -> str:
    start, end = span.start.astimezone(zone()), span.end.astimezone(zone())
    return f"{_clock(start)} to {_clock(end)}"


def _clock(moment: datetime) -> str:
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'am' if moment.hour < 12 else 'pm'}"
