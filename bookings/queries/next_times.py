"""The next good times for whoever has just read their result: for which visit, and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bookings.models import Appointment, Service
from bookings.queries import catalogue, own
from bookings.queries.availability import Offer, Seek, zone
from bookings.queries.clearing import was_here
from bookings.queries.person import Person
from bookings.queries.shown import shown_slots
from bookings.scheduling import policy
from bookings.scheduling.terms import FIT_ORDER, Fit, ServiceKind
from bookings.scheduling.windows import Window, suits_from
from bookings.scheduling.working_time import DAY, local_day
from hekas.accounts.models import Client, Therapist

SHOWN_DAYS = 14
MOST = 3
ANY_TIME = (ServiceKind.TREATMENT, ServiceKind.PREVENTIVE, ServiceKind.REASSESSMENT)
TIMED = (ServiceKind.POST_CRAMP, ServiceKind.PRE_COMPETITION)


@dataclass(frozen=True)
class NextTimes:
    """At most three times, each on another day, in order; or the visit that is booked already."""

    service: Service | None
    offers: tuple[Offer, ...]
    therapists: dict[int, Therapist]
    booked: Appointment | None = None


def next_times(person: Person, now: datetime) -> NextTimes | None:
    """None where nothing may be booked now, or the clinic offers this person no visit."""
    advice = person.advice(now)
    if not advice.may_book:
        return None
    coming = own.upcoming(person.client, now).first() if person.client is not None else None
    if coming is not None:
        return NextTimes(None, (), {}, coming)
    seeks = [Seek(service, advice, None, person.client) for service in catalogue.services()]
    seek = _wanted(seeks, person.client, now)
    return _search(seek, now) if seek is not None else None


def _wanted(seeks: list[Seek], client: Client | None, now: datetime) -> Seek | None:
    """A first assessment for a newcomer; else what a cramp or a race asks for, or treatment."""
    by_kind: dict[ServiceKind, Seek] = {}
    for seek in seeks:
        by_kind.setdefault(ServiceKind(seek.service.kind), seek)
    kinds = [*_timed(by_kind, now), *ANY_TIME] if was_here(client, now) else [ServiceKind.INITIAL_ASSESSMENT]
    return next((by_kind[kind] for kind in kinds if kind in by_kind), None)


def _timed(by_kind: dict[ServiceKind, Seek], now: datetime) -> Iterable[ServiceKind]:
    """Of the visits that have their days, those whose best days begin in what is shown; the soonest first."""
    soon = now + SHOWN_DAYS * DAY
    ahead = [
        (window.start or now, kind)
        for kind in TIMED
        if kind in by_kind
        for window in by_kind[kind].windows
        if _is_best(window, kind, now) and (window.start or now) < soon
    ]
    return [kind for _, kind in sorted(ahead)]


def _is_best(window: Window, kind: ServiceKind, now: datetime) -> bool:
    lasts = window.end is None or window.end > now
    return window.kind is kind and window.fit is Fit.BEST and lasts


def _search(seek: Seek, now: datetime) -> NextTimes:
    first = first_day(seek, now)
    found = shown_slots(seek, first, first + (SHOWN_DAYS - 1) * DAY, now)
    return NextTimes(seek.service, one_a_day(found.offers), found.therapists)


def first_day(seek: Seek, now: datetime) -> date:
    """The first day on which this visit need not be avoided; with no such day the first one with any time."""
    notice = timedelta(hours=seek.service.notice_hours)
    earliest = policy.earliest_start(now, notice, seek.advice.not_before)
    suited = suits_from(earliest, ServiceKind(seek.service.kind), seek.windows)
    return local_day(suited or earliest, zone())


def one_a_day(offers: Iterable[Offer]) -> tuple[Offer, ...]:
    """Of each day the time that fits best, of these the best days; in order of time."""
    days: dict[date, Offer] = {}
    for offer in sorted(offers, key=_rank):
        if offer.may_be_taken:
            days.setdefault(local_day(offer.start, zone()), offer)
    return tuple(sorted(sorted(days.values(), key=_rank)[:MOST], key=lambda offer: offer.slot))


def _rank(offer: Offer):  # type: ignore[no-untyped-def]
    return FIT_ORDER[offer.judgement.fit], offer.slot
