"""The tables in parts by month: their next parts are made ahead, and doctor says when one is missing."""

from datetime import datetime

from hekas.audit.models import PARTS as AUDIT
from hekas.messaging.models import ARCHIVE
from hekas.postgres import partitions

MONTHLY = (AUDIT, ARCHIVE)


def make_ahead(now: datetime) -> list[str]:
    """Make what the next months need, table by table; returns the names of the new parts."""
    return [name for monthly in MONTHLY for name in partitions.make(monthly, now)]


def faults(now: datetime) -> list[str]:
    """What is not as it should be, in words: parts that are missing, rows that wait for one."""
    missing = [f"{name} is missing" for monthly in MONTHLY for name in partitions.missing(monthly, now)]
    strays = [f"{monthly.rest} holds rows" for monthly in MONTHLY if partitions.stray(monthly)]
    return [*missing, *strays]
