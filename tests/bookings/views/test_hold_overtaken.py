"""A time is held, and then an event becomes known that is too near: its page says so, and has others."""

from datetime import timedelta

import pytest

from bookings.models import Appointment
from bookings.scheduling.series import TOO_NEAR
from tests.bookings.clinic import TEN, TUESDAY
from tests.bookings.plans import plan_for
from tests.bookings.views.test_journey import hold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
DAY = timedelta(days=1)
EVENT = TUESDAY + DAY
SAID = "That time does not suit you any more"


@pytest.fixture
def held(alice):
    return hold(alice)


def planned(clinic):
    row = Appointment.objects.get()
    plan_for(row.client, clinic.therapists[0], EVENT)


def fits(page, clinic):
    """Every time that the page offers can be had, and none of them is in the last two days."""
    starts = page.form("hold").controls["start"].values
    assert starts
    assert all(start > f"{EVENT:%Y-%m-%d}T23" for start in starts)


def test_the_page_of_the_hold_says_so_and_has_others(clinic, alice, held):
    planned(clinic)
    page = alice.open(held.url)
    assert (page.status, page.headings[0]) == (200, SAID)
    assert TOO_NEAR in page.text
    assert "Confirm" not in page.html
    fits(page, clinic)


def test_so_does_the_refusal_of_a_page_that_was_open(clinic, alice, held):
    planned(clinic)
    page = alice.submit(held.form("confirm"))
    assert (page.status, page.headings[0]) == (409, SAID)
    fits(page, clinic)
    assert not Appointment.objects.filter(status="booked").exists()


def test_one_of_the_others_is_booked_in_two_presses(clinic, alice, held):
    planned(clinic)
    page = alice.open(held.url)
    start = page.form("hold").controls["start"].values[0]
    details = alice.submit(page.form("hold"), start=start)
    assert alice.submit(details.form("confirm")).headings == ["You are booked in"]
    assert Appointment.objects.get().starts_at > TEN + DAY


def test_an_event_that_is_far_away_says_nothing(clinic, alice, held):
    plan_for(Appointment.objects.get().client, clinic.therapists[0], TUESDAY + 30 * DAY)
    page = alice.open(held.url)
    assert SAID not in page.text
    assert alice.submit(page.form("confirm")).headings == ["You are booked in"]
