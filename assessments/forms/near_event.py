"""What a therapist saw of the visits too near a plan's event, and which of them are to go."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict

SEEN, GONE = "near_seen", "near_gone"


@dataclass(frozen=True)
class NearVisits:
    """By their ids; what is no id names nothing."""

    seen: frozenset[UUID]
    gone: frozenset[UUID]

    @classmethod
    def read(cls, sent: QueryDict) -> "NearVisits":
        return cls(*(frozenset(_ids(sent.getlist(name))) for name in (SEEN, GONE)))


def _ids(texts: list[str]) -> Iterator[UUID]:
    for text in texts:
        try:
            yield UUID(text)
        except ValueError:
            continue
