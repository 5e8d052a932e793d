"""Until when a visit may wait for a word with its client. Pure; the decision is docs/adr/0006."""

from __future__ import annotations

from datetime import datetime, timedelta

LAST_CALL = timedelta(hours=2)
TO_CALL_AHEAD = timedelta(hours=24)


def is_out_of_time(start: datetime, held_since: datetime, now: datetime) -> bool:
    """Whether a visit whose client is held has to go: two hours before it, and nobody has released them.

    Who is held only inside those two hours, at the desk perhaps, is left to the people who are there.
    """
    deadline = start - LAST_CALL
    return held_since < deadline <= now < start
