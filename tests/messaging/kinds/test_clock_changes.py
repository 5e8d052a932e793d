"""The clock of the process itself is moved over both changes of 2026, and the tasks look at it themselves."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from bookings.tasks import send_due_reminders
from hekas.messaging.models import OutboundMessage
from hekas.messaging.tasks import drain
from tests.bookings.safety.people import book, client_with

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
REMINDERS = ("appointment_reminder", "previsit_check")


def at(month, day, hour, minute=0):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def tasks_at(moment):
    with time_machine.travel(moment, tick=False):
        send_due_reminders()
        drain()
    return OutboundMessage.objects.filter(template__in=REMINDERS, state="sent").count()


@pytest.mark.parametrize(
    ("start", "two_days", "day_before"),
    [
        (
            at(3, 30, 8),
            at(3, 28, 9),
            at(3, 29, 8),
        ),  # 9am on the Monday after 29 March: 9am in GMT, then in BST
        (
            at(10, 26, 9),
            at(10, 24, 8),
            at(10, 25, 9),
        ),  # 9am on the Monday after 25 October: in BST, then in GMT
    ],
    ids=["29 March", "25 October"],
)
def test_reminders_come_at_nine_by_the_wall_on_both_sides_of_the_change(clinic, start, two_days, day_before):
    booked_at = start - timedelta(days=5)
    with time_machine.travel(booked_at, tick=False):
        book(clinic, client_with(phone="+447700900123", now=booked_at), start=start, now=booked_at)
        drain()
    moments = [two_days - MINUTE, two_days, day_before - MINUTE, day_before, start]
    assert [tasks_at(moment) for moment in moments] == [0, 1, 1, 3, 3]  # a letter; then a letter and a text
    sent = OutboundMessage.objects.filter(template__in=REMINDERS).order_by("sent_at", "channel")
    assert [(message.channel, message.sent_at) for message in sent] == [
        ("email", two_days), ("email", day_before), ("sms", day_before),
    ]  # fmt: skip
