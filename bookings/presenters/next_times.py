"""Free times on the page of a result: one press each, with whom, and why then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from bookings.models import Appointment, Service
from bookings.queries.availability import Offer
from bookings.queries.next_times import NextTimes
from bookings.scheduling.terms import Fit


@dataclass(frozen=True)
class Tile:
    """One time. `why` is empty where the reason of all of them stands above."""

    start: datetime
    value: str
    who: str
    why: str
    is_best: bool


@dataclass(frozen=True)
class Times:
    """What the part of the page shows: the visit with its times, or what is booked already."""

    service: Service | None
    why: str
    tiles: tuple[Tile, ...]
    booked: Appointment | None

    @property
    def more(self) -> str:
        """The page with all times."""
        search = reverse("bookings:search")
        return f"{search}?service={self.service.uuid}" if self.service else search

    @classmethod
    def of(cls, found: NextTimes) -> "Times":
        reasons = list(dict.fromkeys(offer.judgement.because for offer in found.offers))
        why = reasons[0] if len(reasons) == 1 else ""
        names = {pk: therapist.name for pk, therapist in found.therapists.items()}
        return cls(found.service, why, tuple(_tiles(found.offers, names, why)), found.booked)


def _tiles(offers: Iterable[Offer], names: dict[int, str], why: str) -> Iterable[Tile]:
    for offer in offers:
        because = "" if why else offer.judgement.because
        is_best = offer.judgement.fit is Fit.BEST
        yield Tile(offer.start, offer.start.isoformat(), names[offer.slot.therapist], because, is_best)
