"""The page on which a time is chosen: days with counts, times by part of the day, best fits first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from bookings import labels
from bookings.models import Location, Service
from bookings.queries.availability import Found, Offer
from bookings.queries.offers import best, first_free
from bookings.scheduling.terms import Fit
from bookings.scheduling.working_time import DAY, days, local_day
from hekas.accounts.models import Therapist

PARTS = (("Morning", 12), ("Afternoon", 17), ("Evening", 24))
SHOWN_DAYS = 14


@dataclass(frozen=True)
class Choice:
    """One of the therapists, or no preference."""

    name: str
    title: str
    href: str
    selected: bool
    is_anybody: bool = False


@dataclass(frozen=True)
class DayChip:
    """One day of the strip."""

    on: date
    free: int
    href: str
    selected: bool


@dataclass(frozen=True)
class Time:
    """One button: what it shows and what it posts."""

    start: datetime
    value: str


@dataclass(frozen=True)
class Part:
    """The times of a morning, an afternoon or an evening."""

    name: str
    times: tuple[Time, ...]


@dataclass(frozen=True)
class FitGroup:
    """Times of a day that fit equally well, and why."""

    fit: str
    title: str
    because: str
    parts: tuple[Part, ...]
    taken_online: bool


@dataclass(frozen=True)
class Place:
    """The address of the search page, where a chosen time is posted, and the hidden values with it."""

    page: str
    target: str
    keep: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)

    def address(self, **more: object) -> str:
        asked = {**self.keep, **{key: value for key, value in more.items() if value is not None}}
        return f"{self.page}?{urlencode(asked)}"


@dataclass(frozen=True)
class SearchPage:
    """Everything that the template of the search page shows."""

    service: Service
    place: Place
    therapists: Sequence[Therapist]
    locations: Sequence[Location]
    chosen: Therapist | None
    found: Found
    first: date
    last: date
    horizon: date
    wanted: date | None
    today: date
    zone: ZoneInfo

    @property
    def who(self) -> str:
        """What is posted as the therapist."""
        return str(self.chosen.uuid) if self.chosen else labels.ANYBODY

    @property
    def choices(self) -> list[Choice]:
        """The chosen one first: on a phone the strip shows one whole, and a part of the next."""
        href = self._here(therapist=labels.ANYBODY)
        nobody = Choice("No preference", "Whoever is free", href, self.chosen is None, is_anybody=True)
        choices = [nobody, *(self._choice(therapist) for therapist in self.therapists)]
        return sorted(choices, key=lambda choice: not choice.selected)

    @cached_property
    def next_free(self) -> Offer | None:
        return first_free(self.found)

    @cached_property
    def best(self) -> Offer | None:
        """A later time that fits better than the next one."""
        found = best(self.found)
        better = found is not None and found.judgement.fit in (Fit.BEST, Fit.GOOD)
        return found if better and found != self.next_free else None

    @cached_property
    def day(self) -> date | None:
        """The day whose times are shown: the one asked for, the best one, the first with anything."""
        if self.wanted is not None and self.first <= self.wanted <= self.last:
            return self.wanted
        offer = self.best or self.next_free
        return local_day(offer.start, self.zone) if offer else None

    @property
    def days(self) -> list[DayChip]:
        free = self._count_by_day()
        shown = self.day
        return [
            DayChip(on, free.get(on, 0), self._here(day=on, **self._since()), on == shown)
            for on in days(self.first, self.last)
        ]

    @cached_property
    def groups(self) -> list[FitGroup]:
        """The shown day's times: best fits first, then by the hour."""
        offers = [offer for offer in self.found.offers if local_day(offer.start, self.zone) == self.day]
        ranked = sorted(offers, key=lambda o: (o.judgement.rank, o.judgement.because, o.start))
        grouped = groupby(ranked, key=lambda o: (o.judgement.fit, o.judgement.because))
        return [self._group(fit, because, list(of_fit)) for (fit, because), of_fit in grouped]

    @property
    def is_plain(self) -> bool:
        """Nothing is known for or against any time of the day, so no headings about fit."""
        return [group.fit for group in self.groups] == [Fit.ALLOWED]

    @property
    def told(self) -> frozenset[str]:
        """The reasons that stand over the times of the day: no line above them says them too."""
        return frozenset() if self.is_plain else frozenset(group.because for group in self.groups)

    @property
    def not_now(self) -> str:
        """Why none of the free times may be taken, where it is the body that says no."""
        return "" if self.next_free else next((o.judgement.because for o in self.found.offers), "")

    @property
    def earlier(self) -> str:
        start = max(self.today, self.first - SHOWN_DAYS * DAY)
        return self._here(**{"from": start}) if self.first > self.today else ""

    @property
    def later(self) -> str:
        return self._here(**{"from": self.last + DAY}) if self.last < self.horizon else ""

    def _here(self, **more: object) -> str:
        return self.place.address(**{"therapist": self.who, **more})

    def _since(self) -> dict[str, object]:
        return {"from": self.first} if self.first != self.today else {}

    def _choice(self, therapist: Therapist) -> Choice:
        here = self._here(therapist=therapist.uuid, day=self.wanted, **self._since())
        return Choice(therapist.name, therapist.title, here, therapist == self.chosen)

    def _count_by_day(self) -> dict[date, int]:
        free: dict[date, int] = {}
        for offer in self.found.offers:
            if offer.may_be_taken:
                on = local_day(offer.start, self.zone)
                free[on] = free.get(on, 0) + 1
        return free

    def _group(self, fit: Fit, because: str, offers: list[Offer]) -> FitGroup:
        title = "Other free times" if fit is Fit.ALLOWED and not because else labels.FIT[fit]
        return FitGroup(fit.value, title, because, parts_of(offers, self.zone), fit is not Fit.AVOID)


def parts_of(offers: Iterable[Offer], zone: ZoneInfo) -> tuple[Part, ...]:
    """The offers by morning, afternoon and evening."""
    by_part: dict[str, list[Time]] = {name: [] for name, _ in PARTS}
    for offer in offers:
        hour = offer.start.astimezone(zone).hour
        name = next(name for name, until in PARTS if hour < until)
        by_part[name].append(time_of(offer))
    return tuple(Part(name, tuple(times)) for name, times in by_part.items() if times)


def time_of(offer: Offer) -> Time:
    return Time(offer.start, offer.start.isoformat())


@dataclass(frozen=True)
class DayOfTimes:
    """The times of one day, for a short list over several days."""

    on: date
    times: tuple[Time, ...]


def parts_by_day(offers: Iterable[Offer], zone: ZoneInfo) -> list[DayOfTimes]:
    """Offers in order of time, by day."""
    by_day = groupby(offers, key=lambda offer: local_day(offer.start, zone))
    return [DayOfTimes(on, tuple(time_of(offer) for offer in of_day)) for on, of_day in by_day]
