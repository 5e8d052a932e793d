"""News of a visit is worth something until it begins."""

from datetime import timedelta

import pytest

from bookings.actions import appointments
from hekas.messaging.models import OutboundMessage
from tests.bookings.actions.test_reminders import START, book, move
from tests.bookings.clinic import BY, NOW, TEN

DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


def until():
    return dict(OutboundMessage.objects.values_list("template", "expires_at"))


def test_a_confirmation_is_of_no_use_once_the_visit_has_begun(clinic):
    book(clinic)
    assert until() == {"appointment_confirmed": START, "therapist_appointment_booked": START}


def test_a_change_counts_until_the_new_time_and_a_cancellation_for_a_day_more(clinic):
    moved = move(book(clinic), TEN)
    appointments.cancel(appointment=moved, by=BY, now=NOW, seen=2)
    later = {name: at for name, at in until().items() if "changed" in name or "cancelled" in name}
    assert later == {
        "appointment_changed": TEN,
        "therapist_appointment_changed": TEN,
        "appointment_cancelled": TEN + DAY,
        "therapist_appointment_cancelled": TEN + DAY,
    }
