"""Looking at the whole list at once leaves nobody out who would have been offered something in a turn."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from psycopg2.extras import DateTimeTZRange

from assessments.models import Clearance
from bookings.actions import waitlist_offers
from bookings.actions.waitlist_offers import offer_due
from bookings.models import Appointment, Service, WaitlistEntry, WaitlistOffer
from bookings.queries.person import Person
from bookings.queries.waitlist import first_fitting, person_of, unserved
from bookings.queries.waitlist_turns import Turns
from bookings.scheduling.waitlist import Part
from tests.bookings.clinic import TEN, TUESDAY, cleared_client, cleared_visitor, make_client
from tests.bookings.safety.people import PREGNANT, RED, client_with
from tests.bookings.waiting import MORNING, book, cancel, mailed, one_slot, wait

pytestmark = pytest.mark.django_db
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def crowd(clinic, times):
    """Whoever can't take ten o'clock on Tuesday, each for a reason of their own, so many times over."""
    for number in range(times):
        last = TUESDAY + (number % 3) * DAY
        held = wait(clinic, f"Demo Held{number}", last_day=last)
        Clearance.objects.filter(client=held.client).update(gate="held")
        stale = wait(clinic, f"Demo Stale{number}", last_day=last)
        Clearance.objects.filter(client=stale.client).update(expires_at=MORNING)
        wait(clinic, f"Demo Late{number}", last_day=last, parts=frozenset({Part.EVENING}))
        wait(clinic, f"Demo Other{number}", therapist=clinic.therapists[1], last_day=last)


def cost(act):
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


def test_three_hundred_who_are_passed_over_cost_what_four_cost(clinic):
    one_slot(clinic)
    crowd(clinic, 1)
    offer_due(MORNING)  # who is to be told is told
    few = cost(lambda: offer_due(MORNING + MINUTE))
    crowd(clinic, 74)
    offer_due(MORNING)
    assert WaitlistEntry.objects.count() == 300
    assert cost(lambda: offer_due(MORNING + MINUTE)) == few <= 16
    assert not WaitlistOffer.objects.exists()


def test_behind_whoever_gets_the_time_the_rest_cost_nothing_each(clinic):
    """The time that was given away is looked for once more, and not once for each who wanted it too."""
    one_slot(clinic)
    counts = []
    for more in (3, 30):
        WaitlistOffer.objects.all().delete()
        for number in range(more):
            wait(clinic, f"Demo Will{more}x{number}")
        booked = book(clinic)
        cancel(booked)
        counts.append(cost(lambda: offer_due(MORNING)))
        offer = WaitlistOffer.objects.get()
        offer.appointment.waitlist_offer.delete()
        type(booked).objects.filter(status="tentative").update(status="expired", hold_expires_at=None)
        WaitlistEntry.objects.all().update(state="over")
    assert counts[0] == counts[1]


def everybody_has_a_turn(monkeypatch):
    pks = list(unserved().values_list("pk", flat=True))
    monkeypatch.setattr(Turns, "due", lambda self, told: iter(pks))


def test_the_same_people_are_offered_the_same_as_if_everybody_had_a_turn(clinic, monkeypatch):
    """Held, stopped, elsewhere, pregnant, on other days and at other times: with the look and without."""
    crowd(clinic, 2)
    for number in range(6):
        wait(clinic, f"Demo Wren{number}", last_day=TUESDAY + number * DAY)
        wait(clinic, f"Demo Ward{number}", therapist=clinic.therapists[number % 2])
    for name, changes in (("Demo Red", RED), ("Demo Preg", PREGNANT)):
        client = client_with(name=name)
        wait(clinic, person=Person(client=client))
        client_with(changes, name=f"{name} again")
    wait(clinic, "Demo Wanda", person=cleared_client("Demo Wanda"), first_day=TUESDAY, last_day=TUESDAY)
    wait(clinic, "Demo Morn", person=cleared_visitor(), parts=frozenset({Part.MORNING}))
    assert offers(MORNING) == offers_with_turns(monkeypatch) != []


PARTS = st.sets(st.sampled_from(sorted(Part)), min_size=1).map(frozenset)
STARTS = st.integers(0, 4)
GATES = st.sampled_from(["open", "open", "open", "held", "redirected"])
OLD = st.sampled_from([0, 0, 0, 13, 20])
CRAMPS = st.none() | st.integers(-30, 40)
WAITING = st.tuples(STARTS, st.integers(0, 4), PARTS, st.sampled_from([None, 0, 1]), GATES, OLD, CRAMPS)
TAKEN = st.sets(st.tuples(STARTS, st.sampled_from([9, 10, 12, 14, 16]), st.sampled_from([0, 1])), max_size=8)


@given(st.lists(WAITING, min_size=1, max_size=6), TAKEN, st.sets(st.integers(0, 5), max_size=2))
@settings(max_examples=40, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
def test_whoever_could_be_offered_a_time_has_a_turn(clinic, waiting, taken, known):
    """The slow full way, without the look: the gate of each, then the search as the page has it for them."""
    with transaction.atomic():
        take(clinic, taken)
        entries = [waits(clinic, number, *one) for number, one in enumerate(waiting)]
        for number in known & set(range(len(entries))):
            offered_before(entries[number])
        turns = set(Turns(MORNING).due(set()))
        could = {entry.pk for entry in entries if could_be_offered(entry)}
        transaction.set_rollback(True)
    assert could <= turns


def waits(clinic, number, first, more, parts, therapist, gate, days_old, cramp):
    cramp = None if cramp is None else MORNING + timedelta(hours=cramp - 24)
    entry = wait(
        clinic,
        f"Demo W{number}",
        first_day=TUESDAY + first * DAY,
        last_day=TUESDAY + (first + more) * DAY,
        parts=parts,
        therapist=None if therapist is None else clinic.therapists[therapist],
        person=cleared_visitor(last_cramp=cramp),
    )
    until = MORNING + timedelta(days=14 - days_old, minutes=1)
    Clearance.objects.filter(client=entry.client).update(
        gate=gate, answered_at=until - timedelta(days=14), expires_at=until
    )
    return entry


def take(clinic, taken):
    """Somebody else's visits, with either therapist."""
    for day, hour, therapist in sorted(taken):
        start = TEN + day * DAY + timedelta(hours=hour - 10)
        row = visit(clinic.service, clinic.therapists[therapist].pk, clinic.rooms[therapist].pk, start)
        row.client = make_client(f"Demo T{day}x{hour}x{therapist}")
        row.status, row.booked_at = "booked", MORNING
        row.save()


def visit(service, therapist, room, start):
    during = DateTimeTZRange(start, start + timedelta(minutes=service.minutes))
    where = {"therapist_id": therapist, "room_id": room}
    return Appointment(service=service, during=during, busy=during, price_pence=0, **where)


def offered_before(entry):
    """The first that would suit was offered already, and they let it go."""
    found = first_fitting(entry, person_of(entry).advice(MORNING), MORNING)
    if found is not None:
        kept = {"start": found.offer.start, "until": found.until, "token_hash": f"{entry.pk}"}
        gone = visit(entry.service, found.offer.slot.therapist, found.offer.slot.room, found.offer.start)
        gone.status = "expired"
        gone.save()
        WaitlistOffer.objects.create(entry=entry, appointment=gone, state="declined", **kept)


def could_be_offered(entry):
    advice = person_of(entry).lock_advice(MORNING)
    return advice.may_book and first_fitting(entry, advice, MORNING) is not None


def offers(now):
    """Whom what was offered, and then it never happened."""
    with transaction.atomic():
        offer_due(now)
        made = list(WaitlistOffer.objects.order_by("pk").values_list("entry", "start"))
        transaction.set_rollback(True)
    return made


def offers_with_turns(monkeypatch):
    with monkeypatch.context() as patched:
        everybody_has_a_turn(patched)
        return offers(MORNING)


def test_what_stands_in_the_way_since_the_look_is_seen_in_the_turn(clinic, monkeypatch):
    """The look locks nothing: an answer that comes between it and the turn is what counts."""
    one_slot(clinic)
    entry = wait(clinic)
    turn = waitlist_offers._offer

    def answered_red_meanwhile(pk, now):
        Clearance.objects.filter(client=entry.client).update(gate="redirected")
        return turn(pk, now)

    monkeypatch.setattr(waitlist_offers, "_offer", answered_red_meanwhile)
    assert offer_due(MORNING) == 0
    assert (mailed(), WaitlistOffer.objects.count()) == ([], 0)


def test_what_is_not_on_offer_any_more_is_looked_for_no_more(clinic):
    one_slot(clinic)
    wait(clinic)
    Service.objects.update(is_online=False)
    assert list(Turns(MORNING).due(set())) == []
    Service.objects.update(is_online=True)
    assert len(list(Turns(MORNING).due(set()))) == 1
    assert TEN > MORNING
