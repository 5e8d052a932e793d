"""A visit is moved by its client after its service got another price or length, or went off the list."""

from datetime import timedelta

import pytest
import time_machine

from bookings.actions import appointments, desk
from bookings.actions.holds import Wish
from bookings.models import Appointment, Service
from bookings.queries.desk import Spot
from tests.bookings.clinic import BY, NOW, TEN, cleared_client, cleared_visitor
from tests.bookings.regular import book_series
from tests.bookings.views.test_own import book, newest_link
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db
START, LATER = TEN + timedelta(days=2), TEN + timedelta(days=3)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def visit(clinic):
    return book(clinic, cleared_visitor())


def times():
    robot = Robot()
    return robot, robot.open(newest_link() + "move/")


def moved(visit, robot, page):
    day = robot.open(page.link(f"day={LATER:%Y-%m-%d}"))
    assert robot.submit(day.form("move"), start=LATER.isoformat()).headings == ["Your visit has a new time"]
    visit.refresh_from_db()
    assert visit.starts_at == LATER


def test_what_was_agreed_is_what_the_page_says_and_what_it_costs(visit):
    Service.objects.update(price_pence=7000, change_notice_hours=48)
    robot, page = times()
    assert "£70" not in page.text
    assert "The price stays as you booked it, £52." in page.text
    before = (visit.policy_text, visit.policy_hours, visit.policy_accepted_at)
    moved(visit, robot, page)
    assert visit.price_pence == 5200
    assert (visit.policy_text, visit.policy_hours, visit.policy_accepted_at) == before


def agreed(visit):
    return visit.price_pence, visit.policy_text, visit.policy_hours, visit.policy_accepted_at


def test_the_desk_moves_it_at_the_price_and_the_rule_that_were_agreed(visit):
    before = agreed(visit)
    Service.objects.update(price_pence=7000, change_notice_hours=48)
    fresh = Appointment.objects.with_names().get(pk=visit.pk)
    spot = Spot(fresh.therapist, LATER, 60)
    desk.move(appointment=fresh, spot=spot, by=BY, now=NOW, seen=fresh.version)
    visit.refresh_from_db()
    assert (agreed(visit), visit.starts_at, visit.minutes) == (before, LATER, 60)


def test_so_does_whoever_moves_one_of_a_series(clinic):
    visit = book_series(clinic, cleared_client()).appointments.with_names().order_by("during").last()
    before = agreed(visit)
    Service.objects.update(price_pence=7000, change_notice_hours=48)
    fresh = Appointment.objects.with_names().get(pk=visit.pk)
    wish = Wish(fresh.service, visit.starts_at + timedelta(days=1), fresh.therapist)
    appointments.move(appointment=fresh, wish=wish, by=BY, now=NOW, seen=fresh.version)
    visit.refresh_from_db()
    assert (agreed(visit), visit.version) == (before, 2)


def test_nothing_is_said_where_nothing_has_changed(visit):
    _, page = times()
    assert "£52" in page.text
    assert "stays as you booked it" not in page.text
    assert "It lasts" not in page.text


def test_off_the_list_it_is_moved_and_the_page_says_so(visit):
    Service.objects.update(is_active=False)
    robot, page = times()
    assert "We don’t offer this visit to anybody new any more. You keep yours." in page.text
    moved(visit, robot, page)


def test_of_another_length_the_page_says_both(visit):
    Service.objects.update(minutes=60)
    robot, page = times()
    assert "It lasts 45 minutes now, and 1 hour at another time." in page.text
    moved(visit, robot, page)
    assert visit.minutes == 60
