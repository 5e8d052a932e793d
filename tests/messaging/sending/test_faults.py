"""Providers and people that misbehave, minute by minute: what was promised holds until the last minute."""

from datetime import timedelta

import pytest

from hekas.messaging.models import OutboundMessage
from hekas.messaging.sending import delivery
from hekas.messaging.terms import State
from tests.messaging.conftest import NOON
from tests.messaging.servers import Gateway, Post

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BROKEN = (500, {}, "<html>Internal error</html>")


@pytest.fixture
def texts(settings):
    with Gateway() as server:
        settings.SMS_URL = server.url + "?keys=yes&timeout=0.3"
        yield server


@pytest.fixture
def careless(settings):
    """A provider that takes no key and can't be asked."""
    with Gateway(keeps_keys=False) as server:
        settings.SMS_URL = server.url + "?timeout=0.3"
        yield server


@pytest.fixture
def post(settings):
    with Post() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 2
        yield server


def drain_each_minute(minutes, since=NOON):
    for at in (since + n * MINUTE for n in range(minutes)):
        delivery.drain(clock=lambda at=at: at, until=at + MINUTE)


def sent_at(message):
    message.refresh_from_db()
    assert message.state == State.SENT, message.error
    return message.sent_at


def test_fault_28_a_text_goes_to_the_new_number_once(texts, alice, reminder):
    reminder(alice, channel="sms", due_at=NOON + 5 * MINUTE)
    alice.phone = "+447700900777"
    alice.save()
    drain_each_minute(10)
    assert [text["to"] for text in texts.texts] == ["+447700900777"]


def test_fault_29_two_who_share_a_number_each_get_their_own_text(texts, alice, bob, reminder):
    bob.phone = alice.phone
    bob.save()
    for person, day in ((alice, "Tuesday"), (bob, "Friday")):
        context = {"when": f"{day} at 9:15am", "where": "Hekas, 1 Demo Street"}
        reminder(person, key=day, channel="sms", context=context)
    drain_each_minute(3)
    assert {text["to"] for text in texts.texts} == {"+447700900001"}
    assert sorted(day for text in texts.texts for day in ("Tuesday", "Friday") if day in text["text"]) == [
        "Friday",
        "Tuesday",
    ]


def test_fault_30_a_provider_that_fails_for_an_hour_sends_once_when_it_is_back(texts, alice, reminder):
    texts.answers = [BROKEN] * 6  # at 0, 1, 6, 21, 36 and 51 minutes
    message = reminder(alice, channel="sms", expires_at=NOON + 3 * HOUR)
    drain_each_minute(120)
    assert sent_at(message) == NOON + 66 * MINUTE
    assert len(texts.texts) == 1


def test_fault_30_a_mail_server_that_refuses_for_an_hour_gets_the_letter_once(post, alice, reminder):
    post.after_data = "451 try later"
    message = reminder(alice, expires_at=NOON + 3 * HOUR)
    drain_each_minute(60)
    post.after_data = "250 OK"
    drain_each_minute(60, NOON + HOUR)
    assert sent_at(message) == NOON + 66 * MINUTE
    assert len(post.letters) == 1


def test_fault_30_nothing_goes_out_after_the_visit_has_begun(texts, alice, reminder):
    texts.answers = [BROKEN] * 5
    message = reminder(alice, channel="sms", expires_at=NOON + 40 * MINUTE)
    drain_each_minute(120)
    message.refresh_from_db()
    assert (message.state, texts.texts) == (State.FAILED, [])
    assert message.error.startswith("No time for another try")


def test_fault_30_a_time_out_after_accepting_is_one_text(texts, alice, reminder):
    texts.slow = 0.6
    message = reminder(alice, channel="sms")
    delivery.drain(clock=lambda: NOON, until=NOON + MINUTE)
    texts.slow = 0.0
    drain_each_minute(10, NOON + MINUTE)
    assert sent_at(message) == NOON + MINUTE
    assert (len(texts.texts), message.attempts, message.in_doubt) == (1, 2, False)


def test_fault_30_a_busy_provider_is_given_the_time_it_asks_for(texts, alice, reminder):
    texts.answers = [(429, {"Retry-After": "600"}, "")]
    message = reminder(alice, channel="sms")
    drain_each_minute(30)
    assert sent_at(message) == NOON + 10 * MINUTE
    assert len(texts.asked) == 2


@pytest.mark.parametrize("answer", [(200, {}, "<html>thanks</html>"), (200, {}, '{"status": "ok"}'), BROKEN])
def test_fault_30_an_answer_that_can_not_be_read_is_for_a_person(careless, alice, reminder, answer):
    careless.answers = [answer]
    message = reminder(alice, channel="sms")
    drain_each_minute(30)
    message.refresh_from_db()
    assert (message.state, message.in_doubt, len(careless.asked)) == (State.FAILED, True, 1)


def test_fault_30_a_slow_provider_without_keys_is_never_asked_twice(careless, alice, reminder):
    careless.slow = 0.6
    message = reminder(alice, channel="sms")
    drain_each_minute(30)
    message.refresh_from_db()
    assert (message.state, message.in_doubt, len(careless.texts)) == (State.FAILED, True, 1)


def test_fault_31_the_quiet_hours_are_those_of_the_clinics_zone(settings, texts, alice, reminder):
    """Noon in London is 9pm in Tokyo: a clinic there has its night."""
    settings.CLINIC_TIMEZONE = "Asia/Tokyo"
    message = reminder(alice, channel="sms", expires_at=NOON + 20 * HOUR)
    delivery.drain(clock=lambda: NOON, until=NOON + MINUTE)
    message.refresh_from_db()
    assert (message.state, message.next_attempt_at) == (State.QUEUED, NOON + 11 * HOUR)


def test_fault_64_a_gateway_that_answers_twice_is_believed_once(texts, alice, bob, reminder):
    """Its second answer lies in the line when the next text goes out, and is not taken for that one's."""
    texts.echoes = True
    first = reminder(alice, channel="sms")
    second = reminder(bob, key="2", channel="sms")
    delivery.drain(clock=lambda: NOON, until=NOON + MINUTE)
    drain_each_minute(5, NOON + MINUTE)
    assert {sent_at(first), sent_at(second)} >= {NOON}
    assert first.provider_id != second.provider_id
    assert sorted(text["to"] for text in texts.texts) == ["+447700900001", "+447700900002"]


def test_fault_64_an_answer_about_another_text_is_no_answer(texts, alice, reminder):
    texts.answers = [(201, {}, '{"id": "id-9", "reference": "of another"}')]
    message = reminder(alice, channel="sms")
    delivery.drain(clock=lambda: NOON, until=NOON + MINUTE)
    message.refresh_from_db()
    assert (message.state, message.error) == (State.QUEUED, "The gateway answered about another text.")
    drain_each_minute(2, NOON + MINUTE)
    assert (sent_at(message), len(texts.texts)) == (NOON + MINUTE, 1)


DUPLICATE = (409, {}, '{"error": "duplicate reference"}')


def test_a_provider_that_calls_it_a_duplicate_has_it(texts, alice, reminder):
    """The answer to the first try came after our time-out; the second is told the id of the first."""
    texts.answers = ["cut", (409, {}, '{"id": "id-1"}')]
    message = reminder(alice, channel="sms")
    drain_each_minute(10)
    assert (sent_at(message), message.provider_id) == (NOON + MINUTE, "id-1")
    assert (len(texts.texts), len(texts.asked)) == (1, 2)


def test_a_duplicate_of_which_nothing_more_is_said_is_for_a_person(careless, alice, reminder):
    """Without keys nobody may try on: it was taken, or will be."""
    careless.answers = [DUPLICATE]
    message = reminder(alice, channel="sms")
    drain_each_minute(30)
    message.refresh_from_db()
    assert (message.state, message.in_doubt, len(careless.asked)) == (State.FAILED, True, 1)


def test_a_duplicate_is_looked_up_where_the_provider_can_be_asked(settings, alice, reminder):
    with Gateway(keeps_keys=False) as server:
        settings.SMS_URL = server.url + "?ask=yes&timeout=0.3"
        server.answers = ["cut", DUPLICATE]
        message = reminder(alice, channel="sms")
        drain_each_minute(10)
        assert (sent_at(message), message.provider_id, len(server.texts)) == (NOON + MINUTE, "id-1", 1)


def test_a_mail_server_that_dies_after_the_letter_gets_it_again_and_staff_see_it(post, alice, reminder):
    post.after_data = "cut"
    message = reminder(alice)
    drain_each_minute(1)
    post.after_data = "250 OK"
    drain_each_minute(10, NOON + MINUTE)
    assert (sent_at(message), message.in_doubt) == (NOON + MINUTE, True)
    assert len({letter["Message-ID"] for letter in post.letters}) == 1
    assert list(OutboundMessage.objects.needing_a_person()) == [message]


def test_a_mail_server_that_always_dies_after_the_letter_gets_five_at_most(post, alice, reminder):
    """Each of them may have arrived."""
    post.after_data = "cut"
    message = reminder(alice, expires_at=NOON + 20 * HOUR)
    drain_each_minute(180)
    message.refresh_from_db()
    assert (len(post.letters), message.state, message.in_doubt) == (5, State.FAILED, True)
