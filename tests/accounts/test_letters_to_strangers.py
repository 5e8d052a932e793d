"""A stranger fills nobody's letter box, and learns nothing when it is full. Fault 47; CVE-2023-51293."""

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse

from assessments.models import ReturnLink
from hekas.accounts.limits import LIMITS
from hekas.accounts.models import User
from hekas.messaging.models import OutboundMessage
from tests.assessments.agreed import AGREED

pytestmark = pytest.mark.django_db
PASSWORD = "a long demo password"
KNOWN, UNKNOWN = "known@demo.example", "nobody@demo.example"


@pytest.fixture(autouse=True)
def account(settings):
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {
        "confirm_email": "",
        "signup": "",
        "reset_password": "",
    }  # allauth's
    user = User.objects.create_user(KNOWN, PASSWORD)
    EmailAddress.objects.create(user=user, email=KNOWN, primary=True, verified=True)
    return user


def sign_up(email):
    sent = {"email": email, "password1": "another long password"}
    return Browser().post(reverse("account_signup"), sent)


def reset(email):
    return Browser().post(reverse("account_reset_password"), {"email": email})


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_six_letters_an_hour_go_to_one_address_however_they_are_asked_for(email):
    answers = {call: [call(address) for address in (email, email.upper()) * 4] for call in (sign_up, reset)}
    assert OutboundMessage.objects.filter(template="account_email").count() == 6
    assert {answer.status_code for answer in answers[sign_up]} == {302}


def test_a_full_letter_box_looks_like_any_other():
    told = [sign_up(KNOWN) for _ in range(8)]
    assert {(answer.status_code, answer["Location"]) for answer in told} == {
        (302, reverse("account_email_verification_sent"))
    }


def test_what_was_changed_is_told_also_where_the_box_is_full(account, client):
    for _ in range(8):
        sign_up(KNOWN)
    client.force_login(account)
    new = {"oldpassword": PASSWORD, "password1": "yet another long one", "password2": "yet another long one"}
    client.post(reverse("account_change_password"), new)
    assert OutboundMessage.objects.latest("id").context["subject"] == "Your password was changed"


def test_one_place_asks_for_no_more_than_so_many_letters_an_hour(monkeypatch):
    monkeypatch.setitem(LIMITS, "letter", LIMITS["letter"].replace("60/h/ip", "10/h/ip"))
    for number in range(8):
        reset(f"{number}@demo.example")
        sign_up(f"{number}@demo.example")
    assert OutboundMessage.objects.filter(template="account_email").count() == 10


def test_one_place_asks_for_no_more_than_so_many_links_to_carry_on_an_hour(monkeypatch):
    monkeypatch.setitem(LIMITS, "return_link", "4/h/ip")
    told = []
    for number in range(6):
        browser = Browser()
        begun = browser.post(reverse("assessments:start"), AGREED)
        later = begun["Location"].rsplit("/", 2)[0] + "/later/"
        told.append(browser.post(later, {"email": f"{number}@demo.example"}).status_code)
    assert told == [200] * 4 + [422] * 2
    assert ReturnLink.objects.count() == 4


@pytest.mark.parametrize("call, known", [(reset, True), (reset, False), (sign_up, True)])
def test_links_lead_to_our_site_whatever_host_was_asked(settings, call, known):
    """Whoever asks for somebody's new password under a host of their own would be handed the link to it."""
    settings.ALLOWED_HOSTS, settings.SITE_URL = ["*"], "https://hekas.example"
    email = KNOWN if known else UNKNOWN
    Browser(headers={"host": "evil.example"}).post(
        reverse(f"account_{'signup' if call is sign_up else 'reset_password'}"),
        {"email": email, "password1": "another long password"},
    )
    words = OutboundMessage.objects.get(template="account_email").context["body"]
    assert "https://hekas.example/accounts/" in words
    assert "evil" not in words
