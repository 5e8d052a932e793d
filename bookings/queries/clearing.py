"""What has to happen before a client may be treated. Nothing of the body, so that the desk may read it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q

from assessments.queries.advice import NOTHING_KNOWN, Advice
from assessments.queries.ages import told_elsewhere_since
from assessments.queries.clearances import advice_for_each
from assessments.queries.elsewhere import held_elsewhere
from bookings.models import Appointment, Service
from bookings.queries.availability import Seek, windows_for, zone
from bookings.queries.events import events_of, is_deep
from bookings.queries.person import booked_by
from bookings.scheduling.terms import Fit, Needed, ServiceKind, Status
from bookings.scheduling.windows import judge
from bookings.scheduling.working_time import local_day
from hekas.accounts.models import Client, Therapist

UNSEEN = "unseen"  # in place of the gate, where the service is for those who have been here before
JUST_NOW = timedelta(days=2)  # answers and booking are one sitting; so close to it nobody asks again


# Been here, or booked for a visit that itself asks for none before: those that lean do not hold each other.
MAKES_SEEN = Q(status__in=[Status.ARRIVED.value, Status.FULFILLED.value]) | (
    Q(status=Status.BOOKED.value) & ~Q(service__clearance=Needed.SEEN.value)
)


class Missing(StrEnum):
    """The one thing that comes first."""

    ADVICE = "advice"  # medical advice, then a talk with us
    ANSWERS = "answers"  # the safety questions, for the first time or again
    WORD = "word"  # a therapist's word with the client, and their release
    REST = "rest"  # a day without hands on the leg
    DAY = "day"  # another day, or another kind of visit: this kind does not suit the client on this one
    VISIT = "visit"  # a first assessment: the service is for those who have been seen
    THERAPIST = "therapist"  # another therapist, with the training that this client needs


def missing_at_the_door(appointment: Appointment, now: datetime) -> Missing | None:
    """What stands between this client and the visit now; it stays so until this transaction ends."""
    advice = booked_by(appointment).lock_advice(now)
    events = _events([appointment]).get(appointment.client_id or 0, ())
    missing = _missing(appointment, advice, now, events, is_unseen=bool(unseen_among([appointment])))
    return Missing.WORD if missing is None and told_elsewhere_since(appointment.client) else missing


def missing_for_each(appointments: Iterable[Appointment], now: datetime) -> Iterable[Missing | None]:
    """As missing_at_the_door, for visits to come, each at its start. Two to four queries, however many."""
    rows = list(appointments)
    clients = [row.client for row in rows if row.client is not None]
    known = advice_for_each(clients, now=now)
    elsewhere = held_elsewhere(clients, known)
    unseen, events = unseen_among(rows), _events(rows)
    for row in rows:
        advice, at = known.get(row.client_id or 0, NOTHING_KNOWN), max(now, row.starts_at)
        near, is_stopped = events.get(row.client_id or 0, ()), row.client_id in elsewhere
        yield _missing(row, advice, at, near, is_stopped=is_stopped, is_unseen=row.pk in unseen)


def _events(rows: Iterable[Appointment]) -> Mapping[int, Collection[date]]:
    """What the clients of these lead up to, by their ids; one query where any of them works deep."""
    deep = [row.client for row in rows if row.client is not None and is_deep(row.service)]
    return events_of(deep) if deep else {}


def asks_first(appointment: Appointment, now: datetime) -> bool:
    """Has the client to answer again before this visit: too old by then, or never asked since it was booked?

    Then the reminder of the day before leads with the questions, so that nobody gets two messages.
    """
    advice = booked_by(appointment).advice(now)
    answered, booked = advice.answered_at, appointment.booked_at
    if answered is None or advice.good_until is None or booked is None:
        return True
    is_since = answered > booked or now - answered < JUST_NOW
    return advice.good_until <= appointment.starts_at or not is_since


def missing_for(
    seek: Seek, therapist: Therapist, start: datetime, now: datetime, *, is_booked: bool = False
) -> Missing | None:
    """What stands between a client and a visit that staff want to put there.

    One that `is_booked` already may be moved while the answers are only old: the door asks for them again.
    And light work on a day that has come to suit less may be moved within that day: it stands there anyway.
    """
    advice, at = seek.advice, max(now, start)
    if advice.gate == "redirected":
        return Missing.ADVICE
    if advice.stale and not (is_booked and advice.gate == "open"):
        return Missing.ANSWERS
    if advice.gate != "open" or _is_held_elsewhere(seek):
        return Missing.WORD
    if not has_been_seen(seek, start):
        return Missing.VISIT
    if advice.not_before is not None and at < advice.not_before:
        return Missing.REST
    if _is_to_avoid(seek, start) and not (is_booked and _stands_that_day(seek, start)):
        return Missing.DAY
    return None if suits(therapist, advice) else Missing.THERAPIST


def _is_to_avoid(seek: Seek, start: datetime) -> bool:
    return judge(start, ServiceKind(seek.service.kind), seek.windows).fit is Fit.AVOID


def _stands_that_day(seek: Seek, start: datetime) -> bool:
    """Light work whose own start is no better: the door lets it begin. A day of rest comes before this."""
    own = seek.leaving_out
    if own is None or is_deep(seek.service) or not _is_to_avoid(seek, own.starts_at):
        return False
    return local_day(own.starts_at, zone()) == local_day(start, zone())


def _is_held_elsewhere(seek: Seek) -> bool:
    return seek.client is not None and bool(held_elsewhere([seek.client], {seek.client.pk: seek.advice}))


def has_been_seen(seek: Seek, start: datetime) -> bool:
    """Where the service asks for it: was this client here before, or are they booked for before?"""
    if seek.service.clearance != Needed.SEEN.value:
        return True
    return was_here(seek.client, start, leaving_out=seek.leaving_out)


def was_here(client: Client | None, start: datetime, leaving_out: Appointment | None = None) -> bool:
    """Has this client a visit that is over by then, or will be? One that is being moved is not its own."""
    rows = Appointment.objects.filter(MAKES_SEEN, client=client, during__endswith__lte=start)
    own = leaving_out.pk if leaving_out is not None else None
    return client is not None and rows.exclude(pk=own).exists()


def unseen_among(rows: Iterable[Appointment]) -> set[int]:
    """Of these visits, the ids of those that lean on an earlier one that is not there (any more).

    One query, where any of them asks for it at all.
    """
    leaning = [row.pk for row in rows if row.service.clearance == Needed.SEEN.value]
    if not leaning:
        return set()
    before = Appointment.objects.filter(MAKES_SEEN, client=OuterRef("client"))
    before = before.filter(during__endswith__lte=OuterRef("during__startswith")).exclude(pk=OuterRef("pk"))
    found = Appointment.objects.filter(~Exists(before), pk__in=leaning)
    return set(found.values_list("pk", flat=True))


def suits(therapist: Therapist, advice: Advice) -> bool:
    """Has this therapist the training that this client needs? Source: K6, G9."""
    return all(getattr(therapist, need) for need in advice.needs)


def _missing(
    appointment: Appointment,
    advice: Advice,
    at: datetime,
    events: Iterable[date] = (),
    *,
    is_stopped: bool = False,
    is_unseen: bool = False,
) -> Missing | None:
    if advice.gate == "redirected":
        return Missing.ADVICE
    if advice.stale or (advice.good_until is not None and advice.good_until <= at):
        return Missing.ANSWERS
    if advice.gate != "open" or is_stopped:
        return Missing.WORD
    if is_unseen:
        return Missing.VISIT
    if advice.not_before is not None and at < advice.not_before:
        return Missing.REST
    if _is_too_deep(appointment.service, advice, at, events):
        return Missing.DAY
    return None if suits(appointment.therapist, advice) else Missing.THERAPIST


def _is_too_deep(service: Service, advice: Advice, at: datetime, events: Iterable[date]) -> bool:
    """Light work at another time than the best does no harm; deep work near an event may. Source: K15."""
    windows = windows_for(advice, service, events) if is_deep(service) else ()
    return judge(at, ServiceKind(service.kind), windows).fit is Fit.AVOID
