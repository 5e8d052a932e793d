"""A therapist's calendar by its secret address."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client as Browser
from icalendar import Calendar

from bookings.models import Appointment, CalendarFeed
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import NOW, TEN, make_clinic
from tests.portal.test_days import book, robot_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def clinic():
    return make_clinic()


def new_address(clinic):
    robot = robot_of(clinic.therapists[0].user)
    page = robot.submit(robot.open("/day/calendar/").form("calendar"))
    address = next(word for word in page.text.split() if word.endswith(".ics"))
    assert address.startswith(settings.SITE_URL)
    return address.removeprefix(settings.SITE_URL)


def test_the_feed_has_ones_own_visits_and_no_names(clinic):
    booked = book(clinic)
    book(clinic, 1)
    text = Browser().get(new_address(clinic)).content
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert (event["UID"], event["DTSTART"].dt) == (f"{booked.uuid}@hekas", TEN)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=45)
    assert b"Dana" not in text
    assert event["SUMMARY"] == "Appointment at Hekas"
    assert event["ORGANIZER"] == "mailto:hello@hekas.example"  # the clinic's, nobody's own
    assert set(event) == {
        "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "STATUS", "ORGANIZER",
    }  # fmt: skip


def test_a_new_address_ends_the_old(clinic):
    old, new = new_address(clinic), new_address(clinic)
    assert Browser().get(old).status_code == 404
    assert Browser().get(new).status_code == 200


def test_whoever_has_left_has_no_feed(clinic):
    address = new_address(clinic)
    user = clinic.therapists[0].user
    user.is_active = False
    user.save()
    assert Browser().get(address).status_code == 404


@pytest.mark.parametrize("token", ["x", "..%2f", "%00", "a" * 300])
def test_a_made_up_address_is_a_404(clinic, token):
    assert Browser().get(f"/calendar/{token}.ics").status_code == 404


def test_a_visit_has_one_uid_in_the_letter_and_in_the_feed_whatever_becomes_of_it(clinic):
    """So that a calendar never shows it twice, and a feed that is read again adds nothing."""
    booked, address = book(clinic), new_address(clinic)
    told = [
        row.attachments[0]["text"]
        for row in OutboundMessage.objects.filter(about=booked.about)
        if row.attachments
    ]
    feed = [Browser().get(address).content for _ in range(2)]
    uids = {str(event["UID"]) for text in (*told, *feed) for event in Calendar.from_ical(text).walk("VEVENT")}
    assert uids == {f"{booked.uuid}@hekas"}
    assert told


def test_what_a_calendar_sends_back_changes_nothing(clinic):
    booked, address = book(clinic), new_address(clinic)
    for method in ("post", "put", "patch", "delete"):
        assert getattr(Browser(), method)(address).status_code == 405
    booked.refresh_from_db()
    assert (booked.status, booked.version) == ("booked", 1)


def test_the_page_says_that_it_is_one_way_before_and_after_the_address_is_made(clinic):
    robot = robot_of(clinic.therapists[0].user)
    page = robot.open("/day/calendar/")
    assert "Changes made there do not come back to us." in page.text
    page = robot.submit(page.form("calendar"))
    assert "Changes made in your calendar do not come back to us." in page.text


@pytest.mark.parametrize("held", ["hold", "cancelled", "expired"])
def test_what_is_not_to_come_is_not_in_the_feed(clinic, held):
    """Neither a time that is only held, nor what was called off: a calendar that reads again drops it."""
    booked, address = book(clinic), new_address(clinic)
    assert b"BEGIN:VEVENT" in Browser().get(address).content
    states = {"hold": {"status": "tentative", "booked_at": None, "hold_expires_at": NOW + timedelta(hours=1)}}
    Appointment.objects.filter(pk=booked.pk).update(**states.get(held, {"status": held}))
    assert b"BEGIN:VEVENT" not in Browser().get(address).content


def test_no_store_keeps_what_the_address_shows(clinic):
    assert "no-store" in Browser().get(new_address(clinic))["Cache-Control"]


def test_only_a_hash_of_the_address_is_kept(clinic):
    token = new_address(clinic).split("/")[-1].removesuffix(".ics")
    assert len(token) >= 32
    assert token not in str(list(CalendarFeed.objects.values()))
