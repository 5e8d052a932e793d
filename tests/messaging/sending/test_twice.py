"""Each way in which a letter could leave twice: none where we know what came of it, told where nobody can.

A mail server keeps no key. So a letter whose sender died, or whose line was cut, after the letter was handed
over and before that was committed goes once more, with the same Message-ID, and stands on the list for staff.
"""

import os
import signal
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from hekas.audit.actors import SYSTEM
from hekas.messaging.actions.staff import resend
from hekas.messaging.channels import email
from hekas.messaging.models import OutboundMessage
from hekas.messaging.queries import sending
from hekas.messaging.sending import delivery, policy, sweeper
from hekas.messaging.tasks import drain as task
from hekas.messaging.terms import State
from tests.messaging.conftest import NOON
from tests.messaging.servers import Post

MINUTE = timedelta(minutes=1)


@pytest.fixture
def post(settings):
    with Post() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 2
        yield server


def drain(at=NOON):
    return dict(delivery.drain(clock=lambda: at, until=at + MINUTE))


def drain_by(*moments):
    """By a clock that says these one after the other, and stays with the last."""
    told = list(moments)
    return dict(delivery.drain(clock=lambda: told.pop(0) if told[1:] else told[0], until=NOON + MINUTE))


def letters_of(message):
    return [letter for letter in mail.outbox if message.provider_key in letter.extra_headers["Message-ID"]]


@pytest.mark.django_db
def test_a_clock_that_steps_back_while_it_is_sent_undoes_nothing(alice, reminder):
    """The claim was written by the old time: a try that ended before it began was refused, and sent anew."""
    message = reminder(alice)
    assert drain_by(NOON, NOON + timedelta(seconds=2), NOON) == {"sent": 1}
    sweeper.sweep(now=NOON + 2 * policy.LEASE)
    drain(NOON + 10 * MINUTE)
    message.refresh_from_db()
    assert (message.state, message.in_doubt, len(letters_of(message))) == (State.SENT, False, 1)
    tried = message.tries.get()
    assert tried.finished_at == tried.started_at


@pytest.mark.django_db(transaction=True)
def test_who_dies_between_the_servers_word_and_the_commit_leaves_a_doubt(alice, reminder, monkeypatch):
    """It is the one case in which a letter comes twice: once more, not more, and staff are told."""
    message = reminder(alice)

    def die(*_, **__):
        raise SystemExit("killed")

    with monkeypatch.context() as midway, pytest.raises(SystemExit):
        midway.setattr(delivery, "settle", die)
        drain()
    assert drain(NOON + MINUTE) == {}, "while the lease runs it is somebody's"
    sweeper.sweep(now=NOON + policy.LEASE + MINUTE)
    for minute in range(4, 30):
        drain(NOON + minute * MINUTE)
    message.refresh_from_db()
    assert (message.state, message.in_doubt, message.attempts) == (State.SENT, True, 2)
    assert len(letters_of(message)) == 2
    assert list(OutboundMessage.objects.needing_a_person()) == [message]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seconds", "doubt", "tries"), [(0.6, False, 1), (1.4, True, 2)], ids=["slow", "silent"]
)
def test_a_server_that_thinks_long_after_the_last_dot_is_waited_for(
    settings, post, alice, reminder, seconds, doubt, tries
):
    """It has the letter, and looks for viruses: who gives up then sends it five times, to everybody."""
    settings.EMAIL_TIMEOUT, post.slow = 0.4, seconds
    message = reminder(alice)
    drain()
    post.slow = 0
    drain(NOON + MINUTE)
    message.refresh_from_db()
    assert (message.state, message.in_doubt) == (State.SENT, doubt)
    assert len(post.letters) == tries


def test_who_waits_for_the_last_word_waits_less_long_than_a_row_is_held(settings):
    assert settings.EMAIL_TIMEOUT * email.LAST_WORD < sending.FROZEN_AFTER < policy.LEASE.total_seconds()


@pytest.mark.django_db
def test_a_call_that_the_broker_brings_again_finds_nothing_to_do(alice, reminder):
    """The call names no message: however often it comes, a row is sent once."""
    message = reminder(alice, now=timezone.now())
    for _ in range(3):
        task()
    assert len(letters_of(message)) == 1


@pytest.mark.django_db
def test_send_again_pressed_twice_is_one_more(alice, reminder):
    message = reminder(alice, expires_at=NOON + timedelta(days=1))
    drain()
    message.refresh_from_db()
    for _ in range(2):
        resend(message, reason="It did not come.", by=SYSTEM, now=NOON + MINUTE)
    assert drain(NOON + 2 * MINUTE) == {"sent": 1}
    assert len(mail.outbox) == 2


@pytest.mark.django_db(transaction=True)
def test_told_to_end_while_it_sends_the_drain_of_cron_finishes_that_letter_and_no_other(
    post, alice, bob, reminder
):
    first, second = reminder(alice), reminder(bob, key="2")
    OutboundMessage.objects.update(expires_at=None)
    post.plan = lambda: os.kill(os.getpid(), signal.SIGTERM)
    before = signal.getsignal(signal.SIGTERM)
    call_command("drain")
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.state, first.in_doubt, len(post.letters)) == (State.SENT, False, 1)
    assert (second.state, second.attempts) == (State.QUEUED, 0)
    assert signal.getsignal(signal.SIGTERM) is before
