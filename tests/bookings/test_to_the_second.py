"""The end of a time that is kept: up to that very moment it is theirs, from it on it is the next one's."""

from datetime import timedelta

import pytest

from bookings.actions import holds, waitlist
from bookings.actions.appointments import HoldExpired
from bookings.actions.front_door import SlotTaken
from bookings.actions.holds import Wish
from bookings.actions.waitlist_offers import offer_due
from bookings.models import Appointment
from tests.bookings import waiting
from tests.bookings.clinic import BY, TEN, cleared_visitor
from tests.bookings.safety.people import client_with, confirm, hold

pytestmark = pytest.mark.django_db
MOMENT = timedelta(microseconds=1)


def held_by_another(clinic, now):
    wish = Wish(clinic.service, TEN, clinic.therapists[0])
    return holds.place(wish=wish, person=cleared_visitor(), own=None, by=BY, now=now).appointment


def test_until_its_end_a_hold_is_its_owners_and_nobody_elses(clinic):
    cleo = client_with()
    held = hold(clinic, cleo)
    last = held.hold_expires_at - MOMENT
    with pytest.raises(SlotTaken):
        held_by_another(clinic, last)
    assert confirm(Appointment.objects.get(pk=held.pk), cleo, last).status == "booked"


def test_at_its_end_it_is_nobodys_and_the_next_one_has_it(clinic):
    cleo = client_with()
    held = hold(clinic, cleo)
    end = held.hold_expires_at
    with pytest.raises(HoldExpired):
        confirm(Appointment.objects.get(pk=held.pk), cleo, end)
    assert held_by_another(clinic, end).starts_at == TEN


@pytest.fixture
def offer(clinic):
    """The one slot is kept for Wanda, and Nia waits behind her."""
    waiting.one_slot(clinic)
    booked = waiting.book(clinic)
    entry = waiting.wait(clinic)
    waiting.wait(clinic, "Demo Nia")
    waiting.cancel(booked)
    assert offer_due(waiting.MORNING) == 1
    return waiting.offers_of(entry)[0]


def test_until_its_end_an_offer_is_taken_and_nobody_else_has_one(offer):
    last = offer.until - MOMENT
    assert offer_due(last) == 0
    assert waitlist.take(offer=offer, by=BY, now=last).status == "booked"
    assert waiting.mailed() == ["Demo Wanda"]


def test_at_its_end_it_is_not_taken_and_goes_to_the_next(offer):
    with pytest.raises(waitlist.OfferOver):
        waitlist.take(offer=offer, by=BY, now=offer.until)
    assert offer_due(offer.until) == 1
    assert waiting.mailed() == ["Demo Wanda", "Demo Nia"]
    assert Appointment.objects.filter(status="booked").count() == 0


def test_the_offer_alone_ends_it_also_where_its_hold_is_kept_longer(offer):
    Appointment.objects.filter(pk=offer.appointment_id).update(
        hold_expires_at=offer.until + timedelta(hours=1)
    )
    offer.appointment.refresh_from_db()
    with pytest.raises(waitlist.OfferOver):
        waitlist.take(offer=offer, by=BY, now=offer.until)
    assert not Appointment.objects.filter(status="booked").exists()


def test_the_hold_alone_ends_it_also_where_its_offer_is_kept_longer(offer):
    end = offer.until
    type(offer).objects.update(until=end + timedelta(hours=1))
    offer.refresh_from_db()
    with pytest.raises(waitlist.OfferOver):
        waitlist.take(offer=offer, by=BY, now=max(end, offer.appointment.hold_expires_at))
    assert not Appointment.objects.filter(status="booked").exists()
