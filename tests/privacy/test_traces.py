"""What is left of somebody beside their own rows, and what of it belongs to somebody else too."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client as Browser

from hekas.accounts.models import Client
from hekas.audit.actors import SYSTEM, Actor
from hekas.messaging.models import OutboundMessage, Suppression
from hekas.privacy.actions import erasure
from hekas.privacy.actions.rows import GONE, Words
from hekas.privacy.actions.traces import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet_surroundings")]
JO = Actor("user", "jo", "Jo")


def forget(own, now):
    wish = erasure.ask(own.client, by=SYSTEM, now=now)
    return erasure.carry_out(wish, by=JO, now=now)


def letter(now, key, **more):
    kept = {"channel": "email", "template": "account_email", "due_at": now, "next_attempt_at": now}
    return OutboundMessage.objects.create(dedupe_key=f"traces:{key}", **kept, **more)


def left(*letters):
    return [one.dedupe_key for one in letters if OutboundMessage.objects.filter(pk=one.pk).exists()]


def signed_in(user):
    browser = Browser()
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser.session.session_key


def booked_as(client):
    """The session of a browser that booked as them, without an account."""
    session = Browser().session
    session["own_client"] = str(client.uuid)
    session.save()
    return session.session_key


def test_their_sessions_end_and_those_of_others_do_not(house, alice, bob):
    hers = [signed_in(alice.client.user), booked_as(alice.client)]
    his = [signed_in(bob.client.user), booked_as(bob.client)]
    forget(alice, house.now)
    there = Session.objects.filter(session_key__in=hers + his).values_list("session_key", flat=True)
    assert set(there) == set(his)


def test_what_was_written_to_an_earlier_address_goes_and_whoever_has_it_can_ask(house, alice):
    row = Client.objects.get(pk=alice.client.pk)
    row.email = "before@people.example"
    row.save()
    row.email = "now@people.example"
    row.save()
    old = letter(house.now, "old", given_address="before@people.example")
    wish = forget(alice, house.now)
    assert left(old) == []
    assert erasure.known_by("before@people.example") in wish.known_by


def test_a_number_that_somebody_else_has_too_stays_on_the_stop_list(house, alice, bob):
    number = alice.client.phone
    Client.objects.filter(pk=bob.client.pk).update(phone=number)
    Suppression.objects.create(channel="sms", address=number.as_e164, reason="STOP", at=house.now)
    forget(alice, house.now)
    assert Suppression.objects.filter(address=number.as_e164).count() == 1


def test_what_a_therapist_was_told_of_her_goes_and_of_him_stays(house, alice, bob):
    told = [
        letter(house.now, own.own_word, user=house.users["amira"], about=own.appointment.about)
        for own in (alice, bob)
    ]
    forget(alice, house.now)
    assert left(*told) == [f"traces:{bob.own_word}"]


def test_a_number_is_known_in_each_way_of_writing_it():
    client = Client.objects.create(name="Demo Zed", phone="+447700900777")
    ways = {"+447700900777", "+44 7700 900777", "07700 900777", "07700900777"}
    assert ways <= set(words_of(client))


def test_a_name_goes_out_of_documents_however_it_is_written():
    said = {"note": ["Met ANN BROWN.", {"again": "ann brown"}], "other": "Annabel Browning", "pain": 3}
    without = {"note": [f"Met {GONE}.", {"again": GONE}], "other": "Annabel Browning", "pain": 3}
    assert Words(["Ann Brown"]).without(said) == without
