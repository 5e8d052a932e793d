"""A series before it is booked, line by line, and after, visit by visit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse

from bookings.actions.series import Terms
from bookings.actions.series_event import Spoilt
from bookings.adapters.series_letters import RHYTHM
from bookings.models import Appointment, Series, Service
from bookings.presenters.visit import Visit
from bookings.queries.availability import Offer, zone
from bookings.queries.events import is_light
from bookings.queries.series import Line
from bookings.scheduling.series import Skipped, is_light_time, light_days
from bookings.scheduling.terms import Status
from bookings.scheduling.working_time import local_day
from hekas.accounts.models import Therapist
from hekas.web.templatetags.plain import clock, day


@dataclass(frozen=True)
class TimeChoice:
    """One time as a radio or a tick box."""

    value: str
    label: str


@dataclass(frozen=True)
class PlannedVisit:
    """One line: a free time (`chosen`), or others to choose from."""

    number: int
    when: str
    chosen: TimeChoice | None
    others: tuple[TimeChoice, ...]


@dataclass(frozen=True)
class SeriesPage:
    """The plan as it is offered. `hidden` is posted with it; `taken`: some of it was just refused.

    `before` is what is done before an event, if the clinic gives it; `changed`: another price, length or rule
    than the page before this one said.
    """

    terms: Terms
    lines: Sequence[Line]
    light: Sequence[Offer]
    names: Mapping[int, Therapist]
    skipped: Sequence[Skipped] = ()
    cut_short: bool = False
    taken: bool = False
    before: Service | None = None
    changed: bool = False

    @property
    def rhythm(self) -> str:
        return RHYTHM[self.terms.every_weeks]

    @property
    def hidden(self) -> dict[str, str]:
        terms = self.terms
        return {
            "service": str(terms.service.uuid),
            "therapist": str(terms.therapist.uuid),
            "every": str(terms.every_weeks),
            "event": terms.event.isoformat() if terms.event else "",
            "key": str(terms.key),
            "shown": shown_of(terms.service, self.before),
        }

    @property
    def visits(self) -> list[PlannedVisit]:
        return [self._visit(number, line) for number, line in enumerate(self.lines, 1)]

    @property
    def free(self) -> int:
        return sum(line.offer is not None for line in self.lines)

    @property
    def light_choices(self) -> list[TimeChoice]:
        return [self._choice(offer) for offer in self.light]

    def _visit(self, number: int, line: Line) -> PlannedVisit:
        chosen = self._choice(line.offer) if line.offer else None
        others = tuple(self._choice(offer, beside=line.start) for offer in line.nearest)
        return PlannedVisit(number, _when(line.start), chosen, others)

    def _choice(self, offer: Offer, beside: datetime | None = None) -> TimeChoice:
        """The day is not said again `beside` another time of it, nor the therapist who was asked for."""
        therapist = self.names[offer.slot.therapist]
        is_same_day = beside is not None and day(beside) == day(offer.start)
        when = clock(offer.start) if is_same_day else _when(offer.start)
        other = "" if therapist == self.terms.therapist else f", with {therapist.name}"
        return TimeChoice(value_of(offer.start, therapist), f"{when}{other}")


def shown_of(*services: Service | None) -> str:
    """What a page says of these: nobody books at another price, length or rule than they read."""
    said = (
        f"{one.price_pence} {one.minutes} {one.change_notice_hours}" for one in services if one is not None
    )
    return ", ".join(said)


def value_of(start: datetime, therapist: Therapist) -> str:
    """What is posted for a time with a therapist; `forms.series.Pick` reads it."""
    return f"{start.isoformat()} {therapist.uuid}"


def _what(visit: Visit) -> str:
    return f"{visit.appointment.service.name} with {visit.appointment.therapist.name}"


def _when(start: datetime) -> str:
    return f"{day(start)}, {clock(start)}"


@dataclass(frozen=True)
class OwnSeries:
    """A series that is booked; `visit` is the one by whose address or link the page was opened.

    `sees_all`: by the client's account, which may see every visit of theirs.
    """

    series: Series
    rows: Sequence[Appointment]
    visit: Visit
    sees_all: bool = False

    @property
    def rhythm(self) -> str:
        return RHYTHM[self.series.every_weeks]

    @property
    def what(self) -> str:
        """Of which sort and with whom, where all are alike; else each says it itself."""
        return _what(self.visits[0]) if len({_what(visit) for visit in self.visits}) == 1 else ""

    @property
    def visits(self) -> list[Visit]:
        return [Visit(row, self.visit.now) for row in self.rows]

    @property
    def may_end(self) -> bool:
        return any(visit.may_change for visit in self.visits)

    @property
    def ending(self) -> list[Visit]:
        """What would be called off."""
        return [
            visit for visit in self.visits if visit.may_change and visit.appointment.starts_at > visit.now
        ]

    @property
    def href(self) -> str:
        return self._address("own_series", "link_series")

    @property
    def event_href(self) -> str:
        return self._address("series_event", "link_series_event")

    @property
    def end_href(self) -> str:
        return self._address("end_series", "link_end_series")

    def _address(self, own: str, by_link: str) -> str:
        if self.visit.token is not None:
            return reverse(f"bookings:{by_link}", args=[self.visit.token])
        return reverse(f"bookings:{own}", args=[self.visit.appointment.uuid])


@dataclass(frozen=True)
class Link:
    """Words, and where they lead."""

    words: str
    href: str


@dataclass(frozen=True)
class NewEvent:
    """Another date for the event: what goes with it, what is too late for that, what does not fit any more.

    `light` is the visit that the clinic gives before an event, if it gives one. `towards`: of each other
    series up to the same event, as it was, the next visit.
    """

    page: OwnSeries
    event: date | None
    spoilt: Spoilt
    light: Service | None
    towards: Sequence[Appointment] = ()

    @property
    def others(self) -> list[Link]:
        """Where the same date can be looked at for each of them."""
        return [
            Link(f"{one.service.name} with {one.therapist.name}", self._same_for(one)) for one in self.towards
        ]

    def _same_for(self, visit: Appointment) -> str:
        parts = (self.event.day, self.event.month, self.event.year) if self.event else ("", "", "")
        asked = urlencode({f"event_{place}": part for place, part in enumerate(parts)})
        return f"{reverse('bookings:series_event', args=[visit.uuid])}?{asked}"

    @property
    def gone(self) -> list[Visit]:
        return self._shown(self.spoilt.gone)

    @property
    def kept(self) -> list[Visit]:
        return self._shown(self.spoilt.kept)

    @property
    def loose(self) -> list[Visit]:
        """Light work that was to come before the event and does not any more."""
        return self._shown([one for one in self._light_work if not self._fits(one)])

    @property
    def after(self) -> list[Visit]:
        """Visits that come after the event: they stay, and each can be skipped."""
        if self.event is None:
            return []
        return self._shown([one for one in self._coming if local_day(one.starts_at, zone()) > self.event])

    @property
    def light_href(self) -> str:
        """Where a light visit before the event can be chosen, where none stands there and there is time."""
        if self.event is None or self.light is None or self.page.visit.token is not None:
            return ""
        days = [on for on in light_days(self.event) if on >= local_day(self.page.visit.now, zone())]
        if not days or any(map(self._fits, self._light_work)):
            return ""
        asked = urlencode({"service": self.light.uuid, "day": days[0].isoformat()})
        return f"{reverse('bookings:search')}?{asked}"

    @property
    def _coming(self) -> list[Appointment]:
        gone, now = {one.pk for one in self.spoilt.gone}, self.page.visit.now
        rows = [one for one in self.page.rows if one.status == Status.BOOKED.value and one.starts_at > now]
        return [one for one in rows if one.pk not in gone]

    @property
    def _light_work(self) -> list[Appointment]:
        return [one for one in self._coming if is_light(one.service)]

    def _fits(self, visit: Appointment) -> bool:
        return self.event is not None and is_light_time(visit.starts_at, self.event, zone())

    def _shown(self, rows: Sequence[Appointment]) -> list[Visit]:
        return [Visit(row, self.page.visit.now, self.page.visit.token) for row in rows]
