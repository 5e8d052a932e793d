"""A client's own messages and preferences: theirs, and nobody else's."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from hekas.accounts.models import Consent
from hekas.audit.models import AuditEvent
from hekas.messaging.models import Suppression
from hekas.messaging.sending import delivery
from hekas.messaging.wishes import AGAIN, DIARY, TEXTS
from tests.messaging.conftest import NOON

pytestmark = pytest.mark.django_db
PREFERENCES = "/messages/preferences/"


def send_all():
    delivery.drain(clock=lambda: NOON, until=NOON + timedelta(minutes=1))


def given(client):
    return set(Consent.objects.filter(client=client, given=True).values_list("kind", flat=True))


def test_a_client_sees_what_was_sent_to_them_and_to_nobody_else(as_alice, alice, bob, reminder):
    """Something could leak: Bob has a message too."""
    reminder(alice)
    reminder(bob, key="2", context={"when": "Sunday", "where": "elsewhere"})
    send_all()
    page = as_alice.get(reverse("messaging:own")).content.decode()
    assert "Reminder: your visit on Tuesday 24 November at 9:15am" in page
    assert "E-mail to alice@clients.example" in page
    assert "Sunday" not in page


def test_what_has_not_been_sent_is_not_shown(as_alice, alice, reminder):
    reminder(alice)
    assert "We have not sent you anything yet" in as_alice.get(reverse("messaging:own")).content.decode()


def test_private_links_are_not_shown_again(as_alice, alice, reminder):
    words = {"when": "Friday", "where": "Here", "manage_url": "https://hekas.example/manage/secret"}
    reminder(alice, context=words)
    send_all()
    page = as_alice.get(reverse("messaging:own")).content.decode()
    assert "secret" not in page
    assert "(private link)" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(as_alice, alice, reminder, count, django_assert_num_queries):
    for number in range(count):
        reminder(alice, key=str(number))
    send_all()
    with django_assert_num_queries(5):  # user, client, messages, the archive, what was written
        as_alice.get(reverse("messaging:own"))


@pytest.mark.parametrize("path", ["/messages/", PREFERENCES])
def test_nobody_is_asked_to_sign_in_and_staff_have_none_of_their_own(client, admin, path):
    assert client.get(path)["Location"].startswith("/accounts/login/")
    client.force_login(admin)
    assert client.get(path).status_code == 404


def test_an_account_without_a_client_record_has_no_messages(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("new@clients.example"))
    assert client.get("/messages/").status_code == 404


def test_the_boxes_show_what_holds(as_alice):
    page = as_alice.get(PREFERENCES).content.decode()
    assert page.count("checked") == 1  # texts about one's own appointments, until somebody says no
    assert "What may we send you?" in page


def test_a_choice_is_written_down_with_its_day_and_wording(as_alice, alice):
    today = timezone.now()
    with time_machine.travel(today, tick=False):
        answer = as_alice.post(PREFERENCES, {"wanted": [DIARY, AGAIN]})
    assert (answer.status_code, answer["Location"]) == (302, PREFERENCES)
    assert given(alice) == {DIARY, AGAIN}
    consent = Consent.objects.get(client=alice, kind=AGAIN)
    assert (consent.at, consent.wording_version) == (today, "2026-11-28")
    event = AuditEvent.objects.get(subject_uuid=consent.uuid)
    assert (event.action, event.actor_id) == ("consent.given", str(alice.user.uuid))


def test_no_box_at_all_is_a_no_to_all(as_alice, alice):
    as_alice.post(PREFERENCES, {})
    assert given(alice) == set()
    assert Consent.objects.filter(client=alice, given=False).count() == 4


def test_the_same_choice_again_writes_nothing(as_alice, alice):
    for _ in range(2):
        as_alice.post(PREFERENCES, {"wanted": [TEXTS]})
    assert Consent.objects.filter(client=alice).count() == 4


def test_an_invented_preference_is_refused(as_alice, alice):
    answer = as_alice.post(PREFERENCES, {"wanted": ["treatment"]})
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not Consent.objects.filter(client=alice).exists()


def test_a_stopped_phone_is_explained(as_alice):
    Suppression.objects.create(channel="sms", address="+447700900001", reason="STOP", at=NOON)
    assert "text START to the same number" in as_alice.get(PREFERENCES).content.decode()
