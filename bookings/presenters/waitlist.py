"""Waiting, as the one who waits sees it, and as the desk does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from bookings.adapters import letters
from bookings.labels import PART
from bookings.models import WaitlistEntry, WaitlistOffer
from bookings.models.waitlist import DECLINED, LEFT, OPEN, OVER, TAKEN, WAITING
from bookings.presenters.visit import Row, Visit
from bookings.queries.availability import zone
from bookings.queries.waitlist import is_on_offer
from bookings.scheduling.waitlist import Part
from bookings.scheduling.working_time import local_day
from hekas.web.templatetags.plain import clock, day, short_day

STATES = {
    WAITING: ("waiting", "Waiting"),
    TAKEN: ("done", "Has a time"),
    LEFT: ("cancelled", "Left the list"),
    OVER: ("missed", "The dates are over"),
}
ENDED = {  # for whoever waited: what became of it
    TAKEN: ("You have taken a time", "It came free while you waited."),
    LEFT: (
        "You have left the list",
        "We write no more about these dates. You can ask again at any time.",
    ),
    OVER: (
        "These dates are over",
        "The last day that you gave us has passed. You can ask for other dates.",
    ),
}
IN_VAIN = ("caution", "Not on offer any more")


@dataclass(frozen=True)
class Ended:
    """What became of a place on the list."""

    title: str
    text: str


@dataclass(frozen=True)
class Waiting:
    """One entry of the list. `must_answer_again`: nothing else keeps them from being asked.

    `offer`: the time that is kept for them just now.
    """

    entry: WaitlistEntry
    must_answer_again: bool = False
    offer: WaitlistOffer | None = None

    @property
    def who(self) -> str:
        return self.entry.therapist.name if self.entry.therapist else "No preference"

    @property
    def dates(self) -> str:
        first, last = short_day(self.entry.first_day), short_day(self.entry.last_day)
        return first if self.entry.first_day == self.entry.last_day else f"{first} to {last}"

    @property
    def parts(self) -> list[str]:
        wanted = [PART[part] for part in Part if part in self.entry.parts]
        return ["Any time of day"] if len(wanted) == len(Part) else wanted

    @property
    def rows(self) -> list[Row]:
        return [
            Row("What", self.entry.service.name),
            Row("Who with", self.who),
            Row("Dates", self.dates),
            Row("Times of day", self.parts),
        ]

    @property
    def is_waiting(self) -> bool:
        return self.entry.state == WAITING

    @property
    def has_time(self) -> bool:
        return self.entry.state == TAKEN

    @property
    def ended(self) -> Ended:
        """Only of an entry that waits no more."""
        return Ended(*ENDED[self.entry.state])

    @property
    def is_in_vain(self) -> bool:
        """Whether they wait for what nobody can have any more."""
        return self.is_waiting and not is_on_offer(self.entry)

    @property
    def kept(self) -> str:
        """The time that is kept for them while they wait, and until when."""
        if self.offer is None or not self.is_waiting:
            return ""
        return f"{letters.when(self.offer.appointment)}. It is kept until {_until(self.offer)}."

    @property
    def href(self) -> str:
        return reverse("bookings:waitlist_entry", args=[self.entry.uuid])


@dataclass(frozen=True)
class Offered:
    """A time that is kept, or was. `token` is the secret of the link."""

    offer: WaitlistOffer
    token: str
    now: datetime

    @property
    def visit(self) -> Visit:
        return Visit(self.offer.appointment, self.now)

    @property
    def is_open(self) -> bool:
        return self.offer.is_kept(self.now)

    @property
    def is_taken(self) -> bool:
        return self.offer.state == TAKEN

    @property
    def is_declined(self) -> bool:
        return self.offer.state == DECLINED

    @property
    def was_given_up(self) -> bool:
        """Was it kept for less long than the letter said?"""
        return not self.is_open and (self.offer.ended_at or self.now) < self.offer.until

    @property
    def still_waits(self) -> bool:
        """Are they asked again when another time comes free?"""
        entry = self.offer.entry
        return entry.state == WAITING and entry.last_day >= local_day(self.now, zone())

    @property
    def until(self) -> str:
        return _until(self.offer)

    @property
    def decline_href(self) -> str:
        return reverse("bookings:decline_offer", args=[self.token])


def _until(offer: WaitlistOffer) -> str:
    return f"{clock(offer.until)} on {day(offer.until)}"


@dataclass(frozen=True)
class DeskLine:
    """One line of the desk's list: nothing of the body is in it."""

    place: int
    waiting: Waiting

    @property
    def client(self) -> str:
        return self.waiting.entry.client.name

    @property
    def parts(self) -> str:
        wanted = [part.value for part in Part if part in self.waiting.entry.parts]
        return "any time" if len(wanted) == len(Part) else ", ".join(wanted)

    @property
    def kept(self) -> str:
        """The time that is kept for them just now."""
        found = next((offer for offer in self.waiting.entry.offers.all() if offer.state == OPEN), None)
        return f"{short_day(found.start)}, {clock(found.start)}, until {clock(found.until)}" if found else ""

    @property
    def tag(self) -> str:
        return self._shown[0]

    @property
    def state(self) -> str:
        return self._shown[1]

    @property
    def _shown(self) -> tuple[str, str]:
        return IN_VAIN if self.waiting.is_in_vain else STATES[self.waiting.entry.state]


def desk_lines(entries: Iterable[WaitlistEntry]) -> list[DeskLine]:
    """In order of asking."""
    return [DeskLine(place, Waiting(entry)) for place, entry in enumerate(entries, 1)]
