"""The waiting list from the side of the clinic: what is free is held for the first whom it suits.

Found by state alone, so it does not matter how a time came free: cancelled, moved, run out or withdrawn.
Nobody is written to about a time that is not held for them in the same transaction.
"""

from datetime import datetime

from django.db.models import Q

from assessments.queries.door import door_key
from bookings.actions import holds, waitlist_letters
from bookings.actions.front_door import Keys, SlotTaken, front_door, lock
from bookings.adapters import letters
from bookings.models import WaitlistEntry, WaitlistOffer
from bookings.models.waitlist import LAPSED, OPEN, OVER, WAITING
from bookings.queries.availability import zone
from bookings.queries.waitlist import Fitting, first_fitting, person_of, unserved
from bookings.queries.waitlist_turns import Turns
from bookings.scheduling.terms import Status
from bookings.scheduling.waitlist import is_quiet
from bookings.scheduling.working_time import local_day
from hekas.audit.actors import SYSTEM
from hekas.audit.log import record
from hekas.messaging import actions as outbox
from hekas.messaging.ways import ways
from hekas.postgres.each_alone import Alone, each_alone
from hekas.web.secret_links import hash_of

QUEUE = 0  # the lock of the list itself: the doors of clients are below, the days of everybody above


def offer_due(now: datetime) -> int:
    """End what ran out, then offer what is free, in order of asking; returns how many offers were made.

    Two at once take turns at each person, so the order stays that of asking.
    """
    with each_alone("places on the waiting list") as alone:
        _tidy(now, alone)
        return 0 if is_quiet(now, zone()) else _offer_each(now, alone)


def _offer_each(now: datetime, alone: Alone) -> int:
    """Whoever can't be offered anything keeps their place, and nobody behind them waits for that."""
    made, turns = 0, Turns(now)
    for pk in turns.due(waitlist_letters.told(turns.of_old_answers())):
        with alone(pk):
            try:
                if _offer(pk, now):
                    made += 1
                    turns.look_again()
            except holds.NotCleared:
                continue
            except (SlotTaken, holds.NeverOnOffer):  # others are booking: who was next stays next
                break
    return made


def _tidy(now: datetime, alone: Alone) -> None:
    """Offers that ran out, or whose hold was ended by others, and those whose dates have passed."""
    gone = WaitlistOffer.objects.filter(state=OPEN).filter(
        Q(until__lte=now) | ~Q(appointment__status=Status.TENTATIVE.value)
    )
    # By their ids: the state is then asked again of each row, should somebody take it this moment.
    ids = list(gone.values_list("pk", flat=True))
    WaitlistOffer.objects.filter(pk__in=ids, state=OPEN).update(state=LAPSED, ended_at=now, updated_at=now)
    for offer in WaitlistOffer.objects.filter(pk__in=ids, state=LAPSED):  # its letter is true no more
        with alone(offer.pk):
            outbox.void(about=offer.about, because=f"the offer was {LAPSED}", now=now)
    past = WaitlistEntry.objects.filter(state=WAITING, last_day__lt=local_day(now, zone()))
    past.update(state=OVER, ended_at=now, updated_at=now)


def _offer(pk: int, now: datetime) -> bool:
    """One person's turn: hold the first time that suits them and tell them; False where none does."""
    with front_door():
        _queue_up(pk)
        entry = unserved().filter(pk=pk).select_for_update(of=("self",)).first()
        if entry is None:
            return False
        advice = person_of(entry).advice(now)
        if not advice.may_book:
            waitlist_letters.ask_again(entry, advice, now)
            return False
        fitting = first_fitting(entry, advice, now)
        if fitting is None:
            return False
        _hold(entry, fitting, now)
        return True


def _queue_up(pk: int) -> None:
    """The client's door, then the list, then (inside `holds.place`) the days: the order of every lock.

    The door comes before the row of whoever waits, too: who leaves the list has the door and wants the row.
    """
    client = WaitlistEntry.objects.values_list("client_id", flat=True).get(pk=pk)
    lock(Keys({door_key(client), QUEUE}))


def _hold(entry: WaitlistEntry, fitting: Fitting, now: datetime) -> None:
    """The hold, the offer and the letter: all or none. The gate is asked again under the lock."""
    wish = holds.Wish(entry.service, fitting.offer.start, entry.therapist)
    placed = holds.place(
        wish=wish, person=person_of(entry), own=None, by=SYSTEM, now=now, until=fitting.until
    )
    offer = WaitlistOffer.objects.create(
        entry=entry,
        appointment=placed.appointment,
        start=fitting.offer.start,
        until=fitting.until,
        token_hash=hash_of(placed.token),
    )
    record(by=SYSTEM, action="waitlist offer made", subject=offer, now=now)
    waitlist_letters.take_back(entry, waitlist_letters.OFFERED, now)
    _tell(offer, placed.token, now)


def _tell(offer: WaitlistOffer, token: str, now: datetime) -> None:
    """By letter, and by text where there is a number: the time is kept for hours only."""
    client = offer.entry.client
    for channel in ways("waitlist_offer", client, by_text=True):
        outbox.enqueue(
            template="waitlist_offer",
            to=client,
            dedupe_key=f"waitlist_offer:{offer.uuid}:{channel}",
            about=offer.about,
            context=letters.for_waiting(offer, token),
            due_at=now,
            expires_at=offer.until,
            now=now,
            channel=channel,
        )
