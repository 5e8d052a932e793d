"""How long the texts about visits at a place are, so that whoever names the place can see what it costs."""

from bookings.adapters.letters import address_of, where
from bookings.models import Location
from hekas.messaging.channels.encoding import Length, measure
from hekas.messaging.kinds import KINDS
from hekas.messaging.rendering import render
from hekas.messaging.terms import Channel

NAMING_THE_PLACE = ("appointment_confirmed", "appointment_changed", "appointment_reminder")
LONGEST_WHEN = "Wednesday 23 September, 10:45am"
A_TOKEN = "x" * 32  # as long as one of bookings.actions.holds


def longest(place: Location) -> Length:
    """The longest text about a visit there, on the longest day there is, as it goes on the air."""
    words = {
        "when": LONGEST_WHEN,
        "where": where(place),
        "manage_url": address_of("bookings:link", A_TOKEN),
    }
    texts = [render(kind, Channel.SMS, words).text for kind in NAMING_THE_PLACE]
    return max(map(measure, texts), key=lambda length: (length.segments, length.units))


def in_words(place: Location) -> str:
    """For whoever looks at the place: "158 characters, paid for as 1 text"."""
    length = longest(place)
    return f"{length.units} characters, paid for as {length.segments} text{'s' * (length.segments != 1)}"


def advice(place: Location) -> str:
    """What to tell whoever saves a place whose texts are dear; empty where they are not."""
    length = longest(place)
    if length.encoding != "GSM-7":
        return (
            "A letter in the name or the address is not in the alphabet of text messages, so a text about "
            f"a visit here is sent in {length.segments} parts and each is paid for. Is there a way to write "
            "it in Latin letters?"
        )
    if length.segments > max(KINDS[kind].segments for kind in NAMING_THE_PLACE):
        return (
            f"The name and the address are long: a text about a visit here is sent in {length.segments} "
            "parts and each is paid for. Is there a shorter way to write them?"
        )
    return ""
