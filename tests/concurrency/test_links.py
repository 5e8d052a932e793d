"""One secret link, two browsers at the same moment: it does one thing once, and says what became of it."""

import re

import pytest
import time_machine
from django.test import Client as Browser

from bookings.actions import appointments
from bookings.actions.holds import Wish
from bookings.models import Appointment
from hekas.audit.models import AuditEvent
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import BY, NOW, TEN
from tests.concurrency.race import race
from tests.concurrency.test_changes import HOUR, book

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
START = TEN + 48 * HOUR
ONCE = {"cancel": "appointment cancelled", "move": "appointment moved"}
SAID = {
    "cancel": {"version": "1"},
    "move": {"version": "1", "start": (START + 24 * HOUR).isoformat()},
    "elsewhere": {"version": "1", "start": (START + 25 * HOUR).isoformat()},
}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def visit(clinic):
    return book(clinic, START)


@pytest.fixture
def link(visit):
    letter = OutboundMessage.objects.get(template="appointment_confirmed", channel="email")
    return re.sub(r"^https?://[^/]+", "", letter.context["manage_url"])


def post(link, what):
    browser = Browser(raise_request_exception=False)
    page = "cancel/" if what == "cancel" else "move/"
    return lambda: browser.post(link + page, SAID[what]).status_code


@pytest.mark.parametrize("pair", [("cancel", "cancel"), ("move", "move"), ("move", "elsewhere")])
def test_two_browsers_press_at_once_and_one_acts(visit, link, pair):
    codes = sorted(race(*(post(link, what) for what in pair)))
    assert codes[0] == 200
    assert codes[1] in (404, 409)
    visit.refresh_from_db()
    assert visit.version == 2
    assert Appointment.objects.count() == 1
    assert AuditEvent.objects.filter(action=ONCE[pair[0]]).count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_to_move_against_to_cancel(visit, link, attempt):
    codes = sorted(race(post(link, "move"), post(link, "cancel"), post(link, "elsewhere")))
    assert codes.count(200) == 1
    assert set(codes) <= {200, 404, 409}
    visit.refresh_from_db()
    told = OutboundMessage.objects.filter(template__in=["appointment_changed", "appointment_cancelled"])
    assert (visit.version, told.filter(channel="email").count()) == (2, 1)


def test_a_throng_of_scanners_reads_every_page_and_nothing_happens(visit, link):
    """Ten mail scanners follow each address of the letter, by GET and by HEAD, while nobody presses."""
    pages = ("", "move/", "cancel/", "before/", "appointment.ics")
    outcomes = race(*(lambda page=page: Browser().get(link + page).status_code for page in pages * 2))
    heads = [Browser().head(link + page).status_code for page in pages]
    assert set(outcomes) | set(heads) == {200}
    visit.refresh_from_db()
    assert (visit.status, visit.version) == ("booked", 1)
    assert Browser().get(link).status_code == 200


def test_whoever_came_second_is_not_led_on_by_a_dead_link(visit, link, monkeypatch):
    """The page that says it changed has no address that opens nothing."""
    cancel = appointments.cancel

    def second(*, appointment, **more):
        appointments.move(
            appointment=Appointment.objects.get(pk=appointment.pk),
            wish=Wish(appointment.service, START + 24 * HOUR, appointment.therapist),
            by=BY,
            now=NOW,
            seen=1,
        )
        return cancel(appointment=appointment, **more)

    monkeypatch.setattr(appointments, "cancel", second)
    answer = Browser().post(link + "cancel/", SAID["cancel"])
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Friday 27 November" in page
    assert "The newest message from us has the one that works" in page
    assert link not in page
