"""How long the desk may make a visit: any whole minutes, and over in five hours with its turnover."""

from datetime import timedelta

import pytest

from bookings.models import Appointment
from tests.bookings.actions.test_desk import book
from tests.bookings.clinic import TEN, cleared_client
from tests.bookings.views.test_desk import book_page, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("minutes", "status"), [("285", 200), ("290", 422), ("300", 422)])
def test_with_its_turnover_a_visit_is_over_within_five_hours(jo, clinic, minutes, status):
    """The field takes five hours; with a quarter of an hour after it, the database does not."""
    page = send(jo, book_page(jo, cleared_client().client), clinic, minutes=minutes)
    assert page.status == status
    assert ("With its turnover, a visit is over within five hours" in page.text) is (status == 422)
    visit = Appointment.objects.first() or book(clinic, "Demo Dora")
    form = jo.open(f"/bookings/desk/{visit.uuid}/move/").form("move/")
    assert jo.submit(form, minutes=minutes).status == status


def test_a_visit_of_an_odd_length_is_moved_as_it_is(jo, clinic):
    """A service may last 42 minutes; the form took only lengths in rows of the board."""
    visit = book(clinic, minutes=42)
    jo.submit(jo.open(f"/bookings/desk/{visit.uuid}/move/").form("move/"), at="11:00")
    visit.refresh_from_db()
    assert (visit.starts_at, visit.minutes) == (TEN + HOUR, 42)
