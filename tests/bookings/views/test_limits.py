"""How many times one address of the network may keep on the pages, and how often it may look."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client as Browser

from bookings.models import Appointment, Series, WaitlistEntry
from tests.bookings.clinic import NOW, TEN, cleared_visitor
from tests.bookings.views.test_journey import cleared_robot, hold, search
from tests.bookings.views.test_own import START, newest_link
from tests.bookings.views.test_own import book as booked_visit
from tests.bookings.views.test_series import alice, asked  # noqa: F401
from tests.bookings.views.test_waitlist import joined
from tests.bookings.waiting import book, one_slot

pytestmark = pytest.mark.django_db
HALF_HOUR = timedelta(minutes=30)


@pytest.fixture(autouse=True)
def _few(settings, clinic):
    cache.clear()
    settings.HOLDS_PER_ADDRESS, settings.SEARCHES_PER_ADDRESS = 2, 6
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock
    cache.clear()


def robot_at(address):
    robot = cleared_robot()
    robot.client.defaults["REMOTE_ADDR"] = address
    return robot


def hold_at(address, n):
    return hold(robot_at(address), TEN + n * HALF_HOUR)


def held():
    return Appointment.objects.filter(status="tentative").count()


def test_an_address_keeps_so_many_times_and_no_more(_few):
    pages = [hold_at("198.51.100.7", n) for n in range(3)]
    assert [page.status for page in pages] == [200, 200, 429]
    assert pages[2].headings == ["Please wait a little"]
    assert "Try again in 10 minutes" in pages[2].text
    assert held() == 2
    assert hold_at("198.51.100.8", 3).status == 200
    _few.shift(timedelta(minutes=10))
    assert hold_at("198.51.100.7", 4).status == 200


def test_an_ipv6_household_is_one_address():
    pages = [hold_at(f"2001:db8::{n}", n) for n in range(3)]
    assert [page.status for page in pages] == [200, 200, 429]


def test_whoever_changes_their_mind_is_not_counted():
    robot = robot_at("198.51.100.7")
    assert [hold(robot, TEN + n * HALF_HOUR).status for n in range(5)] == [200] * 5
    assert held() == 1


def test_looking_for_times_is_counted_by_the_minute(_few):
    robot = robot_at("198.51.100.7")
    assert [search(robot).status for _ in range(7)] == [200] * 6 + [429]
    where = robot.open("/bookings/").link("/bookings/search/")
    assert robot.client.get(where)["Retry-After"] == "60"
    _few.shift(timedelta(minutes=1))
    assert search(robot).status == 200


def test_an_address_puts_so_many_on_the_waiting_list_and_no_more(clinic, _few):
    """Each would be kept a time for two hours when one comes free, one after another."""
    one_slot(clinic)
    book(clinic)
    robot = robot_at("198.51.100.7")
    pages = [joined(robot, last_day_0=str(day), last_day_1="12") for day in (1, 2, 3)]
    assert [page.status for page in pages] == [200, 200, 429]
    assert "Try again in 60 minutes" in pages[2].text
    assert WaitlistEntry.objects.count() == 2
    assert joined(robot_at("198.51.100.8")).status == 200
    _few.shift(timedelta(hours=1))
    assert joined(robot).status == 200


def test_a_visit_is_moved_so_often_and_no_more(clinic, settings, _few):
    """Each move is a letter and a text to whatever address and number were given."""
    settings.MOVES_PER_VISIT = 2
    visit, said = booked_visit(clinic, cleared_visitor(), START), []
    for n in (1, 2, 3):
        link = newest_link("appointment_changed" if said else "appointment_confirmed") + "move/"
        said.append(Browser().post(link, {"start": (START + n * HALF_HOUR).isoformat(), "version": n}))
    assert [answer.status_code for answer in said] == [200, 200, 429]
    visit.refresh_from_db()
    assert visit.starts_at == START + 2 * HALF_HOUR
    assert "This visit was moved often just now" in said[-1].content.decode()
    _few.shift(timedelta(hours=1))
    again = {"start": (START + HALF_HOUR).isoformat(), "version": n}
    assert Browser().post(link, again).status_code == 200


def test_a_series_that_is_booked_and_ended_again_and_again_is_counted_as_holds_are(alice, clinic, _few):  # noqa: F811
    """Each is letters to whatever address was given."""
    pages = []
    for _ in range(3):
        pages.append(alice.submit(asked(alice, clinic).form("series/book")))
        Appointment.objects.filter(status="booked").update(status="cancelled", ended_at=NOW)
    assert [page.status for page in pages] == [200, 200, 429]
    assert Series.objects.count() == 2


def test_nothing_is_counted_where_the_clinic_says_so(settings):
    settings.HOLDS_PER_ADDRESS = settings.SEARCHES_PER_ADDRESS = 0
    assert [hold_at("198.51.100.7", n).status for n in range(3)] == [200] * 3
