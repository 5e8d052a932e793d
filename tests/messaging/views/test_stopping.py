"""Hearing less, without an account: the link in a letter, and STOP by text."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.core import mail, signing
from django.test import Client as Browser

from hekas.accounts.models import Client, Consent
from hekas.audit.actors import SYSTEM
from hekas.messaging.models import Suppression
from hekas.messaging.replies import Reply, read_reply
from hekas.messaging.sending import delivery
from hekas.messaging.unsubscribe import SALT, link_of
from hekas.messaging.wishes import AGAIN, TEXTS
from hekas.privacy.actions import merging
from tests.messaging.conftest import NOON

pytestmark = pytest.mark.django_db
LAST_YEAR = NOON - timedelta(days=365)
SECRET = "between us and the gateway"


def path_of(url):
    return "/" + url.split("/", 3)[3]


@pytest.fixture
def link(alice):
    Consent.objects.create(client=alice, kind=AGAIN, given=True, wording_version="1", at=LAST_YEAR)
    return path_of(link_of(alice.uuid, AGAIN))


def last(client, kind):
    return Consent.objects.filter(client=client, kind=kind).latest("id")


def test_opening_the_link_changes_nothing(client, alice, link):
    """HC-38: mail scanners open every link."""
    page = client.get(link).content.decode()
    assert "Stop these e-mails?" in page
    assert last(alice, AGAIN).given


def test_one_click_of_a_mail_program_ends_it(alice, link):
    """RFC 8058: a POST without cookies, without a CSRF token, with a fixed body."""
    browser = Browser(enforce_csrf_checks=True)
    answer = browser.post(link, "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert not last(alice, AGAIN).given


def test_a_second_click_writes_nothing_more(client, alice, link):
    client.post(link), client.post(link)
    assert Consent.objects.filter(client=alice, kind=AGAIN).count() == 2


def test_a_link_of_before_a_merger_still_ends_the_letters(client, alice, bob, link):
    """Merged twice since: the letters go to who is left, and so does the no."""
    Consent.objects.create(client=bob, kind=AGAIN, given=True, wording_version="1", at=LAST_YEAR)
    keep = Client.objects.create(name="Cleo Demo", email="cleo@clients.example")
    for stays, goes in ((bob, alice), (keep, bob)):
        merging.merge(stays, goes, reason="The same", by=SYSTEM, now=NOON)
    assert last(keep, AGAIN).given
    assert client.post(link).status_code == 200
    assert not last(keep, AGAIN).given


def test_who_was_forgotten_is_told_that_it_has_ended(client, alice, link):
    alice.delete()
    assert "You will hear no more of this" in client.post(link).content.decode()


@pytest.mark.parametrize("token", ["x", "WyJhIl0:1abc:sig"])
def test_a_made_up_link_is_not_found(client, token):
    assert client.post(f"/messages/stop/{token}/").status_code == 404


@pytest.mark.parametrize(
    ("says", "salt"),
    [(["no uuid", AGAIN], SALT), (["alice", "treatment"], SALT), (["alice", AGAIN], "another")],
)
def test_a_signed_link_for_something_else_is_not_found(client, alice, says, salt):
    token = signing.dumps([str(alice.uuid) if says[0] == "alice" else says[0], says[1]], salt=salt)
    assert client.post(f"/messages/stop/{token}/").status_code == 404


def test_the_link_in_a_letter_is_this_link(client, alice, link, reminder):
    reminder(alice, template="series_ending", context={"search_url": "https://hekas.example/s"})
    delivery.drain(clock=lambda: NOON, until=NOON + timedelta(minutes=1))
    (letter,) = mail.outbox
    header = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert header in letter.body
    client.post(path_of(header))
    assert not last(alice, AGAIN).given


def reply(client, text, phone="+447700900001", secret=SECRET):
    body = json.dumps({"from": phone, "text": text}).encode()
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return client.post("/messages/sms-reply/", body, "application/json", headers={"X-Signature": signature})


@pytest.fixture
def inbound(settings):
    settings.SMS_URL = f"https://sms.example/texts?inbound={SECRET}"


def test_stop_stops(client, alice, inbound):
    assert reply(client, " Stop. ", phone="07700 900001").status_code == 204
    assert Suppression.objects.get().address == "+447700900001"
    assert not last(alice, TEXTS).given


def test_stop_twice_is_one_stop_and_start_lifts_it(client, alice, inbound):
    reply(client, "STOP"), reply(client, "STOP"), reply(client, "start")
    assert Suppression.objects.get().lifted_at is not None
    assert last(alice, TEXTS).given
    reply(client, "STOP")
    assert Suppression.objects.filter(lifted_at=None).count() == 1


def test_whatever_else_is_texted_changes_nothing(client, alice, inbound):
    assert reply(client, "Please stop by my house").status_code == 204
    assert not Suppression.objects.exists()


def test_a_wrong_signature_is_not_found(client, alice, inbound):
    assert reply(client, "STOP", secret="guess").status_code == 404
    assert not Suppression.objects.exists()


def test_without_a_secret_nobody_is_believed(client, settings):
    settings.SMS_URL = "https://sms.example/texts"
    assert reply(client, "STOP", secret="").status_code == 404


@pytest.mark.parametrize("body", [b"", b"[]", b'{"from": 1}', b'{"from": "abc", "text": "STOP"}', b"\xff"])
def test_nonsense_from_the_gateway_changes_nothing(client, inbound, body):
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    answer = client.post("/messages/sms-reply/", body, "application/json", headers={"X-Signature": signature})
    assert answer.status_code == 204
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("STOP", Reply.STOP),
        ("stop!", Reply.STOP),
        ("Stop  all", Reply.STOP),
        ("Unsubscribe", Reply.STOP),
        ("START", Reply.START),
        ("CANCEL", Reply.OTHER),  # may well mean the appointment
        ("", Reply.OTHER),
    ],
)
def test_words(text, meaning):
    assert read_reply(text) is meaning
