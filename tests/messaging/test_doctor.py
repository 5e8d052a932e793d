"""The alarms: what is due and unsent, what hangs, and who has no pulse."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from hekas.audit.actors import SYSTEM
from hekas.audit.log import record
from hekas.messaging import doctor, heartbeats, parts
from hekas.messaging.models import OutboundMessage
from hekas.messaging.queries.health import health
from hekas.messaging.sending import delivery, policy
from hekas.messaging.terms import State
from tests.messaging.conftest import NOON

pytestmark = pytest.mark.django_db
MANY_WITHOUT_WORDS = """
INSERT INTO messaging_outboundmessage (uuid, created_at, updated_at, template, channel, given_address, about,
  dedupe_key, context, attachments, due_at, next_attempt_at, state, attempts, address, sent_at, sent_subject,
  sent_text, on_air, provider_id, error, dropped_because, in_doubt, resend_reason)
SELECT gen_random_uuid(), now(), now(), 'demo', 'email', 'a@demo.example', '', 'many:' || n, '{}', '[]',
  now(), now(), 'sent', 1, 'a@demo.example', now(), '', '', '', '', '', '', false, ''
FROM generate_series(1, 3000) n
"""
MINUTE = timedelta(minutes=1)


def findings(at=NOON):
    return {check.name: (check.well, check.sentence) for check in doctor.checks(at)}


@pytest.fixture
def alive():
    for name in (heartbeats.BEAT, heartbeats.WORKER):
        heartbeats.beat(name, now=NOON)
    parts.make_ahead(NOON)


def test_all_is_well(alive):
    assert all(check.well for check in doctor.checks(NOON))


def test_nobody_was_ever_heard():
    assert findings()["worker"] == (False, "The worker was never heard. Is it running?")


@pytest.mark.parametrize(("minutes", "well"), [(2, True), (3, False)])
def test_a_pulse_that_stopped(alive, minutes, well):
    """Fault 25: the beat is dead, and somebody hears of it."""
    found = findings(NOON + minutes * MINUTE)
    assert found["beat"] == (well, f"The beat was last heard {minutes * 60} seconds ago.")
    assert found["worker"][0] is well


@pytest.mark.parametrize(("minutes", "well"), [(2, True), (3, False)])
def test_a_pulse_from_the_future_is_a_clock_that_is_off(alive, minutes, well):
    """Else a beat that died under a fast clock would look alive until the right one comes there."""
    found = findings(NOON - minutes * MINUTE)["beat"]
    assert found[0] is well
    assert well or found[1] == "The beat was last heard 180 seconds from now: a clock is off."


@pytest.mark.parametrize(("minutes", "well"), [(5, True), (6, False)])
def test_due_and_not_sent_is_an_alarm(alice, reminder, minutes, well):
    """HC-45: reminders that were never sent, and nobody noticed."""
    reminder(alice)
    at = NOON + minutes * MINUTE
    assert findings(at)["messages on time"] == (
        well,
        f"1 due and not sent; the oldest for {minutes} minutes.",
    )


def test_what_waits_for_its_time_is_no_alarm(alice, reminder):
    reminder(alice, due_at=NOON + 10 * MINUTE)
    assert findings()["messages on time"] == (True, "0 due and not sent; the oldest for 0 minutes.")


def test_what_hangs_is_an_alarm(alice, reminder):
    reminder(alice)
    delivery.claim(now=NOON)
    assert findings(NOON + policy.LEASE)["messages that hang"][0]
    assert not findings(NOON + policy.LEASE + MINUTE)["messages that hang"][0]


def test_what_needs_a_person_is_an_alarm_until_somebody_looked(alice, reminder):
    reminder(alice)
    OutboundMessage.objects.update(state=State.FAILED, error="No answer")
    assert not findings()["messages to look at"][0]
    OutboundMessage.objects.update(looked_at=NOON)
    assert findings()["messages to look at"][0]


def test_a_month_without_its_part_is_an_alarm_until_it_is_made():
    at = NOON.replace(year=2044)
    well, sentence = findings(at)["parts by month"]
    assert not well
    assert "audit_auditevent_2044_11 is missing; audit_auditevent_2044_12 is missing" in sentence
    parts.make_ahead(at)
    assert findings(at)["parts by month"] == (True, "are ready.")


def test_lines_that_wait_for_their_part_are_an_alarm(alice):
    parts.make_ahead(NOON)
    record(by=SYSTEM, action="tried", subject=alice, now=NOON.replace(year=2044))
    assert findings()["parts by month"] == (False, "audit_auditevent_rest holds rows.")


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(alice, reminder, count, django_assert_num_queries):
    for number in range(count):
        reminder(alice, key=str(number))
    with django_assert_num_queries(5):
        assert health(NOON).due_unsent == count


@pytest.mark.parametrize(("hours", "well"), [(36, True), (37, False)])
def test_a_backup_that_is_old_is_an_alarm(hours, well):
    """By the newest that came back whole: one that was never read back is none."""
    heartbeats.read_back(NOON)
    found = doctor.backup(NOON + timedelta(hours=hours), here_since=None)
    assert (found.well, found.sentence) == (well, f"the last that was read back is {hours} hours old.")


@pytest.mark.parametrize(("hours", "well"), [(36, True), (37, False)])
def test_a_site_without_a_backup_has_a_night_and_a_half(hours, well):
    assert doctor.backup(NOON + timedelta(hours=hours), here_since=NOON).well is well


def test_many_messages_without_words_are_not_read_through(alice, reminder):
    """A balancer asks each node every second or so: nobody walks a diary's messages for it."""
    reminder(alice, context={"plan_url": "https://hekas.example/"}, template="plan_ready")
    OutboundMessage.objects.update(state="sent", sent_at=NOON, address="alice@demo.example")
    with connection.cursor() as cursor:
        cursor.execute(MANY_WITHOUT_WORDS)
    with CaptureQueriesContext(connection) as asked:
        assert findings()["secret key"][0]
    read = {one["sql"]: read_by(one["sql"]) for one in asked}
    assert {sql: rows for sql, rows in read.items() if rows > 2 * doctor.LOOKED_AT} == {}


def read_by(question):
    """The most rows that one step of its plan looked at."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE messaging_outboundmessage")
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + question)
        [plan] = cursor.fetchone()[0]

    def steps(node):
        yield node
        for below in node.get("Plans", []):
            yield from steps(below)

    return (
        max(
            (step["Actual Rows"] + step.get("Rows Removed by Filter", 0)) * step["Actual Loops"]
            for step in steps(plan["Plan"])
            if step.get("Relation Name") == "messaging_outboundmessage"
        )
        if "messaging_outboundmessage" in question
        else 0
    )


def test_a_restored_site_whose_secret_key_is_another_is_named(alice, reminder):
    """What stands there was closed with the old one: nobody would hear of it before a letter fails."""
    reminder(alice, context={"plan_url": "https://hekas.example/"}, template="plan_ready")
    assert findings()["secret key"] == (True, "opens what was closed.")
    other = "another key, that closed nothing of what is here"
    with override_settings(SECRET_KEY=other, SECRET_KEY_FALLBACKS=[]):
        assert not findings()["secret key"][0]
    with override_settings(SECRET_KEY=other, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert findings()["secret key"][0]
