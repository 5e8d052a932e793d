"""A therapist books the next visits of a plan for a client of theirs: the same dates, the same rules."""

import pytest
from django.urls import reverse

from assessments.models import Clearance
from bookings.models import Appointment
from hekas.accounts.models import Client, User
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import NOW
from tests.bookings.views.test_series import FIRST, _clock, alice, planned  # noqa: F401
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db


@pytest.fixture
def cared(clinic, alice):  # noqa: F811
    """Alice, in the care of Ben, with a plan of a visit every two weeks."""
    plan = planned()
    Client.objects.filter(pk=plan.client_id).update(home_therapist=plan.therapist)
    return plan


@pytest.fixture
def ben(cared):
    robot, user = Robot(), User.objects.create_user("ben@demo.example", "demo demo demo", role="therapist")
    cared.therapist.user = user
    cared.therapist.save()
    robot.client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return robot


def address(plan, name="series_for"):
    return reverse(f"bookings:{name}", args=[plan.client.uuid])


def dates(robot, plan):
    form = robot.open(address(plan) + "?plan=yes").forms[-1]
    assert form.data()["every"] == ["2"]
    return robot.submit(form, **FIRST, therapist=str(plan.therapist.uuid), ends="visits", visits="3")


def said_to_a_client(page):
    """Words that speak to the client, where a therapist reads."""
    said = ("your event", "your dates", "at your time", "yourself")
    return [words for words in said if words in f"{page.text} {page.html}".lower()]


def test_a_therapist_keeps_the_header_of_work_while_asking_and_choosing(ben, cared):
    for page in (ben.open(address(cared) + "?plan=yes"), dates(ben, cared)):
        assert "staff-nav" in page.html
        assert "site-footer" not in page.html
        assert said_to_a_client(page) == []


def test_the_dates_are_booked_for_the_client_and_the_visit_page_says_so(ben, cared):
    page = dates(ben, cared)
    assert "Dates for Demo Alice" in page.text
    page = ben.submit(page.forms[-1])
    assert page.url.endswith(reverse("assessments:visit", args=[cared.client.uuid]))
    assert "3 visits are booked. One confirmation for all goes to Demo Alice." in page.text
    rows = Appointment.objects.filter(client=cared.client, status="booked")
    assert {(row.therapist, row.policy_accepted_at) for row in rows} == {(cared.therapist, None)}
    assert OutboundMessage.objects.filter(client=cared.client).exists()


@pytest.mark.parametrize("changes", [{"gate": "held"}, {"expires_at": NOW}, {"gate": "redirected"}])
def test_whoever_is_not_cleared_is_not_booked(ben, cared, changes):
    page = dates(ben, cared)
    Clearance.objects.filter(client=cared.client).update(**changes)
    ben.submit(page.forms[-1])
    assert not Appointment.objects.exists()
    assert "They can't be booked now" in ben.open(address(cared)).text


def test_who_does_not_treat_them_finds_nothing(cared, alice):  # noqa: F811
    for name, method in (("series_for", "get"), ("book_series_for", "post")):
        assert getattr(alice.client, method)(address(cared, name)).status_code in (403, 404)
        stranger = Robot()
        user = User.objects.create_user(f"{name}@demo.example", "demo demo demo", role="therapist")
        stranger.client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert stranger.client.get(address(cared)).status_code == 404
    assert not Appointment.objects.exists()
