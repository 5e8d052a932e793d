"""Who treats whom and when they come, as the clinic's rooms are told through the settings."""

from datetime import timedelta

import pytest

from assessments.models import Intake
from assessments.permissions import seen_by
from assessments.permissions_care import in_care
from assessments.queries.appointed import Appointed, appointed, to_put_back
from bookings.actions import appointments, holds
from bookings.actions.details import Details
from bookings.actions.holds import Wish
from tests.bookings.clinic import BY, NOW, TEN, cleared_client

pytestmark = pytest.mark.django_db


def treats(therapist, client, now):
    return in_care(therapist.user_id, now).filter(pk=client.pk).exists()


@pytest.fixture
def booked(clinic):
    person, wish = cleared_client(), Wish(clinic.service, TEN, clinic.therapists[0])
    hold = holds.place(wish=wish, person=person, own=None, by=BY, now=NOW).appointment
    return appointments.book(hold=hold, person=person, details=Details("", ""), by=BY, now=NOW)


def test_a_booking_puts_the_client_in_the_care_of_their_therapist(clinic, booked):
    amira, ben = clinic.therapists
    assert [treats(who, booked.client, NOW) for who in (amira, ben)] == [True, False]
    seen = [list(Intake.objects.filter(seen_by(who, NOW))) for who in (amira, ben)]
    assert seen == [[booked.intake], []]


def test_a_cancelled_booking_does_not(clinic, booked):
    appointments.cancel(appointment=booked, by=BY, now=NOW, seen=1, for_clinic=True)
    assert not treats(clinic.therapists[0], booked.client, NOW)


def test_care_ends_twenty_four_months_after_the_last_visit(clinic, booked):
    ended = booked.during.upper
    for days, still in ((0, True), (730, True), (731, False), (4000, False)):
        assert treats(clinic.therapists[0], booked.client, ended + timedelta(days=days)) is still


def test_the_visit_of_today_is_known_with_its_time_and_room(clinic, booked):
    names = booked.room.name, booked.therapist.name
    wanted = Appointed(booked.uuid, booked.service.name, TEN, booked.ends_at, *names)
    for moment in (TEN - timedelta(hours=3), TEN, booked.ends_at + timedelta(hours=1)):
        assert appointed(booked.client, moment) == wanted
    assert appointed(booked.client, TEN - timedelta(days=1)) is None
    assert appointed(booked.client, TEN + timedelta(days=1)) is None


def test_a_cancelled_visit_is_not_one_of_today(clinic, booked):
    appointments.cancel(appointment=booked, by=BY, now=NOW, seen=1, for_clinic=True)
    assert appointed(booked.client, TEN) is None


def test_without_a_calendar_nobody_is_booked_and_nobody_covers(clinic, booked, settings):
    settings.VISIT_OF_TODAY, settings.VISIT_TO_PUT_BACK, settings.CARE_RELATIONS = "", "", []
    assert appointed(booked.client, TEN) is None
    assert to_put_back(booked.client, booked.therapist.user_id, NOW) == []
    assert not treats(clinic.therapists[0], booked.client, NOW)
