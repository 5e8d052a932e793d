"""Text messages: which gateway `SMS_URL` means, and the two that need no network.

(empty)                                          none: every text is refused
console://                                       printed, and kept for the development mailbox
memory://                                        kept in a list, for tests
https://TOKEN@host/path?from=Hekas               a provider with a JSON API (see http_gateway)
"""

import sys
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ImproperlyConfigured

from hekas.messaging.channels.carrier import Carrier
from hekas.messaging.channels.encoding import measure
from hekas.messaging.channels.http_gateway import HttpGateway
from hekas.messaging.channels.kept import keep
from hekas.messaging.terms import Outcome, Parcel, Result

outbox: list[Parcel] = []  # what the memory gateway was given


def gateway(url: str) -> Carrier:
    """The gateway that this address means; raises ImproperlyConfigured for one that it does not know."""
    parts = urlsplit(url)
    if not url:
        return NoGateway()
    if parts.scheme == "console":
        return ConsoleGateway()
    if parts.scheme == "memory":
        return MemoryGateway()
    if parts.scheme in ("http", "https") and parts.hostname:
        options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        return HttpGateway(parts, options)
    raise ImproperlyConfigured("SMS_URL must begin with console://, memory://, http:// or https://.")


class NoGateway:
    """Of a clinic that sends no texts: what was to be one fails, and a person has to look at it."""

    repeatable = True
    can_be_asked = False

    def send(self, parcel: Parcel) -> Outcome:
        """Nothing is sent, and trying again changes nothing."""
        return Outcome(Result.REFUSED, "This clinic has no gateway for texts (SMS_URL is empty).")

    def find(self, key: str) -> str | None:
        """Nothing was ever sent."""
        return None

    def close(self) -> None:
        """Nothing is open."""


class MemoryGateway:
    """Keeps what it gets, once per key."""

    repeatable = True
    can_be_asked = True

    def send(self, parcel: Parcel) -> Outcome:
        """Put the text on the list, unless its key is there."""
        if self.find(parcel.key) is None:
            outbox.append(parcel)
        return Outcome(Result.ACCEPTED, provider_id=parcel.key)

    def find(self, key: str) -> str | None:
        """The key itself, once it is on the list."""
        return next((parcel.key for parcel in outbox if parcel.key == key), None)

    def close(self) -> None:
        """Nothing is open."""


class ConsoleGateway(MemoryGateway):
    """Prints the text and keeps it as a file, for developers."""

    def send(self, parcel: Parcel) -> Outcome:
        """Show the text with its length on the air."""
        size = measure(parcel.text)
        sys.stdout.write(f"--- text to {parcel.address} ({size.told})\n{parcel.text}\n")
        sys.stdout.flush()
        keep(f"To: {parcel.address}\n\n{parcel.text}".encode(), "sms")
        return Outcome(Result.ACCEPTED, provider_id=parcel.key)
