"""What every way out of the house can do, and how a person's data is kept out of what it reports."""

import select
import socket
from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from hekas import redaction
from hekas.messaging.terms import Outcome, Parcel, Result

LONGEST_DETAIL = 300  # letters of a provider's answer that are kept
LONGEST_WAIT = 3600  # seconds
NOT_NOW = (401, 403, 408, 425, 429, 503)
KNOWN_ALREADY = 409  # a first try with this key was taken, or is being taken this moment


class Carrier(Protocol):
    """Takes one parcel at a time to a provider.

    `repeatable`: the provider drops a second parcel with the same key, so a second try is always safe.
    `can_be_asked`: `find` tells whether a parcel with this key has arrived.
    """

    repeatable: bool
    can_be_asked: bool

    def send(self, parcel: Parcel) -> Outcome:
        """Hand the parcel over; never raises for what a provider or a network does."""

    def find(self, key: str) -> str | None:
        """The provider's id of the parcel with this key, or None; raises CouldNotAsk."""

    def close(self) -> None:
        """Give back whatever is open."""


class CouldNotAsk(RuntimeError):
    """The provider did not say whether it knows a key, so nobody may send again yet."""


def short(detail: object) -> str:
    """A provider's words on one line, cut to a length that fits a log; to whom is not said again."""
    said = detail.decode(errors="replace") if isinstance(detail, bytes) else str(detail)
    return redaction.text(" ".join(said.split()))[:LONGEST_DETAIL]


def meaning_of(status: int) -> Result:
    """What an HTTP status that is not a plain yes says. A yes that can't be read is unknown."""
    if status in NOT_NOW or 300 <= status < 400:
        return Result.LATER
    if status == KNOWN_ALREADY:
        return Result.UNKNOWN
    return Result.REFUSED if 400 <= status < 500 else Result.UNKNOWN


def has_hung_up(line: socket.socket) -> bool:
    """Between an answer and the next question nothing comes but the end."""
    return bool(select.select([line], [], [], 0)[0])


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """How long a provider asks us to wait, at most an hour."""
    seconds = headers.get("Retry-After", "")
    return timedelta(seconds=min(int(seconds), LONGEST_WAIT)) if seconds.isdecimal() else None
