from datetime import timedelta

import pytest

from bookings.actions import appointments, holds, reminders
from bookings.actions.appointments import Details
from bookings.actions.holds import Wish
from bookings.models import Appointment, Reminder
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import BY, NOW, TEN, cleared_visitor

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
START = TEN + DAY
DUE = TEN


def book(clinic, start=START, now=NOW, phone=""):
    person, wish = cleared_visitor(now=now), Wish(clinic.service, start, clinic.therapists[0])
    hold = holds.place(wish=wish, person=person, own=None, by=BY, now=now).appointment
    who = Details("Demo Dana", "dana@demo.example", phone)
    return appointments.book(hold=hold, person=person, details=who, by=BY, now=now)


def reminded():
    return OutboundMessage.objects.filter(template="appointment_reminder")


def test_a_reminder_goes_out_once_when_it_is_due(clinic):
    booked = book(clinic)
    assert reminders.send_due(DUE - timedelta(seconds=1)) == 0
    assert [reminders.send_due(DUE + n * timedelta(minutes=1)) for n in range(3)] == [1, 0, 0]
    message = reminded().get()
    assert (message.about, message.expires_at) == (booked.about, START)
    assert message.context["when"] == "Wednesday 25 November, 10:00am"


def test_a_number_brings_a_text_as_well(clinic):
    book(clinic, phone="+447700900123")
    reminders.send_due(DUE)
    assert set(reminded().values_list("channel", flat=True)) == {"email", "sms"}


def test_the_link_in_a_reminder_opens_the_visit(clinic, client):
    book(clinic)
    reminders.send_due(DUE)
    path = "/" + reminded().get().context["manage_url"].split("/", 3)[3]
    assert client.get(path).status_code == 200


def test_a_visit_booked_inside_the_day_has_no_reminder(clinic):
    book(clinic, now=DUE + timedelta(hours=1))
    assert not Reminder.objects.exists()


def test_a_cancelled_visit_is_not_reminded_of(clinic):
    booked = book(clinic)
    appointments.cancel(appointment=booked, by=BY, now=NOW, seen=1)
    assert reminders.send_due(DUE) == 0
    assert Reminder.objects.get().void_because == "it is not booked any more"


def test_what_was_missed_is_caught_up_but_never_too_late(clinic):
    book(clinic)
    assert reminders.send_due(START - timedelta(hours=1)) == 0
    assert Reminder.objects.get().void_because == "too late to remind"


@pytest.mark.parametrize(
    ("change", "because"),
    [({"status": "noshow"}, "it is not booked any more"), ({"version": 2}, "the appointment changed")],
)
def test_the_visit_is_read_again_at_the_last_moment(clinic, change, because):
    booked = book(clinic)
    Appointment.objects.filter(pk=booked.pk).update(**change)
    assert reminders.send_due(DUE) == 0
    assert Reminder.objects.get().void_because == because
