"""What the database says when others were first, by its codes."""

import re
from typing import Any, TypeVar

from django.db import DatabaseError, IntegrityError, models

Row = TypeVar("Row", bound=models.Model)
EXCLUDED, DEADLOCK, LOCK_TIMED_OUT = "23P01", "40P01", "55P03"
WAITED = frozenset({DEADLOCK, LOCK_TIMED_OUT})
CONTENDED = WAITED | {EXCLUDED}
BROKEN = "23503"  # a row points to one that is not there
TO_A_CLIENT = re.compile(r"_client_id_[0-9a-f]{8}_fk_accounts_")  # as Django names the ties to a client


def others_were_first(fault: DatabaseError) -> bool:
    """Whether the database refused because of what others did this moment, so that a second try may do.

    Also where the client became part of another record meanwhile: a second try finds them there. Any other
    tie that is broken is a fault of ours.
    """
    return _code(fault) in CONTENDED or lost_its_client(fault)


def has_waited(fault: BaseException | None) -> bool:
    """Whether it waited for what somebody else had in hand, as long as it may."""
    return isinstance(fault, DatabaseError) and _code(fault) in WAITED


def lost_its_client(fault: DatabaseError) -> bool:
    """Whether the client of what was written was forgotten, or became part of another record, meanwhile."""
    if _code(fault) != BROKEN:
        return False
    return TO_A_CLIENT.search(fault.__cause__.diag.constraint_name or "") is not None  # type: ignore[union-attr]


def went_meanwhile(fault: Exception) -> bool:
    """Whether what a page had found was deleted while it worked on it: its row, or its client."""
    return isinstance(fault, Gone) or (isinstance(fault, IntegrityError) and lost_its_client(fault))


class Gone(Exception):
    """The row that was to be held still is deleted: somebody was forgotten, or it was taken away."""


def still(rows: models.QuerySet[Row], **key: Any) -> Row:
    """The one row with that key, as it stands once it is ours. Raises Gone.

    Whoever calls has just found it; any other row that is missing is a fault of ours and stays one.
    """
    try:
        return rows.get(**key)
    except rows.model.DoesNotExist as fault:
        raise Gone(rows.model._meta.label) from fault


def _code(fault: DatabaseError) -> str | None:
    return getattr(fault.__cause__, "pgcode", None)
