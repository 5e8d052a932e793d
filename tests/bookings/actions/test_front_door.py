"""What the front door makes of a database that says no."""

import pytest

from bookings.actions.front_door import SlotTaken, front_door
from bookings.models import Appointment
from tests.bookings.actions.test_desk import book

pytestmark = pytest.mark.django_db(transaction=True)


def test_whose_record_is_gone_this_moment_is_asked_to_try_again(clinic):
    """Two records became one while somebody booked: the constraint speaks at the commit, nothing is kept."""
    visit = book(clinic)
    with pytest.raises(SlotTaken), front_door():
        Appointment.objects.filter(pk=visit.pk).update(client=0)
    visit.refresh_from_db()
    assert visit.client.name == "Demo Cleo"
