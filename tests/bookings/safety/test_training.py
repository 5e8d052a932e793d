"""Pregnant and released: only therapists who are trained for it, on every way to a slot. Source: K6."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from bookings.actions import appointments, holds
from bookings.actions.holds import NeverOnOffer, NotCleared, Wish
from bookings.models import Appointment
from bookings.queries.availability import Seek, free_slots
from bookings.queries.clearing import Missing, missing_at_the_door, missing_for_each
from bookings.queries.person import Person
from hekas.accounts.models import Therapist
from tests.bookings.clinic import BY, NOW, TEN
from tests.bookings.safety.people import PREGNANT, book, client_with, confirm, give, hold, release

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = TEN.astimezone(ZoneInfo("Europe/London")).date()


@pytest.fixture
def trained(clinic):
    therapist = clinic.therapists[1]
    therapist.pregnancy_trained = True
    therapist.save()
    return therapist


@pytest.fixture
def cleo(clinic, trained):
    client = client_with(PREGNANT)
    release(client, trained)
    return client


def seek(clinic, client, therapist=None):
    return Seek(clinic.service, Person(client=client).advice(NOW), therapist, client)


def test_the_advice_says_what_is_needed_and_not_why(cleo):
    assert Person(client=cleo).advice(NOW).needs == {"pregnancy_trained"}


def test_without_a_release_nothing_is_offered(clinic, trained):
    with pytest.raises(NotCleared):
        hold(clinic, client_with(PREGNANT, name="Demo Dora"), therapist=1)


def test_only_the_trained_are_offered(clinic, cleo, trained):
    found = free_slots(seek(clinic, cleo), DAY, DAY + timedelta(days=13), NOW)
    assert {offer.slot.therapist for offer in found.offers} == {trained.pk}
    assert not free_slots(seek(clinic, cleo, clinic.therapists[0]), DAY, DAY, NOW).offers


def test_others_are_offered_everybody(clinic, trained):
    found = free_slots(seek(clinic, client_with(name="Demo Eve")), DAY, DAY, NOW)
    assert found.therapists.keys() == {therapist.pk for therapist in clinic.therapists}


@pytest.mark.parametrize("hours", range(7))
def test_no_way_of_holding_gives_an_untrained_one(clinic, cleo, trained, hours):
    """By name never, by "any" only the trained, whatever the hour."""
    start = TEN + (hours - 1) * HOUR
    with pytest.raises(NeverOnOffer):
        hold(clinic, cleo, start)
    wish = Wish(clinic.service, start)
    placed = holds.place(wish=wish, person=Person(client=cleo), own=None, by=BY, now=NOW).appointment
    assert placed.therapist == trained


def test_a_move_keeps_to_the_trained(clinic, cleo, trained):
    visit = book(clinic, cleo, therapist=1)
    wish = Wish(clinic.service, TEN + HOUR, clinic.therapists[0])
    with pytest.raises(NeverOnOffer):
        appointments.move(appointment=visit, wish=wish, by=BY, now=NOW, seen=visit.version)


def test_a_hold_from_before_is_not_confirmed_with_an_untrained_one(clinic, trained, monkeypatch):
    client = client_with(name="Demo Fay")
    held = hold(clinic, client)
    monkeypatch.setattr("bookings.actions.safety._end_holds", lambda *args: None)
    give(client, PREGNANT)
    release(client, trained)
    with pytest.raises(NotCleared):
        confirm(held, client)


def test_the_page_names_only_the_trained(clinic, cleo, trained, client):
    session = client.session
    session["own_intakes"] = [str(cleo.intakes.get().uuid)]
    session.save()
    with time_machine.travel(NOW, tick=False):  # the answers are of that morning
        page = client.get(f"/bookings/search/?service={clinic.service.uuid}").content.decode()
    assert "Demo Ben" in page
    assert "Demo Amira" not in page


def test_who_is_booked_with_one_that_lost_the_training_is_not_let_in(clinic, cleo, trained):
    visit = book(clinic, cleo, therapist=1)
    assert missing_at_the_door(visit, TEN) is None
    Therapist.objects.update(pregnancy_trained=False)
    fresh = Appointment.objects.get(pk=visit.pk)
    assert missing_at_the_door(fresh, TEN) is Missing.THERAPIST
    assert list(missing_for_each([fresh], NOW)) == [Missing.THERAPIST]
