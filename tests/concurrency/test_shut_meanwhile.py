"""Somebody is shut out while a visit of theirs is being made: by whatever way, they keep none."""

from datetime import timedelta
from threading import Timer
from uuid import uuid4

import pytest

from assessments.actions import clearances
from assessments.models import Clearance
from assessments.queries.clearances import advice_for
from bookings.actions import appointments, desk, waitlist
from bookings.actions.desk import NotYet, Order
from bookings.actions.front_door import SlotTaken
from bookings.actions.holds import NotCleared
from bookings.actions.waitlist_offers import offer_due
from bookings.models import Appointment, WaitlistOffer
from bookings.queries.desk import Spot
from bookings.queries.person import Person
from hekas.accounts.models import Client
from hekas.messaging.models import OutboundMessage
from hekas.privacy.actions import erasure, merging
from tests.bookings import waiting
from tests.bookings.clinic import BY, NOW, TEN, make_client
from tests.bookings.regular import book_series, preventive
from tests.bookings.safety.people import HELD, RED, client_with, confirm, give, hold, release
from tests.concurrency.race import race, tally

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LATE = TEN - HOUR  # too late for a word before the visit: whoever is held by then keeps none
REFUSED = {"NotCleared", "HoldExpired", "OfferOver", "NotYet", "SlotTaken", "Conflicts"}


@pytest.fixture
def cleo(clinic):
    """Booked up to the last hour."""
    clinic.service.notice_hours = 0
    clinic.service.save()
    return client_with(name="Demo Cleo")


def confirming(clinic, cleo):
    held = Appointment.objects.get(pk=hold(clinic, cleo, now=LATE).pk)
    return lambda: confirm(held, cleo, LATE)


def taking(clinic, cleo):
    waiting.one_slot(clinic)
    waiting.wait(clinic, person=Person(client=cleo))
    assert offer_due(LATE - HOUR) == 1
    WaitlistOffer.objects.update(until=TEN)
    Appointment.objects.update(hold_expires_at=TEN)
    offer = WaitlistOffer.objects.select_related("appointment", "entry__client", "entry__intake").get()
    return lambda: waitlist.take(offer=offer, by=BY, now=LATE)


def at_the_desk(clinic, cleo):
    order = Order(cleo, clinic.service, Spot(clinic.therapists[0], TEN, 45), uuid4())
    return lambda: desk.book(order=order, by=BY, now=LATE)


def regular(clinic, cleo):
    clinic.services["preventive"] = preventive(clinic, notice_hours=0)
    return lambda: book_series(clinic, Person(client=cleo), now=LATE)


WAYS = [confirming, taking, at_the_desk, regular]


def red(clinic, cleo):
    return lambda: give(cleo, RED, LATE)


def by_hand(clinic, cleo):
    row = cleo.clearances.get(superseded_at=None)
    who = clinic.therapists[1]
    return lambda: clearances.hold(row, therapist=who, reason="Their GP rang", by=BY, now=LATE)


def merged(clinic, cleo):
    twin = make_client("Demo Cleo Twin")
    give(twin, RED, LATE - HOUR)
    return lambda: merging.merge(cleo, twin, reason="One person", by=BY, now=LATE)


def merged_into(clinic, cleo):
    twin = make_client("Demo Cleo Twin")
    give(twin, RED, LATE - HOUR)
    return lambda: merging.merge(twin, cleo, reason="One person", by=BY, now=LATE)


SHUT = [red, by_hand, merged, merged_into]


def standing():
    rows = Appointment.objects.filter(status__in=["tentative", "booked", "arrived"], during__startswith=TEN)
    return rows.count()


def meanwhile(slow, book, shut):
    reached, go_on = slow

    def then():
        assert reached.wait(60)
        Timer(0.3, go_on.set).start()
        return shut()

    return race(book, then)


@pytest.mark.parametrize("shut", SHUT)
@pytest.mark.parametrize("way", WAYS)
def test_shut_after_the_gate_and_before_the_end_they_keep_nothing(clinic, cleo, slow, way, shut):
    booked, done = meanwhile(slow, way(clinic, cleo), shut(clinic, cleo))
    assert not isinstance(done, Exception), done
    assert not isinstance(booked, Exception) or type(booked).__name__ in REFUSED, booked
    assert standing() == 0


@pytest.mark.parametrize("attempt", range(2))
@pytest.mark.parametrize("shut", SHUT)
@pytest.mark.parametrize("way", WAYS)
def test_shut_at_the_same_moment_they_keep_nothing(clinic, cleo, way, shut, attempt):
    booked, done = race(way(clinic, cleo), shut(clinic, cleo))
    assert not isinstance(done, Exception), done
    assert not isinstance(booked, Exception) or type(booked).__name__ in REFUSED, booked
    assert standing() == 0


@pytest.mark.parametrize("attempt", range(6))
def test_a_release_against_newer_answers_opens_nothing(clinic, attempt):
    cleo = client_with(HELD)
    outcomes = tally(race(lambda: release(cleo, clinic.therapists[0], NOW), lambda: give(cleo, RED, NOW)))
    assert outcomes["Result"] == 1 and sum(outcomes.values()) == 2
    assert set(outcomes) <= {"Result", "Clearance", "NotHeld", "DoesNotExist"}
    advice = advice_for(now=NOW, client=cleo)
    assert (advice.gate, advice.may_book) == ("redirected", False)
    assert Clearance.objects.current().filter(client=cleo).count() == 1


@pytest.mark.parametrize("attempt", range(6))
def test_of_a_hold_by_hand_and_a_release_the_second_counts(clinic, attempt):
    """Both are acts of people: whichever came last stands whole, never half of each."""
    cleo = client_with()
    amira, ben = clinic.therapists[:2]
    row = cleo.clearances.get(superseded_at=None)
    clearances.hold(row, therapist=amira, reason="Their GP rang", by=BY, now=NOW)
    outcomes = tally(
        race(
            lambda: release(cleo, amira, NOW + MINUTE),
            lambda: clearances.hold(row, therapist=ben, reason="Rang again", by=BY, now=NOW + MINUTE),
        )
    )
    row.refresh_from_db()
    assert outcomes["Clearance"] in (1, 2)
    assert (row.released_at is None) == (row.held_at is not None)


@pytest.mark.parametrize("attempt", range(2))
@pytest.mark.parametrize("way", WAYS)
def test_whoever_is_forgotten_while_they_book_has_no_visit_and_no_letter(clinic, cleo, way, attempt):
    book = way(clinic, cleo)
    wish = erasure.ask(cleo, by=BY, now=LATE)
    booked, done = race(book, lambda: erasure.carry_out(wish, by=BY, now=LATE))
    assert not isinstance(done, Exception), done
    assert not isinstance(booked, Exception) or type(booked).__name__ in REFUSED, booked
    assert standing() == 0
    assert not OutboundMessage.objects.filter(client=cleo).exists()
    assert not Client.objects.filter(pk=cleo.pk, email__gt="").exists()


@pytest.mark.parametrize("way", WAYS)
def test_forgotten_after_the_gate_and_before_the_end(clinic, cleo, slow, way):
    book = way(clinic, cleo)
    wish = erasure.ask(cleo, by=BY, now=LATE)
    booked, done = meanwhile(slow, book, lambda: erasure.carry_out(wish, by=BY, now=LATE))
    assert not isinstance(done, Exception), done
    assert not isinstance(booked, Exception) or type(booked).__name__ in REFUSED, booked
    assert standing() == 0
    assert not OutboundMessage.objects.filter(client=cleo).exists()


def test_a_visit_that_went_with_its_client_can_be_neither_moved_nor_cancelled(clinic, cleo):
    """The desk has the page open, and presses a moment after."""
    visit = confirming(clinic, cleo)()
    erasure.carry_out(erasure.ask(cleo, by=BY, now=LATE), by=BY, now=LATE)
    with pytest.raises(SlotTaken):
        appointments.cancel(appointment=visit, by=BY, now=LATE, seen=1, for_clinic=True)
    with pytest.raises(SlotTaken):
        desk.move(appointment=visit, spot=Spot(visit.therapist, TEN + HOUR, 45), by=BY, now=LATE, seen=1)


@pytest.mark.parametrize("way", [at_the_desk, regular])
def test_nobody_books_whoever_was_forgotten_from_a_page_that_was_open(clinic, cleo, way):
    book = way(clinic, cleo)
    erasure.carry_out(erasure.ask(cleo, by=BY, now=LATE), by=BY, now=LATE)
    with pytest.raises((NotYet, NotCleared)):
        book()
    assert not advice_for(now=LATE, client=cleo).may_book
