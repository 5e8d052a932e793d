"""The free times that a page lists: at most half a minute old, and made personal only after the cache."""

from datetime import date, datetime

from assessments.queries.advice import Advice
from bookings.adapters.slot_cache import Watch, remembered
from bookings.models import Appointment
from bookings.queries.availability import Found, Seek, bookable, free_slots, judged
from bookings.scheduling.intervals import Interval
from bookings.scheduling.slots import Slot
from hekas.accounts.models import Client, Therapist

OF_NOBODY = Advice(gate="open", stale=False)


def shown_slots(seek: Seek, first: date, last: date, now: datetime) -> Found:
    """As `free_slots`; never for a booking. What depends on more than the place and the day is read anew."""
    if seek.leaving_out is not None or seek.course is not None or seek.advice.needs:
        return free_slots(seek, first, last, now)
    within = bookable(seek, first, last, now)
    if within is None:
        return Found((), {})
    known = [slot for slot in _of_anybody(seek, first, last, now) if within.holds(slot.start)]
    free = _where_not_elsewhere(seek.client, within, now, known)
    therapists = Therapist.objects.filter(is_bookable=True).in_bulk({slot.therapist for slot in free})
    return Found(judged(seek, [slot for slot in free if slot.therapist in therapists]), therapists)


def _of_anybody(seek: Seek, first: date, last: date, now: datetime) -> tuple[Slot, ...]:
    nobody = Seek(seek.service, OF_NOBODY, seek.therapist)
    who = seek.therapist.pk if seek.therapist is not None else "any"

    def read(watch: Watch) -> tuple[Slot, ...]:
        return tuple(offer.slot for offer in free_slots(nobody, first, last, now, watch).offers)

    return remembered(f"page:{seek.service.pk}:{who}:{first}:{last}", read)


def _where_not_elsewhere(
    client: Client | None, within: Interval, now: datetime, slots: list[Slot]
) -> list[Slot]:
    """Nobody is in two places at once."""
    if client is None:
        return slots
    own = Appointment.objects.taking(now).filter(client=client, during__endswith__gt=within.start)
    visits = list(own.values_list("during__startswith", "during__endswith"))
    return [slot for slot in slots if not any(s < slot.end and slot.start < e for s, e in visits)]
