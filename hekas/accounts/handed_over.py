"""A device of the clinic in a client's hands opens no work until who signed in shows anew that it is them.

The session stays theirs, and would open the diary, every record in their care and the way back to each.
"""

import time
from typing import TypedDict

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

HANDED_OVER = "handed_over"


class Handed(TypedDict):
    """When it was handed over, by which button, and where the client goes on."""

    at: float
    pressed: str
    to: str


def hand_over(request: HttpRequest, to: str) -> None:
    """From now on this session opens what is for everybody, and what was lent to it."""
    request.session[HANDED_OVER] = Handed(at=time.time(), pressed=request.path, to=to)


def handed(request: HttpRequest) -> Handed | None:
    """What is known of the device while the client has it; None where it is back in the right hands."""
    given: Handed | None = request.session.get(HANDED_OVER)
    if given is None:
        return None
    records = get_authentication_records(request, request.user)
    if any(record.get("reauthenticated") and record["at"] >= given["at"] for record in records):
        del request.session[HANDED_OVER]
        return None
    return given
