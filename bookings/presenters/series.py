"""A series before it is booked, line by line, and after, visit by visit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from bookings.actions.series import Terms
from bookings.adapters.series_letters import RHYTHM
from bookings.models import Appointment, Series
from bookings.presenters.visit import Visit
from bookings.queries.availability import Offer
from bookings.queries.series import Line
from bookings.scheduling.series import Skipped
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
    """The plan as it is offered. `hidden` is posted with it; `taken`: some of it was just refused."""

    terms: Terms
    lines: Sequence[Line]
    light: Sequence[Offer]
    names: Mapping[int, Therapist]
    skipped: Sequence[Skipped] = ()
    cut_short: bool = False
    taken: bool = False

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
        return PlannedVisit(number, _when(line.start), chosen, tuple(map(self._choice, line.nearest)))

    def _choice(self, offer: Offer) -> TimeChoice:
        therapist = self.names[offer.slot.therapist]
        return TimeChoice(value_of(offer.start, therapist), f"{_when(offer.start)}, with {therapist.name}")


def value_of(start: datetime, therapist: Therapist) -> str:
    """What is posted for a time with a therapist; `forms.series.Pick` reads it."""
    return f"{start.isoformat()} {therapist.uuid}"


def _when(start: datetime) -> str:
    return f"{day(start)}, {clock(start)}"


@dataclass(frozen=True)
class OwnSeries:
    """A series that is booked; `visit` is the one by whose address or link the page was opened."""

    series: Series
    rows: Sequence[Appointment]
    visit: Visit

    @property
    def rhythm(self) -> str:
        return RHYTHM[self.series.every_weeks]

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
    def end_href(self) -> str:
        return self._address("end_series", "link_end_series")

    def _address(self, own: str, by_link: str) -> str:
        if self.visit.token is not None:
            return reverse(f"bookings:{by_link}", args=[self.visit.token])
        return reverse(f"bookings:{own}", args=[self.visit.appointment.uuid])
