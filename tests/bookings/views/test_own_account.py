"""Moving and cancelling from the account, by its pages; the policy that was agreed to at booking."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser

from bookings.models import Appointment
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import NOW, cleared_visitor
from tests.bookings.views.test_journey import hold
from tests.bookings.views.test_own import START, book

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def visit(alice, clinic):
    robot = alice
    robot.submit(hold(robot, START).form("confirm"))
    return Appointment.objects.get(status="booked")


def test_cancelled_from_the_account(alice, visit):
    page = alice.open(f"/bookings/{visit.uuid}/")
    page = alice.submit(alice.open(page.link("Cancel")).form())
    assert page.headings == ["Your visit is cancelled"]
    visit.refresh_from_db()
    assert (visit.status, visit.version, visit.cancelled_by) == ("cancelled", 2, "client")
    assert OutboundMessage.objects.filter(template="appointment_cancelled", client=visit.client).count() == 1


def test_moved_from_the_account_it_stays_the_same_visit(alice, visit):
    page = alice.open(alice.open(f"/bookings/{visit.uuid}/").link("Change the time"))
    later = START + timedelta(hours=1)
    page = alice.submit(page.form("move"), start=later.isoformat())
    assert "Your visit is moved." in page.text
    (moved,) = Appointment.objects.filter(booked_at__isnull=False)
    assert (moved.pk, moved.starts_at, moved.version, moved.status) == (visit.pk, later, 2, "booked")


def test_after_the_cut_off_the_account_can_change_nothing_either(alice, visit, _clock):
    _clock.move_to(START - timedelta(hours=24) + timedelta(seconds=1))
    alice.client.force_login(visit.client.user)
    browser = Browser()
    browser.force_login(visit.client.user)
    for name, sent in (("cancel", {}), ("move", {"start": (START + timedelta(days=1)).isoformat()})):
        answer = browser.post(f"/bookings/{visit.uuid}/{name}/", {"version": "1", **sent})
        assert answer.status_code == 409
    assert alice.open(f"/bookings/{visit.uuid}/move/").status == 409
    visit.refresh_from_db()
    assert (visit.status, visit.starts_at) == ("booked", START)


def test_what_the_page_said_is_what_was_agreed_and_when_is_kept_with_the_booking(alice, clinic):
    clinic.service.change_notice_hours = 36
    clinic.service.save()
    page = hold(alice, START)
    alice.submit(page.form("confirm"))
    booked = Appointment.objects.get(status="booked")
    assert (booked.policy_hours, booked.policy_accepted_at) == (36, NOW)
    said = (
        "You can move or cancel it yourself until 10:00pm on Tuesday 24 November. After that, please ring us."
    )
    assert said in page.text
    assert booked.policy_text == f"{said} The rule: 36 hours before it starts. You pay at the clinic."


def test_a_cancelled_visit_stays_as_history(alice, visit, clinic):
    alice.submit(alice.open(f"/bookings/{visit.uuid}/cancel/").form())
    row = Appointment.objects.get(pk=visit.pk)
    assert (row.starts_at, row.ended_at, row.price_pence) == (START, NOW, 5200)
    assert book(clinic, cleared_visitor()).pk != row.pk
