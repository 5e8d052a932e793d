"""News of a visit is worth something until it begins."""

from datetime import timedelta

import pytest

from bookings.actions import appointments, notices
from hekas.messaging.models import OutboundMessage
from tests.bookings.actions.test_reminders import START, book, move
from tests.bookings.clinic import BY, NOW, TEN
from tests.bookings.safety import people
from tests.bookings.safety.people import GREEN, RED, client_with, give

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SOON = TEN - 50 * MINUTE

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


def test_the_letter_to_a_therapist_about_what_is_left_counts_until_the_last_begins(clinic):
    """It counted until the first of them began."""
    cleo = client_with(GREEN)
    visits = [people.book(clinic, cleo, TEN + n * HOUR) for n in range(3)]
    give(cleo, RED, SOON)
    for visit in visits:
        visit.refresh_from_db()
    notices.tell_put_back(visits[0], SOON + MINUTE, gone_at=visits[0].ended_at, beside=visits[1:])
    letters = OutboundMessage.objects.filter(template="therapist_appointment_cancelled").order_by("id")
    assert [one.state for one in letters] == ["dropped", "queued"]
    assert letters[1].expires_at == letters[0].expires_at > visits[2].starts_at
