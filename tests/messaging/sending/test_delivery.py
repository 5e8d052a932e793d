"""One row at a time: claimed, checked again, sent, written down."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from hekas.accounts.models import Consent
from hekas.messaging.models import DeliveryAttempt, OutboundMessage, Suppression
from hekas.messaging.queries.sending import Claimed, held
from hekas.messaging.sending import delivery, policy
from hekas.messaging.terms import Channel, State
from hekas.messaging.ways import ways
from hekas.messaging.wishes import AGAIN, TEXTS
from tests.messaging.conftest import NOON
from tests.messaging.servers import Gateway

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
TEN_PM = datetime(2026, 11, 23, 22, tzinfo=UTC)


@pytest.fixture(autouse=True)
def memory(settings, outbox):
    settings.SMS_URL = "memory://"


def drain(at=NOON):
    return dict(delivery.drain(clock=lambda: at, until=at + MINUTE))


def after_drain(message, at=NOON):
    drain(at)
    message.refresh_from_db()
    return message


def test_a_due_letter_is_sent_and_written_down(alice, reminder):
    message = after_drain(reminder(alice))
    assert message.state == State.SENT
    assert (message.address, message.sent_at) == ("alice@clients.example", NOON)
    assert message.sent_subject == "Reminder: your visit on Tuesday 24 November at 9:15am"
    assert message.provider_id == f"<{message.provider_key}@hekas.example>"
    assert [letter.to for letter in mail.outbox] == [["alice@clients.example"]]


def test_each_try_is_written_down(alice, reminder):
    message = after_drain(reminder(alice))
    (attempt,) = DeliveryAttempt.objects.filter(message=message)
    assert (attempt.number, attempt.result, attempt.finished_at) == (1, "accepted", NOON)


def test_what_is_not_due_waits(alice, reminder):
    reminder(alice, due_at=NOON + MINUTE, expires_at=NOON + 2 * MINUTE)
    assert drain() == {}
    assert drain(NOON + MINUTE) == {"sent": 1}


def test_a_second_drain_finds_nothing(alice, reminder):
    """HC-49: cron ran twice and everybody got two."""
    reminder(alice)
    assert (drain(), drain()) == ({"sent": 1}, {})
    assert len(mail.outbox) == 1


def test_a_late_drain_catches_up_but_drops_what_lost_its_worth(alice, bob, reminder):
    """HC-48: a missed run; the window is a span, not a minute."""
    reminder(alice, expires_at=NOON + 30 * MINUTE)
    reminder(bob, key="2", expires_at=NOON + 90 * MINUTE)
    assert drain(NOON + 60 * MINUTE) == {"dropped": 1, "sent": 1}
    assert mail.outbox[0].to == ["bob@clients.example"]


def test_too_late_is_written_down(alice, reminder):
    message = after_drain(reminder(alice), NOON + 60 * MINUTE)
    assert (message.state, message.dropped_because) == (State.DROPPED, "It was too late to be of use.")


def test_the_address_is_read_at_the_moment_of_sending(alice, reminder):
    """Fault 28: the phone changed between booking and reminder."""
    message = reminder(alice)
    alice.email = "new@clients.example"
    alice.save()
    assert after_drain(message).address == "new@clients.example"


def test_two_people_with_one_address_each_get_their_own(alice, bob, reminder):
    """Fault 29, HC-53: never a greeting of the other."""
    bob.email = alice.email
    bob.save()
    reminder(alice), reminder(bob, key="2")
    drain()
    assert [letter.body.splitlines()[0] for letter in mail.outbox] == ["Hello Alice,", "Hello Bob,"]


def test_an_erased_client_gets_nothing(alice, reminder):
    reminder(alice)
    alice.delete()
    assert drain() == {}


def test_no_phone_is_for_a_person_to_see(alice, reminder):
    alice.phone = ""
    alice.save()
    message = after_drain(reminder(alice, channel="sms"))
    assert (message.state, message.error) == (State.FAILED, "No phone number is known.")


def test_a_text_goes_to_the_phone(alice, reminder, outbox):
    message = after_drain(reminder(alice, channel="sms"))
    assert (message.state, message.address) == (State.SENT, "+447700900001")
    assert outbox[0].text.startswith("Hekas: a reminder of your visit on Tuesday 24 November at 9:15am")


def test_no_text_at_night(alice, reminder, outbox):
    """HC-54: quiet hours."""
    message = reminder(alice, channel="sms", now=TEN_PM, expires_at=TEN_PM + timedelta(hours=20))
    assert after_drain(message, TEN_PM).state == State.QUEUED
    assert message.next_attempt_at == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert outbox == []
    assert after_drain(message, message.next_attempt_at).state == State.SENT


@pytest.mark.parametrize(
    ("night", "morning"),
    [
        (datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 3, 29, 7, tzinfo=UTC)),  # the clock goes on
        (datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 8, tzinfo=UTC)),  # and back
        (datetime(2027, 3, 27, 22, tzinfo=UTC), datetime(2027, 3, 28, 7, tzinfo=UTC)),
        (datetime(2027, 10, 30, 22, tzinfo=UTC), datetime(2027, 10, 31, 8, tzinfo=UTC)),
    ],
)
def test_a_text_waits_for_eight_by_the_wall_over_both_clock_changes(alice, reminder, night, morning):
    """The clock moved over both changes of 2026 and 2027, minute by minute near the morning."""
    message = reminder(alice, channel="sms", now=night, expires_at=night + timedelta(hours=20))
    sent_at = [at for at in (morning + n * MINUTE for n in range(-120, 3)) if drain(at) == {"sent": 1}]
    message.refresh_from_db()
    assert (sent_at, message.sent_at) == ([morning], morning)


def test_a_letter_may_come_at_night(alice, reminder):
    assert after_drain(reminder(alice, now=TEN_PM), TEN_PM).state == State.SENT


def test_a_text_that_the_night_makes_useless_is_dropped(alice, reminder):
    message = reminder(alice, channel="sms", now=TEN_PM, expires_at=TEN_PM + timedelta(hours=9))
    assert after_drain(message, TEN_PM).state == State.DROPPED
    assert "after the quiet hours" in message.dropped_because


def test_who_wants_no_texts_gets_none(alice, reminder, outbox):
    Consent.objects.create(client=alice, kind=TEXTS, given=False, wording_version="1", at=NOON)
    assert after_drain(reminder(alice, channel="sms")).state == State.DROPPED
    assert drain() == {} and outbox == []


def test_a_yes_after_a_no_counts(alice, reminder):
    for minute, given in enumerate((False, True)):
        at = NOON + minute * MINUTE
        Consent.objects.create(client=alice, kind=TEXTS, given=given, wording_version="1", at=at)
    assert after_drain(reminder(alice, channel="sms")).state == State.SENT


def test_stop_counts_for_the_phone_whoever_has_it(alice, bob, reminder, outbox):
    bob.phone = alice.phone
    bob.save()
    Suppression.objects.create(channel="sms", address="+447700900001", reason="STOP", at=NOON)
    reminder(alice, channel="sms"), reminder(bob, key="2", channel="sms")
    assert (drain(), outbox) == ({"dropped": 2}, [])


@pytest.mark.parametrize(
    ("given", "state"), [(None, State.DROPPED), (False, State.DROPPED), (True, State.SENT)]
)
def test_what_promotes_needs_a_yes(alice, reminder, given, state):
    if given is not None:
        Consent.objects.create(client=alice, kind=AGAIN, given=given, wording_version="1", at=NOON)
    context = {"search_url": "https://hekas.example/search"}
    assert after_drain(reminder(alice, template="series_ending", context=context)).state == state


def test_who_works_here_no_more_gets_nothing(thea, reminder):
    message = reminder(thea, template="therapist_appointment_booked", context={"when": "Friday at 9:15am"})
    thea.is_active = False
    thea.save()
    assert after_drain(message).dropped_because == "The account is closed."


def test_a_secret_is_not_kept(secret):
    assert "ABC-123" in (after_drain(secret), mail.outbox[0].body)[1]
    assert (secret.context, secret.sent_subject, secret.sent_text) == ({}, "Sign-in and account", "")


def test_a_message_without_wording_is_for_a_person_to_see(alice, reminder):
    """A row of an older version, by a way that its kind does not take any more."""
    message = reminder(alice, channel="sms")
    OutboundMessage.objects.filter(pk=message.pk).update(template="plan_ready")
    assert after_drain(message).error == "It has no wording: messages/plan_ready/sms.txt"


def test_a_kind_that_is_no_more_is_for_a_person_to_see_and_stops_nobody(alice, bob, reminder):
    """A row of an older version must not end each drain that meets it."""
    old, new = reminder(alice), reminder(bob, key="2")
    OutboundMessage.objects.filter(pk=old.pk).update(template="no_more")
    assert after_drain(old).error == "There is no such kind of message any more: no_more"
    new.refresh_from_db()
    assert new.state == State.SENT


@pytest.mark.parametrize("count", [1, 3])
def test_a_message_costs_three_questions(alice, reminder, count, django_assert_num_queries):
    """Its row with all that is asked again, what came of it, and the claim of the next."""
    for number in range(count):
        reminder(alice, key=str(number))
    with django_assert_num_queries(1 + 5 * count):  # and a savepoint each, in a test
        assert delivery.drain(clock=lambda: NOON, until=NOON + MINUTE) == {"sent": count}


def test_who_was_frozen_between_the_last_look_and_the_call_sends_nothing(alice, reminder, monkeypatch):
    """Its row may be another's by now, and a cancellation committed."""
    message = reminder(alice)
    monkeypatch.setattr(Claimed, "may_be_lost", True)
    assert after_drain(message).state == State.QUEUED
    assert message.error == "This process was stopped for too long in the middle of it."
    assert mail.outbox == []


@pytest.mark.parametrize(("seconds", "lost"), [(0, False), (40, False), (49, True)])
def test_a_claim_may_be_lost_before_the_database_takes_it_away(alice, reminder, seconds, lost):
    reminder(alice)
    claimed = held(delivery.claim(now=NOON))
    assert replace(claimed, held_at=claimed.held_at - seconds).may_be_lost is lost


def test_a_message_is_claimed_once(alice, reminder):
    reminder(alice)
    assert delivery.claim(now=NOON) is not None
    assert delivery.claim(now=NOON) is None


def test_the_one_that_is_due_longest_goes_first(alice, reminder):
    reminder(alice, key="later", due_at=NOON - MINUTE, now=NOON - MINUTE)
    first = reminder(alice, key="first", due_at=NOON - 2 * MINUTE, now=NOON - 2 * MINUTE)
    token = delivery.claim(now=NOON)
    first.refresh_from_db()
    assert (first.token, first.attempts, first.lease_until) == (token, 1, NOON + policy.LEASE)


def test_an_empty_outbox_costs_one_look(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert drain() == {}


def test_a_provider_that_fails_is_tried_again_and_then_left_alone(settings, alice, reminder):
    """Fault 30: 503 for an hour; three in a row, and this drain asks no more."""
    with Gateway() as server:
        settings.SMS_URL = server.url
        server.answers = [(503, {}, "")] * 3
        messages = [reminder(alice, key=str(n), channel="sms") for n in range(5)]
        assert drain() == {"queued": 3}
        assert [m.state for m in messages] == ["queued"] * 5
        assert after_drain(messages[0], NOON + MINUTE).state == State.SENT
        assert len(server.texts) == 5


def test_one_ailing_provider_does_not_hold_up_the_other(settings, alice, reminder):
    settings.SMS_URL = "http://127.0.0.1:9/"
    for n in range(5):
        reminder(alice, key=f"sms{n}", channel="sms")
    reminder(alice, key="letter")
    assert drain() == {"queued": 3, "sent": 1}


def test_a_provider_that_took_it_and_hung_up_is_never_asked_to_send_it_again(settings, alice, reminder):
    with Gateway(keeps_keys=False) as server:
        settings.SMS_URL = server.url
        server.answers = ["cut"]
        message = after_drain(reminder(alice, channel="sms"))
        assert (message.state, message.in_doubt) == (State.FAILED, True)
        drain(NOON + 30 * MINUTE)
        assert len(server.texts) == 1


@pytest.mark.parametrize(("option", "keeps_keys"), [("?keys=yes", True), ("?ask=yes", False)])
def test_where_the_provider_knows_our_key_a_second_try_is_one_text(
    settings, alice, reminder, option, keeps_keys
):
    with Gateway(keeps_keys=keeps_keys) as server:
        settings.SMS_URL = server.url + option
        server.answers = ["cut"]
        message = after_drain(reminder(alice, channel="sms"))
        assert (message.state, message.in_doubt) == (State.QUEUED, False)
        assert after_drain(message, NOON + policy.back_off(1)).provider_id == "id-1"
        assert len(server.texts) == 1


def test_a_wrong_number_fails_at_once(settings, alice, reminder):
    with Gateway() as server:
        settings.SMS_URL = server.url
        server.answers = [(400, {}, "invalid number")]
        message = after_drain(reminder(alice, channel="sms"))
    assert (message.state, message.error) == (State.FAILED, "The gateway says 400: invalid number")


def test_a_clinic_without_a_gateway_writes_letters_and_says_what_it_could_not_text(settings, alice, reminder):
    """SMS_URL stands empty in the example: that must never hold up a letter, nor print a text anywhere."""
    settings.SMS_URL = ""
    message = after_drain(reminder(alice, key="text", channel="sms"))
    assert (message.state, message.error) == (
        State.FAILED,
        "This clinic has no gateway for texts (SMS_URL is empty).",
    )
    assert after_drain(reminder(alice, key="letter")).state == State.SENT
    assert ways("appointment_reminder", alice, by_text=True) == (Channel.EMAIL,)
    settings.SMS_URL = "memory://"
    assert ways("appointment_reminder", alice, by_text=True) == (Channel.EMAIL, Channel.SMS)
