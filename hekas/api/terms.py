"""The words of the API: what a key may do, and how often anybody may ask."""

from datetime import timedelta
from enum import StrEnum


class Scope(StrEnum):
    """What a key may do. Without any of these it may still assess an intake."""

    SLOTS_READ = "slots:read"
    BOOKINGS_WRITE = "bookings:write"
    RECORDS_READ = "records:read"


PER_KEY_PER_SECOND = 500  # unless the key has its own number
PER_ADDRESS_PER_MINUTE = 120
LONGEST_SPAN_DAYS = 62
ANSWERS_KEPT = timedelta(hours=24)
