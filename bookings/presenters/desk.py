"""What the desk reads: where a visit would go, what is in its way, and what else there is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from bookings import labels
from bookings.actions.desk import Blocked, InTheWay
from bookings.adapters import letters
from bookings.models import Appointment, Service
from bookings.presenters.check_in import WORDS, title_of
from bookings.queries.availability import Offer
from bookings.queries.clearing import Missing
from bookings.queries.desk import Spot
from bookings.queries.to_do import ToDo, Trouble
from hekas.accounts.models import Client, Therapist
from hekas.web.templatetags.plain import clock, counted, day

MIDNIGHT = "12:00am"
SHUT = {Missing.WORD, Missing.ADVICE}
NAMED = 3  # of the visits that are in the way, the first few; the list has all
SHARES = "Put there all the same, it would share {} with another visit."
IS_THERE = "There now: {}."
SOMEBODY = "somebody who is booking"
ELSE = "Something else stands there than you were shown. Nothing was changed. This is how it is now."
BUSY = "Somebody is booking at that time just now. Nothing was changed. Try again in a moment."
CHANGED = "Somebody changed this visit a moment ago. Nothing was changed. This is how it stands now."
OUT_OF_DATE = "The page was out of date. Nothing was changed. This is how the visit stands now."


@dataclass(frozen=True)
class Other:
    """Another time, as a link into the same page."""

    words: str
    href: str


@dataclass(frozen=True)
class Refusal:
    """Why nothing was changed, in words; `overrule`: what whoever may put it there all the same was shown.

    `ask`: the client can answer on this device. `shut`: whatever is chosen, it stays a no.
    """

    lines: Sequence[str]
    overrule: str = ""
    others: Sequence[Other] = field(default_factory=tuple)
    ask: bool = False
    shut: bool = False


def away_words(since: datetime, until: datetime) -> str:
    """When somebody is away: whole days by their names, all else by the clock."""
    if clock(since) == clock(until) == MIDNIGHT:
        last = day(until - timedelta(minutes=1))
        return last if last == day(since) else f"{day(since)} to {last}"
    end = clock(until) if day(since) == day(until) else f"{day(until)}, {clock(until)}"
    return f"{day(since)}, {clock(since)} to {end}"


def in_the_way(
    refusal: InTheWay, spot: Spot, client: Client, pressed: str = "", *, may_overbook: bool
) -> Refusal:
    """What stands there now; `pressed` is what the button was shown for, where it was pressed."""
    lines = against(refusal, client)
    if not (may_overbook and refusal.may_be_overruled):
        return Refusal(lines)
    lines += [IS_THERE.format(_named(one)) for one in refusal.there]
    if refusal.shared is not None:
        lines.append(SHARES.format(refusal.shared.name))
    return Refusal([ELSE, *lines] if pressed else lines, overrule=refusal.shown)


def against(refusal: InTheWay, client: Client) -> list[str]:
    """A sentence for each thing in the way; of other clients none says more than that there is a visit."""
    names = {"therapist": refusal.spot.therapist.name, "client": client.name}
    return [labels.HINDRANCE[one].format(**names) for one in sorted(refusal.against)]


def _named(visit: Appointment) -> str:
    """Whose it is and when; a hold may be nobody's yet."""
    who = visit.client.name if visit.client and visit.booked_at else SOMEBODY
    return f"{who}, {clock(visit.starts_at)} to {clock(visit.ends_at)} with {visit.therapist.name}"


def gives_it_not(therapist: Therapist, service: Service) -> Refusal:
    """A card was let go over somebody who is not in the list of the form."""
    return Refusal([f"{therapist.name} does not give “{service.name}”. Choose one of those who do."])


def not_yet(missing: Missing) -> Refusal:
    """What comes first; nothing of the body, because the desk reads it."""
    said = [f"{title_of(missing)}.", WORDS[missing][1]]
    return Refusal(said, ask=missing is Missing.ANSWERS, shut=missing in SHUT)


def with_others(
    refused: Refusal,
    offers: Sequence[Offer],
    therapists: Mapping[int, Therapist],
    page: str,
    keep: Mapping[str, str],
) -> Refusal:
    """The same refusal with the nearest free times, each a link into the page on which it can be had."""
    return replace(
        refused, others=[_other(one, therapists[one.slot.therapist], page, keep) for one in offers]
    )


def _other(offer: Offer, who: Therapist, page: str, keep: Mapping[str, str]) -> Other:
    asked = urlencode({**keep, "start": offer.start.isoformat(), "therapist": who.uuid})
    return Other(f"{day(offer.start)}, {clock(offer.start)} with {who.name}", f"{page}?{asked}")


TROUBLE = {
    Trouble.HOURS: "The therapist does not work then, or the clinic is closed.",
    Trouble.ROOM: "The room is not in use any more.",
    Trouble.THERAPIST: "The therapist is not here any more.",
    Trouble.OFFERED: "This service is not on offer any more.",
    Trouble.GIVEN: "Its therapist does not give this service any more.",
    Trouble.PLACED: "This service is not given in its room any more.",
    Trouble.TIMING: "By now another time suits this client better. Their therapist says whether it stays.",
    Trouble.UNSEEN: "It is for clients whom we have seen, and the visit before it is gone or comes later. "
    "Book a first assessment before it, or find it a later time.",
    Trouble.OVERBOOKED: "It lies over another visit.",
}

TO_ITS_THERAPIST = {Trouble.TIMING: "By now another time suits this client better. You say whether it stays."}


@dataclass(frozen=True)
class ToDoLine:
    """One visit to look at; `is_own` where its own therapist reads it."""

    what: ToDo
    is_own: bool = False

    @property
    def appointment(self) -> Appointment:
        return self.what.appointment

    @property
    def when(self) -> str:
        return letters.when(self.appointment)

    @property
    def words(self) -> str:
        said = TROUBLE | TO_ITS_THERAPIST if self.is_own else TROUBLE
        return " ".join(said[trouble] for trouble in self.what.troubles)


def by_trouble(found: Iterable[ToDo], *, is_own: bool = False) -> dict[str, list[ToDoLine]]:
    """What is wrong, said once, and the visits that it is wrong with; what is soonest stands first."""
    groups: dict[str, list[ToDoLine]] = {}
    for line in (ToDoLine(one, is_own) for one in found):
        groups.setdefault(line.words, []).append(line)
    return groups


def standing_words(new: Sequence[ToDo]) -> str:
    """What is said of the visits (at least one) that a change left where they can't stay as they are."""
    need = "1 booked visit needs" if len(new) == 1 else f"{len(new)} booked visits need"
    named = [f"{letters.when(one.appointment)} with {one.appointment.therapist.name}" for one in new[:NAMED]]
    more = [counted(len(new) - NAMED, "more visit")] if len(new) > NAMED else []
    return f"{need} a look now: {'; '.join([*named, *more])}. Nothing was moved."


def blocked_words(blocked: Blocked) -> str:
    """What is said when it is done, with what stands inside."""
    off, inside = blocked.off, blocked.inside
    words = f"{off.therapist.name}: {off.reason}. Nobody new is booked then."
    if not inside:
        return words
    stand = "1 visit stands" if inside == 1 else f"{inside} visits stand"
    return f"{words} {stand} in it: see the visits to look at."


def moved_words(appointment: Appointment) -> str:
    """What is said when it is done."""
    start: datetime = appointment.starts_at
    who = appointment.client.name if appointment.client else labels.TITLE
    told = "They are told" if appointment.client and appointment.client.email else "They are told by text"
    return f"{who}: {day(start)}, {clock(start)} with {appointment.therapist.name}. {told}."
