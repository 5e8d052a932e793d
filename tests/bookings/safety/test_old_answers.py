"""Hazard 5: answers that have grown old since a page was opened book by no way at all."""

from datetime import timedelta

import pytest

from assessments.models import Clearance
from bookings.actions.appointments import Changed
from bookings.models import Appointment
from tests.bookings.clinic import NOW
from tests.bookings.safety.test_every_way import (
    BOOKING,
    REFUSED,
    STAND,
    _clock,  # noqa: F401
    booked_at_ten,
    go,  # noqa: F401
    moved_online,
)

pytestmark = pytest.mark.django_db
A_MOMENT = timedelta(seconds=1)


def grow_old(client):
    """As if they had been given fourteen days and a moment ago."""
    said = {"answered_at": NOW - timedelta(days=14) - A_MOMENT, "expires_at": NOW - A_MOMENT}
    assert Clearance.objects.filter(client=client).update(**said)


@pytest.mark.parametrize("way", BOOKING, ids=lambda way: way.__name__)
def test_whoever_has_old_answers_is_booked_by_no_way(go, way):  # noqa: F811
    attempt = way(go)
    grow_old(go.cleo)
    with pytest.raises(REFUSED):
        attempt()
    assert not Appointment.objects.filter(status__in=STAND).exists()


def test_nor_do_they_move_it_themselves(go):  # noqa: F811
    """The desk may: whoever stands there is asked before the visit begins."""
    visit = booked_at_ten(go)
    grow_old(go.cleo)
    with pytest.raises((*REFUSED, Changed)):
        moved_online(go, visit)
    visit.refresh_from_db()
    assert visit.starts_at.hour == 10
