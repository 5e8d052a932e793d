"""Hard cases of which one way alone was tried: the same by every way that people have; docs/hard-cases.md."""

from datetime import timedelta

import pytest

from bookings.actions import appointments, desk, holds
from bookings.actions.holds import NeverOnOffer, Wish
from bookings.models import Appointment, Service
from bookings.queries.desk import Spot
from tests.bookings.actions.test_desk import book
from tests.bookings.clinic import BY, NOW, TEN, cleared_visitor

pytestmark = pytest.mark.django_db
HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)


def moved_by_desk(visit, start, now):
    spot = Spot(visit.therapist, start, visit.minutes)
    return desk.move(appointment=visit, spot=spot, by=BY, now=now, seen=visit.version)


@pytest.mark.parametrize(
    "start",
    [TEN + 7 * MINUTE, TEN - HOUR, TEN + 203 * DAY],
    ids=["off the grid", "within the notice", "beyond the horizon"],
)
def test_hc_39_what_nobody_books_online_the_desk_books_and_moves(clinic, start):
    """Each of these is refused to a client, to book and to move to; the desk does both."""
    Service.objects.update(notice_hours=26, change_notice_hours=0, horizon_days=60)
    clinic.service.refresh_from_db()
    wish = Wish(clinic.service, start, clinic.therapists[0])
    with pytest.raises(NeverOnOffer):
        holds.place(wish=wish, person=cleared_visitor(), own=None, by=BY, now=NOW)
    visit = book(clinic, start=TEN + 2 * DAY)
    with pytest.raises(NeverOnOffer):
        appointments.move(appointment=visit, wish=wish, by=BY, now=NOW, seen=1)
    assert moved_by_desk(visit, start, NOW).starts_at == start
    back = moved_by_desk(Appointment.objects.get(), TEN + 2 * DAY, NOW)
    assert (back.starts_at, back.version) == (TEN + 2 * DAY, 3)
    assert book(clinic, "Demo Dora", start=start).starts_at == start
