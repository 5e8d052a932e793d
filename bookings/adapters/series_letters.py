"""A series of visits → the words of its messages, one message for all of them."""

from collections.abc import Sequence
from datetime import timedelta

from bookings.adapters import letters
from bookings.models import Appointment, Series
from hekas.messaging.rendering import one_line
from hekas.web.templatetags.plain import counted, duration, payable

RHYTHM = {1: "every week", 2: "every two weeks"}


def dates(visits: Sequence[Appointment]) -> str:
    """One line a visit."""
    return "\n".join(letters.when(visit) for visit in visits)


def together(visits: Sequence[Appointment]) -> str:
    """The first in full, the others counted."""
    first, others = letters.when(visits[0]), len(visits) - 1
    return f"{first}, and {counted(others, 'more visit')}" if others else first


def for_client(visits: Sequence[Appointment], tokens: Sequence[str]) -> dict[str, str]:
    """What the one confirmation says; each token opens its visit, and from there all of them."""
    first = visits[0]
    location = first.room.location
    return {
        "when": together(visits),
        "dates": dates(visits),
        "where": letters.where(location),
        "way_in": one_line(location.way_in),
        "therapist": ", ".join(dict.fromkeys(visit.therapist.name for visit in visits)),
        "length": duration(first.service.minutes),
        "price": payable(first.price_pence, " a visit"),
        "what_to_bring": letters.BRING,
        "changes": "\n".join(map(_change, visits, tokens)),
        "manage_url": letters.address_of("bookings:link_series", tokens[-1]),
        "cancel_rule": _rule(first.change_notice // timedelta(hours=1)),
    }


def _change(visit: Appointment, token: str) -> str:
    return f"{letters.when(visit)}: {letters.address_of('bookings:link', token)}"


def _rule(hours: int) -> str:
    return (
        f"You can move or cancel each visit yourself until {hours} hours before it starts. "
        "After that, please ring us."
    )


def for_client_ended(visits: Sequence[Appointment]) -> dict[str, str]:
    search = letters.address_of("bookings:services")
    return {"when": together(visits), "dates": dates(visits), "search_url": search}


def for_client_withdrawn(visits: Sequence[Appointment]) -> dict[str, str]:
    """As of one visit that the clinic has taken out of the diary; of several, with each of their dates."""
    several = {"dates": dates(visits)} if len(visits) > 1 else {}
    return {**letters.for_client_withdrawn(visits[0]), "when": together(visits), **several}


def for_therapist_withdrawn(visits: Sequence[Appointment]) -> dict[str, str]:
    return {**letters.for_therapist_withdrawn(visits[0]), "when": together(visits)}


def for_therapist(visits: Sequence[Appointment]) -> dict[str, str]:
    return {**letters.for_therapist(visits[0]), "when": together(visits)}


def for_ending(series: Series, left: int) -> dict[str, str]:
    """What is told two weeks before the last visit. Without an account the way on is the list of visits."""
    page = "bookings:series" if series.client.user_id else "bookings:services"
    return {"visits_left": counted(left, "visit"), "search_url": letters.address_of(page)}
