"""An appointment as its client sees it: the facts in words, what may still be done, and where."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from bookings import labels
from bookings.adapters import letters
from bookings.models import Appointment
from bookings.queries.availability import zone
from bookings.scheduling import reminders
from bookings.scheduling.policy import may_change
from bookings.scheduling.reminders import Kind
from bookings.scheduling.terms import ServiceKind, Status
from hekas.web.templatetags.plain import clock, duration, payable, pounds

TO_COME = frozenset({Status.TENTATIVE.value, Status.BOOKED.value, Status.ARRIVED.value})


@dataclass(frozen=True)
class Row:
    """One line of a summary list."""

    key: str
    value: object


@dataclass(frozen=True)
class Visit:
    """`token` is the secret of a link, where one led here; the page's own links then carry it on."""

    appointment: Appointment
    now: datetime
    token: str | None = None

    @property
    def when(self) -> str:
        return letters.when(self.appointment)

    @property
    def held_until(self) -> str:
        return clock(self.appointment.hold_expires_at) if self.appointment.hold_expires_at else ""

    @property
    def rows(self) -> list[Row]:
        """What, who, when, where, how much: of one that is cancelled nothing is to be paid."""
        appointment, service = self.appointment, self.appointment.service
        location = appointment.room.location
        return [
            Row("When", f"{self.when} to {clock(appointment.ends_at)}"),
            Row("What", f"{service.name}, {duration(appointment.minutes)}"),
            Row("Who", appointment.therapist.name),
            Row("Where", [location.name, location.address_on_a_page]),
            *([] if self.is_cancelled else [Row("Price", self.price)]),
        ]

    @property
    def price(self) -> str:
        """With how it is paid, where it still is to be; of a visit that ended we do not know."""
        pence = self.appointment.price_pence
        return payable(pence) if self.appointment.status in TO_COME else pounds(pence)

    @property
    def terms(self) -> list[str]:
        """What moving it does to what was agreed, where the service has changed since."""
        visit, service, lines = self.appointment, self.appointment.service, []
        if not service.is_active:
            lines.append("We don’t offer this visit to anybody new any more. You keep yours.")
        if visit.price_pence != service.price_pence:
            lines.append(f"The price stays as you booked it, {pounds(visit.price_pence)}.")
        if self.own_length:
            lines.append(f"Each time below is as long as yours, {self.own_length}.")
        return lines

    @property
    def own_length(self) -> str:
        """How long it is, where that is not what its service is now."""
        visit = self.appointment
        return duration(visit.minutes) if visit.minutes != visit.service.minutes else ""

    @property
    def location(self) -> object:
        return self.appointment.room.location

    @property
    def change_rule(self) -> str:
        """Until when the client may change it alone, or that it is too late for that."""
        return letters.cancel_rule(self.appointment, self.now)

    @property
    def is_reminded(self) -> bool:
        """Whether the day before is still to come."""
        kind = ServiceKind(self.appointment.service.kind)
        return Kind.DAY_BEFORE in reminders.plan(kind, self.appointment.starts_at, self.now, zone())

    @property
    def is_booked(self) -> bool:
        return self.appointment.status == Status.BOOKED.value

    @property
    def is_here(self) -> bool:
        """Whether its client has arrived, and the visit is not over."""
        return self.appointment.status == Status.ARRIVED.value

    @property
    def is_cancelled(self) -> bool:
        return self.appointment.status == Status.CANCELLED.value

    @property
    def may_come_back(self) -> bool:
        """Whether staff may put it back: it went because nobody was reached in time, and is still ahead."""
        return self.appointment.went_unreached and self.appointment.starts_at > self.now

    @property
    def may_change(self) -> bool:
        return self.is_booked and self._in_time

    @property
    def _in_time(self) -> bool:
        appointment = self.appointment
        return may_change(appointment.starts_at, appointment.change_notice, self.now)

    @property
    def status(self) -> str:
        return labels.STATUS[Status(self.appointment.status)]

    @property
    def tag(self) -> str:
        return labels.STATUS_TAG[Status(self.appointment.status)]

    @property
    def href(self) -> str:
        return self._address("appointment", "link")

    @property
    def series_href(self) -> str:
        """The page of the series that it is part of; nothing where it is none."""
        return self._address("own_series", "link_series") if self.appointment.series_id else ""

    @property
    def move_href(self) -> str:
        return self._address("move", "link_move")

    @property
    def cancel_href(self) -> str:
        return self._address("cancel", "link_cancel")

    @property
    def before_href(self) -> str:
        """Where the client says that something has changed."""
        return self._address("before", "link_before")

    @property
    def calendar_href(self) -> str:
        return self._address("calendar", "link_calendar")

    def _address(self, own: str, by_link: str) -> str:
        if self.token is not None:
            return reverse(f"bookings:{by_link}", args=[self.token])
        return reverse(f"bookings:{own}", args=[self.appointment.uuid])
