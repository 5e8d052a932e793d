"""A client who has a number and no e-mail address: told by text, or listed for somebody to ring."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from bookings.actions import appointments, desk, reminders, safety, series
from bookings.models import Reminder
from bookings.queries.desk import Spot
from bookings.queries.person import Person
from hekas.accounts.models import Client
from hekas.messaging import actions as outbox
from hekas.messaging.models import OutboundMessage
from hekas.messaging.sending.delivery import drain
from tests.bookings.actions.test_desk import book
from tests.bookings.clinic import BY, NOW, TEN, cleared_client
from tests.bookings.regular import book_series
from tests.bookings.safety.people import RED, client_with, give

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
START = TEN + 3 * DAY


@pytest.fixture(autouse=True)
def _clock():
    """Links die a day after their visit."""
    with time_machine.travel(NOW, tick=False):
        yield


def nobodys_address(client, phone="+447700900123"):
    Client.objects.filter(pk=client.pk).update(email="", phone=phone)
    client.refresh_from_db()
    return client


@pytest.fixture
def cleo(db):
    return nobodys_address(cleared_client().client)


def written(visit):
    """What was written to the client, by which way."""
    rows = OutboundMessage.objects.filter(client=visit.client).order_by("id")
    return [(row.template, row.channel) for row in rows]


def test_a_booking_a_move_and_a_cancellation_are_told_by_text(clinic, cleo):
    visit = book(clinic, client=cleo, start=START)
    spot = Spot(visit.therapist, START + HOUR, 45)
    desk.move(appointment=visit, spot=spot, by=BY, now=NOW, seen=1)
    appointments.cancel(appointment=visit, by=BY, now=NOW, seen=2)
    assert written(visit) == [
        ("appointment_confirmed", "sms"),
        ("appointment_changed", "sms"),
        ("appointment_cancelled", "sms"),
    ]


def test_a_series_is_told_in_one_text_whose_link_shows_all_dates(clinic, cleo, client):
    made = book_series(clinic, Person(client=cleo), count=4)
    text = OutboundMessage.objects.get(client=cleo)
    assert (text.template, text.channel, text.attachments) == ("series_confirmed", "sms", [])
    assert text.context["when"] == "Tuesday 24 November, 10:00am, and 3 more visits"
    page = client.get("/" + text.context["manage_url"].split("/", 3)[3]).content.decode()
    days = ("24 November", "1 December", "8 December", "15 December")
    assert all(f"Tuesday {day}" in page for day in days)
    series.end(series=made, by=BY, now=NOW)
    assert [row.channel for row in OutboundMessage.objects.filter(client=cleo)] == ["sms", "sms"]


def test_the_link_to_a_series_dies_with_the_number(clinic, cleo, client):
    book_series(clinic, Person(client=cleo))
    link = "/" + OutboundMessage.objects.get(client=cleo).context["manage_url"].split("/", 3)[3]
    Client.objects.filter(pk=cleo.pk).update(phone="+447700900999")
    assert client.get(link).status_code == 404


def test_the_link_in_the_text_opens_the_visit_and_dies_with_the_number(clinic, cleo, client):
    visit = book(clinic, client=cleo, start=START)
    link = OutboundMessage.objects.get(client=cleo).context["manage_url"].split("/", 3)[3]
    assert client.get(f"/{link}").status_code == 200
    Client.objects.filter(pk=visit.client_id).update(phone="+447700900999")
    assert client.get(f"/{link}").status_code == 404


def test_reminders_come_by_text_at_both_times(clinic, cleo):
    book(clinic, client=cleo, start=START)
    rows = Reminder.objects.values_list("kind", "channel", "state")
    assert set(rows) == {("two_days", "sms", "planned"), ("day_before", "sms", "planned")}
    assert reminders.replan(NOW) == 0


def test_an_answer_that_turns_red_is_told_by_text(clinic):
    client = nobodys_address(client_with())
    visit = book(clinic, client=client, start=START)
    give(client, RED, NOW + HOUR)
    visit.refresh_from_db()
    assert visit.status == "cancelled"
    assert ("appointment_withdrawn", "sms") in written(visit)
    assert not OutboundMessage.objects.filter(client=client, channel="email").exists()
    assert safety.sweep(NOW + HOUR) == 0


def test_what_has_no_text_stands_on_the_list_of_messages_to_look_at_and_goes_nowhere(clinic, cleo):
    outbox.enqueue(
        template="plan_ready", to=cleo, dedupe_key="plan", about="plan", context={"plan_url": "x"},
        due_at=NOW, expires_at=NOW + 400 * DAY, now=NOW,
    )  # fmt: skip
    drain(clock=lambda: NOW, until=NOW + HOUR)
    row = OutboundMessage.objects.needing_a_person().get()
    assert (row.client, row.dropped_because or row.error) == (cleo, "No e-mail address is known.")
    assert mail.outbox == []


def test_with_neither_it_is_listed_too(clinic, cleo):
    nobodys_address(cleo, phone="")
    visit = book(clinic, client=cleo, start=START)
    assert written(visit) == [("appointment_confirmed", "email")]


def test_two_who_have_no_address_are_not_one_person(clinic, cleo):
    """An empty address is nobody's: the stop of one holds nobody else."""
    other = nobodys_address(client_with(name="Demo Dora"), phone="+447700900124")
    give(other, RED, NOW)
    give(cleo, {}, NOW + HOUR)
    assert cleo.clearances.get(superseded_at=None).gate == "open"
    assert book(clinic, client=cleo, start=START, now=NOW + HOUR)
