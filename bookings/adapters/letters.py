"""An appointment → the words of its messages. Nothing of the body and no kind of session is in them."""

from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from bookings import labels
from bookings.models import Appointment, Location, WaitlistOffer
from bookings.scheduling.policy import change_until, may_change
from bookings.scheduling.terms import Because
from hekas.accounts.models import Client
from hekas.messaging.rendering import one_line, unlinked
from hekas.web.templatetags.plain import clock, day, duration, payable

WITHDRAWN = "Hekas took it out of the diary. The page of people to call says more."
BRING = "Shorts, or loose trousers that roll up high."
SOON = "This visit is soon. To change it, please ring us."


def when(appointment: Appointment) -> str:
    """Tuesday 24 November, 9:15am. Always the clinic's time."""
    return f"{day(appointment.starts_at)}, {clock(appointment.starts_at)}"


def where(location: Location) -> str:
    """The name of the place and its address."""
    return f"{location.name}, {location.full_address}"


def address_of(name: str, *args: object) -> str:
    """A whole address, for use outside a page."""
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def for_client(appointment: Appointment, token: str, now: datetime) -> dict[str, str]:
    """What a confirmation, a change and a reminder say; `token` opens the page to change or cancel."""
    location = appointment.room.location
    return {
        "when": when(appointment),
        "where": where(location),
        "way_in": one_line(location.way_in),
        "therapist": appointment.therapist.name,
        "length": duration(appointment.minutes),
        "price": payable(appointment.price_pence),
        "what_to_bring": BRING,
        "manage_url": address_of("bookings:link", token),
        "manage_says": manage_says(appointment, now),
        "ics_url": address_of("bookings:link_calendar", token),
        "cancel_rule": cancel_rule(appointment, now),
    }


def for_reminder(appointment: Appointment, token: str, now: datetime) -> dict[str, str]:
    """As for_client, with the way to say that something has changed."""
    return {
        **for_client(appointment, token, now),
        "check_url": address_of("bookings:link_before", token),
    }


def manage_says(appointment: Appointment, now: datetime) -> str:
    """What the link to a visit is for: it can't be changed there once that is too late."""
    still = may_change(appointment.starts_at, appointment.change_notice, now)
    return "Change or cancel" if still else "See your visit"


def cancel_rule(appointment: Appointment, now: datetime) -> str:
    """Until when a client may still change it by themselves, as a time on the clock."""
    until = change_until(appointment.starts_at, appointment.change_notice)
    if now > until:
        return SOON
    last = f"{clock(until)} on {day(until)}"
    return f"You can move or cancel it yourself until {last}. After that, please ring us."


NEAR_EVENT = "It was in the last 2 days before your event, or on the day: too near for such a visit."


def for_client_cancelled(appointment: Appointment, why: str = "") -> dict[str, str]:
    by_clinic = "yes" if appointment.cancelled_by == "clinic" else ""
    search = address_of("bookings:services")
    return {"when": when(appointment), "by_clinic": by_clinic, "why": why, "search_url": search}


WHY_WITHDRAWN = {
    Because.NOT_CLEARED: "From what we know now, we should not see you yet. Please read what to do first.",
    Because.NOT_REACHED: "We need to speak with you before we see you, and we could not reach you in time.",
}


def for_client_withdrawn(appointment: Appointment) -> dict[str, str]:
    """What somebody is told whose visit the clinic has taken out of the diary."""
    return {
        "when": when(appointment),
        "why": WHY_WITHDRAWN[Because(appointment.cancelled_because)],
        "start_url": address_of("assessments:start"),
    }


def for_therapist_withdrawn(appointment: Appointment) -> dict[str, str]:
    """Without a name: whom the clinic may not see is told on the page alone."""
    return {**for_therapist(appointment), "client": "", "note": WITHDRAWN}


def for_therapist(appointment: Appointment) -> dict[str, str]:
    client = appointment.client
    return {
        "when": when(appointment),
        "where": f"{appointment.room.name}, {appointment.room.location.name}",
        "client": unlinked(client.name) if client else labels.TITLE,
        "length": duration(appointment.minutes),
        "day_url": address_of("portal:therapist_day"),
    }


def for_waiting(offer: WaitlistOffer, token: str) -> dict[str, str]:
    """What whoever waits is told of a time that is kept for them."""
    held = offer.appointment
    location = held.room.location
    return {
        "when": when(held),
        "where": where(location),
        "way_in": one_line(location.way_in),
        "therapist": held.therapist.name,
        "length": duration(held.minutes),
        "price": payable(held.price_pence),
        "answer_by": f"{clock(offer.until)} on {day(offer.until)}",
        "offer_url": address_of("bookings:waitlist_offer", token),
    }


def for_given_up(offer: WaitlistOffer, *, still_waits: bool) -> dict[str, str]:
    """What somebody is told whose time the clinic can't keep. `still_waits`: others may yet be offered."""
    search = address_of("bookings:services")
    return {
        "when": when(offer.appointment),
        "search_url": search,
        "still_waits": "yes" if still_waits else "",
    }


def for_old_answers(client: Client, token: str) -> dict[str, str]:
    """The way to the safety questions: by signing in, or on any device by a secret of this letter alone."""
    if client.user_id is None:
        return {"again_url": address_of("bookings:waitlist_answers", token)}
    after = urlencode({"next": reverse("assessments:again")}, safe="/")
    return {"again_url": f"{address_of('account_login')}?{after}"}
