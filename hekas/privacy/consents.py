"""What a client last said to each thing that they are asked to agree to."""

from dataclasses import dataclass
from datetime import datetime

from hekas.accounts.consents import ASKED, Asked
from hekas.messaging.wishes import PREFERENCES


@dataclass(frozen=True)
class Said:
    """What a client last said to one thing; `at` is None where nobody asked."""

    asked: Asked
    given: bool
    at: datetime | None
    version: str


def label_of(kind: str) -> str:
    """A kind of consent in words."""
    if kind in ASKED:
        return ASKED[kind].label
    return PREFERENCES[kind].label if kind in PREFERENCES else kind
