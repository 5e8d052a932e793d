"""Cancelled visits on the board: out of the way, and there when somebody asks."""

from datetime import timedelta

import pytest

from bookings.actions import appointments
from tests.bookings.actions.test_desk import book
from tests.bookings.clinic import BY, NOW, TEN
from tests.portal.test_board import DAY, HOUR, _clock, again, clinic, jo  # noqa: F401  fixtures of the board

pytestmark = pytest.mark.django_db
WEEK = f"{DAY}&view=week"


def call_off(visit):
    appointments.cancel(appointment=visit, by=BY, now=NOW, seen=visit.version)


def test_where_nothing_is_cancelled_that_is_what_is_said(jo, clinic):  # noqa: F811
    book(clinic)
    page = jo.open(f"/clinic/{DAY}")
    assert "No visit is cancelled here" not in page.text
    assert "No visit is cancelled here" in jo.open(page.link("Cancelled0")).text


@pytest.mark.parametrize("view", [DAY, WEEK])
def test_cancelled_visits_are_shown_on_demand_and_hidden_again(jo, clinic, view):  # noqa: F811
    call_off(book(clinic))
    page = jo.open(f"/clinic/{view}")
    assert "Demo Cleo" not in page.text
    page = jo.open(page.link("Cancelled1"))
    assert "Tuesday 24 November, 10:00am, Calf treatment" in page.text
    assert "Demo Cleo" in page.text
    assert "Monday 23 November, 8:00am, by the client" in page.text
    assert "Demo Cleo" not in jo.open(page.link("Hide cancelled")).text


def test_it_stays_open_while_the_board_looks_again(jo, clinic):  # noqa: F811
    call_off(book(clinic))
    page = jo.open(f"/clinic/{DAY}&cancelled=1")
    assert jo.client.get(again(page)).status_code == 204
    call_off(book(clinic, "Demo Dora", start=TEN + HOUR))
    seen = jo.client.get(again(page)).content.decode()
    assert "Demo Dora" in seen
    assert "Hide cancelled" in seen


def test_another_day_has_its_own(jo, clinic):  # noqa: F811
    call_off(book(clinic, start=TEN + timedelta(days=1)))
    assert jo.open(f"/clinic/{DAY}").link("Cancelled0")
    assert jo.open(f"/clinic/{WEEK}").link("Cancelled1")
