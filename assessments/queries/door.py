"""One lock a client. Whether they may be booked changes only under it, and whoever books takes it first.

So an answer that turns red and a booking of the same client never pass each other, and never wait for each
other crosswise: this key comes before every row and every day that either of them locks.
"""

from django.db import connection


def door_key(client_id: int) -> int:
    """Below zero: it comes before the keys of days, and is never one of them."""
    return -client_id


def hold_still(client_id: int | None) -> None:
    """Nobody else books this client or changes their clearance until this transaction ends."""
    if client_id is not None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [door_key(client_id)])
