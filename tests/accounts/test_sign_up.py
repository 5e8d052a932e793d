"""Signing up, in and back in: letters go through the outbox, nobody learns who has an account."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client as Browser

from hekas.accounts.actions import clients
from hekas.accounts.models import User
from hekas.accounts.session import OWN_CLIENT
from hekas.audit.actors import SYSTEM
from hekas.messaging.models import OutboundMessage

pytestmark = pytest.mark.django_db
PASSWORD = "a long demo password"


@pytest.fixture(autouse=True)
def no_earlier_tries():
    cache.clear()


def sign_up(browser, email):
    return browser.post("/accounts/signup/", {"email": email, "password1": PASSWORD}, follow=True)


def last_letter():
    return OutboundMessage.objects.order_by("-id").first()


def code_of(letter):
    return re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", letter.context["body"], re.MULTILINE)[1]


def confirm(browser):
    return browser.post("/accounts/confirm-email/", {"code": code_of(last_letter())}, follow=True)


def test_signing_up_writes_a_letter_with_a_code_and_makes_a_client(client):
    sign_up(client, "new@demo.example")
    assert last_letter().template == "account_email"
    assert User.objects.get(email="new@demo.example").role == "client"
    assert confirm(client).status_code == 200


def test_the_page_for_the_code_says_each_thing_once(client):
    page = sign_up(client, "once@demo.example").content.decode()
    assert page.count("We have sent a code to") == 1
    wrong = client.post("/accounts/confirm-email/", {"code": "000000"}).content.decode()
    assert wrong.count("There is a problem") == 1
    assert "That is not the code of our newest e-mail." in wrong


def test_the_browser_that_booked_takes_its_booking_into_the_account(client, django_user_model):
    booked = clients.of_visitor(name="Demo", email="new@demo.example", phone="", by=SYSTEM, now=_now())
    session = client.session
    session[OWN_CLIENT] = str(booked.uuid)
    session.save()
    sign_up(client, "new@demo.example")
    confirm(client)
    booked.refresh_from_db()
    assert booked.user.email == "new@demo.example"


def test_another_browser_with_the_same_address_takes_nothing(client):
    booked = clients.of_visitor(name="Demo", email="new@demo.example", phone="", by=SYSTEM, now=_now())
    sign_up(client, "new@demo.example")
    confirm(client)
    booked.refresh_from_db()
    assert booked.user is None


def _now():
    return User.objects.create_user("clock@demo.example", "x").created_at


def test_asking_for_a_new_password_answers_the_same_for_known_and_unknown(client):
    User.objects.create_user("known@demo.example", PASSWORD)
    answers = [
        client.post("/accounts/password/reset/", {"email": email})
        for email in ("known@demo.example", "unknown@demo.example")
    ]
    assert {(a.status_code, a.headers.get("Location")) for a in answers} == {(302, answers[0]["Location"])}


def test_signing_up_with_a_known_address_says_the_same_as_with_a_new_one(client):
    User.objects.create_user("known@demo.example", PASSWORD)
    answers = [sign_up(client, email).redirect_chain for email in ("known@demo.example", "new@demo.example")]
    assert answers[0] == answers[1]


@pytest.mark.parametrize("email", ["known@demo.example", "new@demo.example"])
def test_whoever_presses_twice_is_sent_to_the_page_for_the_code(client, email):
    """The second press was told to wait, though the code was on its way; for every address alike."""
    User.objects.create_user("known@demo.example", PASSWORD)
    given = {"email": email, "password1": PASSWORD}
    presses = [Browser().post("/accounts/signup/", given) for _ in range(3)]
    assert [(one.status_code, one["Location"]) for one in presses] == [(302, "/accounts/confirm-email/")] * 3
    assert OutboundMessage.objects.count() == 1


def test_the_second_of_two_presses_leaves_the_code_of_the_first(client):
    client.get("/accounts/signup/")
    both = [Browser(), Browser()]
    for browser in both:
        browser.cookies = client.cookies.copy()
    sign_up(both[0], "new@demo.example")
    assert sign_up(both[1], "new@demo.example").redirect_chain == [("/accounts/confirm-email/", 302)]
    assert confirm(client).status_code == 200
    assert User.objects.get(email="new@demo.example").emailaddress_set.get().verified


def test_after_a_fault_of_ours_the_next_press_is_the_first(monkeypatch):
    """The press of before had been counted and its account was there: who pressed again got no code."""
    browser = Browser(raise_request_exception=False)
    with monkeypatch.context() as away:
        away.setattr("hekas.messaging.account_mail.enqueue", _fails)
        assert sign_up(browser, "new@demo.example").status_code == 500
    assert (User.objects.count(), OutboundMessage.objects.count()) == (0, 0)
    assert sign_up(browser, "new@demo.example").redirect_chain == [("/accounts/confirm-email/", 302)]
    assert confirm(browser).status_code == 200
    assert User.objects.get(email="new@demo.example").emailaddress_set.get().verified


def _fails(**given):
    raise OSError("the disk is full")


def test_one_place_opens_the_page_as_often_as_it_likes_and_fills_no_table():
    for _ in range(70):
        assert Browser().get("/accounts/signup/").status_code == 200
    assert Session.objects.count() == 60
