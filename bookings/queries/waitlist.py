"""Who waits, in order of asking, and what would suit them first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from assessments.queries.advice import Advice
from assessments.queries.clearances import only_age_keeps
from bookings.models import WaitlistEntry, WaitlistOffer
from bookings.models.waitlist import OPEN, WAITING
from bookings.queries.availability import Offer, Seek, free_slots, zone
from bookings.queries.person import Person
from bookings.scheduling.intervals import Interval
from bookings.scheduling.waitlist import answer_until, part_of
from bookings.scheduling.working_time import local_day
from hekas.accounts.models import Client

NAMES = ("client", "intake", "service", "therapist")
LOOKED_BACK = timedelta(days=14)


@dataclass(frozen=True)
class Fitting:
    """A free time that suits whoever waits, and until when it would be kept for them."""

    offer: Offer
    until: datetime


def unserved() -> QuerySet[WaitlistEntry]:
    """Those who wait and have no offer in hand, in order of asking."""
    in_hand = WaitlistOffer.objects.filter(entry=OuterRef("pk"), state=OPEN)
    return WaitlistEntry.objects.filter(~Exists(in_hand), state=WAITING).order_by("id")


def first_fitting(entry: WaitlistEntry, advice: Advice, now: datetime) -> Fitting | None:
    """The earliest time of the same search as the page's that suits them and was not offered before."""
    if not is_on_offer(entry):
        return None
    seek = Seek(entry.service, advice, entry.therapist, entry.client)
    first = max(entry.first_day, local_day(now, zone()))
    if first > entry.last_day:
        return None
    known = set(entry.offers.values_list("start", flat=True))
    for offer in free_slots(seek, first, entry.last_day, now).offers:
        until = kept_until(entry, offer.start, known, now) if offer.may_be_taken else None
        if until is not None:
            return Fitting(offer, until)
    return None


def kept_until(
    entry: WaitlistEntry, start: datetime, known: Collection[datetime], now: datetime
) -> datetime | None:
    """Until when a free time would be kept for them; None where it is none of those that they asked for."""
    if start in known or part_of(start, zone()) not in entry.parts:
        return None
    return answer_until(now, start, timedelta(minutes=settings.WAITLIST_MINUTES), zone())


def is_on_offer(entry: WaitlistEntry) -> bool:
    """Whether what they wait for can still be had: it, or whom they asked for, may have gone meanwhile."""
    who = entry.therapist
    return entry.service.is_public and (who is None or who.is_bookable)


def must_answer_again(entry: WaitlistEntry, now: datetime) -> bool:
    """Whether they wait, and nothing but the age of their answers keeps them from being asked."""
    return entry.state == WAITING and only_age_keeps(entry.client, person_of(entry).advice(now))


def kept_for(entry: WaitlistEntry, now: datetime) -> WaitlistOffer | None:
    """The time that is kept for them just now."""
    found = entry.offers.filter(state=OPEN).select_related("appointment").first()
    return found if found is not None and found.is_kept(now) else None


def waits_for_newer(entry: WaitlistEntry, answered_at: datetime, now: datetime) -> bool:
    """Whether the answers of that moment are the newest still, and their age alone is in the way."""
    advice = person_of(entry).advice(now)
    same = entry.state == WAITING and advice.answered_at == answered_at
    return same and only_age_keeps(entry.client, advice)


def person_of(entry: WaitlistEntry) -> Person:
    """For whom the time would be."""
    return Person(client=entry.client, intake=entry.intake)


def of_client(client: Client) -> QuerySet[WaitlistEntry]:
    """What a client waits for now."""
    return WaitlistEntry.objects.filter(client=client, state=WAITING).select_related(*NAMES)


def for_desk(now: datetime) -> QuerySet[WaitlistEntry]:
    """All who wait, and those whose waiting ended lately, in order of asking."""
    shown = WaitlistEntry.objects.exclude(ended_at__lt=now - LOOKED_BACK)
    return shown.select_related(*NAMES).prefetch_related("offers").order_by("id")


@dataclass(frozen=True)
class Wanting:
    """Who waits for a time on some day, and whether a free gap would be something for them."""

    entry: WaitlistEntry
    therapists: frozenset[int]

    def suits(self, on: date, therapist: int, gap: Interval) -> bool:
        """Whether a free gap of that therapist would be something for them."""
        entry, service = self.entry, self.entry.service
        asked = entry.first_day <= on <= entry.last_day and therapist in self.therapists
        long_enough = gap.minutes >= service.minutes + service.turnover_minutes
        return asked and long_enough and part_of(gap.start, zone()) in entry.parts


def wanting(first: date, last: date) -> list[Wanting]:
    """All who have no offer in hand and wait for one of these dates. Two statements."""
    rows = unserved().filter(first_day__lte=last, last_day__gte=first).select_related("client", "service")
    return [Wanting(row, _given_by(row)) for row in rows.prefetch_related("service__therapists")]


def _given_by(entry: WaitlistEntry) -> frozenset[int]:
    if entry.therapist_id is not None:
        return frozenset({entry.therapist_id})
    return frozenset(row.pk for row in entry.service.therapists.all())
