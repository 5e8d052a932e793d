"""The list of visits that can't stay where they stand: nothing vanishes, whatever was changed under them."""

from datetime import timedelta

import pytest

from bookings.actions import appointments, desk, holds
from bookings.actions.details import Details
from bookings.actions.holds import Wish
from bookings.models import ClinicClosure, Location, WorkingHours
from bookings.scheduling.intervals import Interval
from hekas.accounts.models import User
from tests.bookings.actions.test_desk import book
from tests.bookings.clinic import BY, NOW, TEN, TUESDAY, at, cleared_visitor, make_intake
from tests.flows.robot import Robot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
HOUR = timedelta(hours=1)
DAY = "2026-11-24"


def to_look_at(jo):
    return jo.open("/bookings/desk/to-do/").text


def test_nothing_vanishes_when_a_shift_is_shortened(jo, clinic):
    booked = book(clinic)
    assert "Nothing to look at" in to_look_at(jo)
    WorkingHours.objects.filter(therapist=clinic.therapists[0]).update(opens="12:00")
    assert "The therapist does not work then" in to_look_at(jo)
    booked.refresh_from_db()
    assert booked.status == "booked"


def test_what_is_wrong_with_many_visits_is_said_once(jo, clinic):
    for name, clock in (("Demo Cleo", "10:00"), ("Demo Dora", "14:00")):
        book(clinic, name, start=at(TUESDAY, clock))
    WorkingHours.objects.filter(therapist=clinic.therapists[0]).update(opens="16:00")
    text = to_look_at(jo)
    assert text.count("The therapist does not work then") == 1
    assert text.index("Demo Cleo") < text.index("Demo Dora")


def test_nothing_vanishes_when_a_therapist_is_off_or_the_clinic_shuts(jo, clinic):
    book(clinic)
    blocked = desk.block(
        therapist=clinic.therapists[0], span=Interval(TEN, TEN + HOUR), reason="Sick", by=BY, now=NOW
    )
    assert "Demo Cleo" in to_look_at(jo)
    blocked.off.delete()
    ClinicClosure.objects.create(name="Flood", first_day=TUESDAY, last_day=TUESDAY)
    assert "Demo Cleo" in to_look_at(jo)
    assert "Demo Cleo" in jo.open(f"/clinic/?day={DAY}").text


def test_a_room_that_is_given_up_is_told(jo, clinic):
    booked = book(clinic)
    type(booked.room).objects.filter(pk=booked.room_id).update(is_active=False)
    assert "The room is not in use any more." in to_look_at(jo)


def test_a_therapist_who_has_left_is_told(jo, clinic):
    booked = book(clinic)
    User.objects.filter(pk=booked.therapist.user_id).update(is_active=False)
    assert "The therapist is not here any more." in to_look_at(jo)


def test_a_therapist_who_works_somewhere_else_then_is_told(jo, clinic):
    """The room is in one place, and whoever works that day is in another."""
    book(clinic)
    other = Location.objects.create(name="Hekas South", address="2 Demo Street", postcode="M2 2BB")
    WorkingHours.objects.filter(therapist=clinic.therapists[0]).update(location=other)
    assert "The therapist does not work then" in to_look_at(jo)


def test_a_closure_in_half_a_year_shows_the_visit_that_stands_there_now(jo, clinic):
    service, start = clinic.service, TEN + timedelta(days=182)
    service.horizon_days = 200
    service.save()
    wish = Wish(service, start, clinic.therapists[0])
    held = holds.place(wish=wish, person=(who := cleared_visitor()), own=None, by=BY, now=NOW).appointment
    appointments.book(hold=held, person=who, details=Details("Demo Vera", "v@demo.example"), by=BY, now=NOW)
    ClinicClosure.objects.create(name="Flood", first_day=start.date(), last_day=start.date())
    assert "Demo Vera" in to_look_at(jo)


def test_a_deep_visit_before_a_race_that_became_known_is_told_without_the_reason(jo, clinic):
    clinic.service.is_deep = True
    clinic.service.save()
    booked = book(clinic)
    race = {"service": "treatment", "fit": "avoid", "because": "Your race is on Thursday."}
    booked.client.clearances.all().delete()
    make_intake(client=booked.client, windows=[race], days_old=0)
    words = to_look_at(jo)
    assert "another time suits this client better. Their therapist says whether it stays." in words
    assert "race" not in words
    therapist = Robot()
    User.objects.filter(pk=booked.therapist.user_id).update(role="therapist")
    therapist.client.force_login(User.objects.get(pk=booked.therapist.user_id))
    own = therapist.open(f"/day/?day={DAY}").text
    assert "another time suits this client better. You say whether it stays." in own
