"""A node ten minutes ahead or behind: what somebody says last counts, and a letter goes at once."""

import re
import uuid
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection
from django.test import Client as Browser
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from assessments.actions import claims, desk_notes
from assessments.models import Clearance, ReturnLink
from assessments.permissions import current_intake
from assessments.queries.clearances import advice_for
from hekas.accounts.actions import consents as said
from hekas.accounts.consents import HEALTH_DATA
from hekas.accounts.models import Client, Consent, User
from hekas.audit.actors import SYSTEM
from hekas.messaging import heartbeats
from hekas.messaging.models import OutboundMessage
from hekas.messaging.wishes import TEXTS
from hekas.postgres import clock
from tests.assessments.conftest import Person

pytestmark = pytest.mark.django_db
NEAR = timedelta(seconds=20)
HELD = {"sudden_change": {"safety-pop_felt_in_calf": "not_sure"}}  # a therapist has to ask first
FAST, SLOW, RIGHT = timedelta(minutes=10), timedelta(minutes=-10), timedelta()


@pytest.fixture(autouse=True)
def many_nodes(settings):
    settings.DATABASE_CLOCK = True
    cache.clear()


@contextmanager
def node(off):
    """Whatever happens inside happens in a process of its own, whose clock is off by so much."""
    clock._known = clock._Known()
    with time_machine.travel(timezone.now() + off):
        yield
    clock._known = clock._Known()


def true_now():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def newest_letter():
    return OutboundMessage.objects.latest("id")


@pytest.fixture
def alice(client_record):
    client_record.user = User.objects.create_user("alice@example.org", "a long password")
    client_record.save()
    return client_record


def signed_in(user):
    """At the node at hand: a session knows when it began."""
    browser = Browser()
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


@pytest.mark.parametrize("off", [FAST, SLOW])
def test_answers_count_from_when_they_were_given(off, db):
    with node(off):
        result = Person().finish()
    row = Clearance.objects.get(result=result)
    assert abs(row.answered_at - true_now()) < NEAR
    assert abs(result.made_at - true_now()) < NEAR


def test_of_two_answers_the_later_one_stands_whatever_nodes_they_were_given_at(alice):
    """First a clean one where the clock is fast, then one that a therapist has to read first."""
    with node(FAST):
        clean = Person().finish()
    with node(RIGHT):
        held = Person().finish(**HELD)
        for given in (clean, held):
            claims.claim(given.intake, client=alice, by=SYSTEM, now=true_now())
    assert held.gate != "open"
    assert advice_for(client=alice, now=true_now()).gate == held.gate


def test_a_no_that_follows_a_yes_is_a_no(alice):
    with node(FAST):
        browser = signed_in(alice.user)
        browser.post(reverse("privacy:own_consent"), {"kind": HEALTH_DATA, "given": "yes"})
    with node(RIGHT):
        browser = signed_in(alice.user)
        browser.post(reverse("privacy:own_consent"), {"kind": HEALTH_DATA, "given": "no"})
    assert said.taken_back(alice, HEALTH_DATA)


def test_agreed_where_the_clock_is_fast_and_taken_back_since_is_taken_back(alice):
    with node(FAST):
        browser = signed_in(alice.user)
        person = Person(browser).begin()
    with node(RIGHT):
        signed_in(alice.user).post(reverse("privacy:own_consent"), {"kind": HEALTH_DATA, "given": "no"})
    agreed = Consent.objects.filter(client=alice, kind=HEALTH_DATA, given=True).get().at
    assert abs(agreed - true_now()) < NEAR
    assert said.taken_back(alice, HEALTH_DATA, since=person.intake.agreed_at)


def test_who_wants_no_texts_any_more_gets_none(alice):
    wishes = reverse("messaging:preferences")
    with node(FAST):
        signed_in(alice.user).post(wishes, {"wanted": [TEXTS]})
    with node(RIGHT):
        signed_in(alice.user).post(wishes, {"wanted": []})
    last = Consent.objects.filter(client=alice, kind=TEXTS).order_by("-at").first()
    assert not last.given


@pytest.mark.parametrize("off", [FAST, SLOW])
def test_a_code_to_carry_on_is_sent_at_once_and_works_for_ten_minutes(off, db):
    with node(off):
        person = Person().begin()
        person.send("breathing-and-head", {})
        later = reverse("assessments:later", args=[person.intake.uuid])
        person.browser.post(later, {"email": "alice@example.org"})
        letter = newest_letter()
        assert letter.due_at <= true_now() < letter.expires_at
        link = re.search(r"https?://[^/]+(\S+)", letter.context["body"])[1]
        phone = Browser()
        phone.post(link)
        assert newest_letter().due_at <= true_now() < newest_letter().expires_at
        code = re.search(r"\d{6}", newest_letter().context["body"])[0]
    assert abs(ReturnLink.objects.get().code_expires_at - true_now() - timedelta(minutes=10)) < NEAR
    with node(RIGHT):
        assert phone.post(link, {"code": code}).status_code == 302


@pytest.mark.parametrize("off", [FAST, SLOW])
def test_a_letter_for_a_new_password_goes_at_once(off, alice):
    with node(off):
        Browser().post(reverse("account_reset_password"), {"email": alice.user.email})
    letter = newest_letter()
    assert letter.template == "account_email"
    assert letter.due_at <= true_now() < letter.expires_at - timedelta(minutes=50)


def test_a_therapist_is_told_at_once_of_who_waits(therapist, alice):
    with node(FAST):
        Person(signed_in(alice.user)).finish(**HELD)
    due = [letter.due_at for letter in OutboundMessage.objects.all()]
    assert due
    assert max(due) <= true_now()


def test_a_cramp_after_the_answers_is_after_them(alice):
    """No visit within a day of a cramp, also where it was written down at a node whose clock is behind."""
    with node(RIGHT):
        result = Person(signed_in(alice.user)).finish()
    with node(SLOW):
        cramp = {"side": "left", "setting": "night", "pain": "5", "days_ago": "0", "key": uuid.uuid4().hex}
        assert signed_in(alice.user).post(reverse("assessments:diary"), cramp).status_code == 302
    entry = alice.progress_entries.get()
    assert entry.written_at >= result.made_at


def test_what_was_written_where_the_clock_is_fast_is_told_and_can_be_read_at_once(therapist, alice):
    """A message read before it was written is refused by the database: the press ended in a fault."""
    Client.objects.filter(pk=alice.pk).update(home_therapist=therapist)
    page = reverse("portal:write_to_client", args=[alice.uuid])
    with node(FAST):
        assert signed_in(therapist.user).post(page, {"text": "Your scarf is here."}).status_code == 302
    row = alice.written_messages.get()
    assert newest_letter().due_at <= true_now()
    with node(RIGHT):
        signed_in(alice.user).post(reverse("messaging:read"), {"message": str(row.uuid)})
    row.refresh_from_db()
    assert row.read_at is not None


def test_of_two_that_one_browser_began_the_later_is_at_hand(db):
    browser, request = Browser(), RequestFactory().get("/")
    with node(FAST):
        Person(browser).begin()
    with node(RIGHT):
        later = Person(browser).begin().intake
    request.session, request.user = browser.session, AnonymousUser()
    assert current_intake(request) == later


def test_a_no_of_another_record_is_said_again_after_the_yes_of_this_one(alice):
    twin = Client.objects.create(name=alice.name, email="twin@example.org", phone=alice.phone)
    Client.objects.filter(pk=twin.pk).update(email=alice.email)
    ada = User.objects.create_user("ada@example.org", "a long password", role="admin")
    with node(RIGHT):
        for client, given in ((twin, False), (alice, True)):
            said_now = {"kind": TEXTS, "wording_version": "1", "at": true_now()}
            Consent.objects.create(client=client, given=given, **said_now)
    with node(SLOW):
        sent = {"other": str(twin.uuid), "reason": "She told us", "asked": "on"}
        assert signed_in(ada).post(reverse("privacy:merge", args=[alice.uuid]), sent).status_code == 302
    assert not Consent.objects.filter(client=alice, kind=TEXTS).order_by("-at", "-id").first().given


def test_what_the_desk_heard_where_the_clock_is_fast_stays_once_a_therapist_has_read_it(therapist, alice):
    Client.objects.filter(pk=alice.pk).update(home_therapist=therapist)
    with node(RIGHT):
        result = Person(signed_in(alice.user)).finish(**HELD)
    jo = User.objects.create_user("jo@example.org", "a long password", role="admin")
    with node(FAST):
        said = {"user": jo, "by": SYSTEM}
        note = desk_notes.write(alice, reason="Their GP rang: a clot", now=clock.now(), **said)
    with node(RIGHT):
        page = reverse("assessments:client_result", args=[result.uuid])
        assert "Their GP rang: a clot" in signed_in(therapist.user).get(page).content.decode()
        with pytest.raises(desk_notes.ReadAlready):
            desk_notes.take_back(note, reason="A mistake", now=clock.now(), **said)


@pytest.mark.parametrize("off", [FAST, SLOW])
def test_a_beat_that_is_alive_is_heard_alive(off, db):
    with node(RIGHT):
        heartbeats.beat(heartbeats.BEAT, now=true_now())
        heartbeats.beat(heartbeats.WORKER, now=true_now())
    with node(off):
        assert Browser().get("/readyz").json()["look_at"] == []
