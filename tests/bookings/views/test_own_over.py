"""A visit that stands no more, on the pages of one that does: the back button and old links lead there."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser

from bookings.models import Appointment
from hekas.accounts.models import Client, User
from tests.bookings.clinic import NOW
from tests.bookings.views.test_own import DAYS, START, _clock, booked  # noqa: F401 - fixtures
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", ["cancelled", "fulfilled", "noshow", "arrived"])
def test_it_is_not_called_booked_and_nobody_is_asked_to_cancel_it(booked, status):  # noqa: F811
    user = User.objects.create_user("over@demo.example", name="Demo", role="client")
    Client.objects.filter(pk=booked.client_id).update(user=user)
    browser, page = Browser(), f"/bookings/{booked.uuid}/"
    browser.force_login(user)
    assert b"You are booked in" in browser.get(f"{page}confirmed/").content
    assert b"Yes, cancel it" in browser.get(f"{page}cancel/").content
    Appointment.objects.filter(pk=booked.pk).update(status=status, ended_at=NOW)
    answer = browser.get(f"{page}confirmed/")
    assert (answer.status_code, answer["Location"]) == (302, page)
    answer = browser.get(f"{page}cancel/")
    assert (answer.status_code, b"Yes, cancel it" in answer.content) == (409, False)


def test_a_visit_that_is_soon_promises_no_link_to_change_it(booked, _clock):  # noqa: F811
    """The page said both: the letter has a link to change it, and to change it please ring us."""
    user = User.objects.create_user("soon@demo.example", name="Demo", role="client")
    Client.objects.filter(pk=booked.client_id).update(user=user)
    browser = Browser()
    browser.force_login(user)
    early = browser.get(f"/bookings/{booked.uuid}/confirmed/").content.decode()
    assert "a link to change or cancel" in early and "is soon" not in early
    with time_machine.travel(booked.starts_at - timedelta(hours=1), tick=False):
        browser.force_login(user)
        soon = browser.get(f"/bookings/{booked.uuid}/confirmed/").content.decode()
    assert "a link to your visit" in soon and "is soon" in soon and "to change or cancel" not in soon


def test_whoever_moves_a_visit_from_the_account_is_told_that_it_is_moved(booked):  # noqa: F811
    user = User.objects.create_user("moves@demo.example", name="Demo", role="client")
    Client.objects.filter(pk=booked.client_id).update(user=user)
    robot = Robot()
    robot.client.force_login(user)
    page = robot.open(f"/bookings/{booked.uuid}/move/")
    page = robot.submit(page.form("move"), start=(START + DAYS).isoformat())
    assert page.headings == ["You are booked in"]
    assert "Your visit is moved." in page.text
    assert "Your visit is moved." not in robot.open(f"/bookings/{booked.uuid}/confirmed/").text


def test_a_visit_that_is_cancelled_has_no_price(booked):  # noqa: F811
    user = User.objects.create_user("none@demo.example", name="Demo", role="client")
    Client.objects.filter(pk=booked.client_id).update(user=user)
    robot = Robot()
    robot.client.force_login(user)
    assert "£52, paid at the clinic" in robot.open(f"/bookings/{booked.uuid}/").text
    Appointment.objects.filter(pk=booked.pk).update(status="cancelled", ended_at=NOW)
    assert "£" not in robot.open(f"/bookings/{booked.uuid}/").text


@pytest.mark.parametrize("status", ["fulfilled", "noshow"])
def test_a_visit_that_ended_does_not_say_that_it_was_paid(booked, status):  # noqa: F811
    user = User.objects.create_user("paid@demo.example", name="Demo", role="client")
    Client.objects.filter(pk=booked.client_id).update(user=user)
    browser = Browser()
    browser.force_login(user)
    price = f"£{booked.price_pence // 100}"
    assert f"{price}, paid at the clinic" in browser.get(f"/bookings/{booked.uuid}/").content.decode()
    Appointment.objects.filter(pk=booked.pk).update(status=status, ended_at=NOW)
    page = browser.get(f"/bookings/{booked.uuid}/").content.decode()
    assert price in page
    assert "paid" not in page
