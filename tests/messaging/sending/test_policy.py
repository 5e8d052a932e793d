"""What follows from each answer of a provider."""

from datetime import timedelta

import pytest

from hekas.messaging.sending.policy import after, back_off
from hekas.messaging.terms import Channel, Outcome, Result, State
from tests.messaging.conftest import NOON

MINUTE = timedelta(minutes=1)


def step(result, channel="email", repeatable=False, attempts=1, expires_in=60, retry_after=None, waited=0):
    return after(
        Outcome(result, "its words", retry_after=retry_after),
        channel=Channel(channel),
        repeatable=repeatable,
        attempts=attempts,
        due_at=NOON,
        expires_at=NOON + expires_in * MINUTE if expires_in else None,
        now=NOON + waited * MINUTE,
    )


@pytest.mark.parametrize(
    ("result", "channel", "repeatable", "state", "in_doubt"),
    [
        (Result.ACCEPTED, "email", False, State.SENT, False),
        (Result.ACCEPTED, "sms", False, State.SENT, False),
        (Result.REFUSED, "email", False, State.FAILED, False),
        (Result.REFUSED, "sms", True, State.FAILED, False),
        (Result.LATER, "email", False, State.QUEUED, False),
        (Result.LATER, "sms", False, State.QUEUED, False),
        (Result.UNKNOWN, "email", False, State.QUEUED, True),  # may be doubled, and staff see it
        (Result.UNKNOWN, "email", True, State.QUEUED, False),
        (Result.UNKNOWN, "sms", False, State.FAILED, True),  # never blindly
        (Result.UNKNOWN, "sms", True, State.QUEUED, False),  # the provider drops a second one
    ],
)
def test_the_table(result, channel, repeatable, state, in_doubt):
    outcome = step(result, channel, repeatable)
    assert (outcome.state, outcome.in_doubt) == (state, in_doubt)


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 15), (40, 15)])
def test_back_off(attempts, minutes):
    assert back_off(attempts) == minutes * MINUTE
    assert step(Result.LATER, attempts=attempts).next_attempt_at == NOON + minutes * MINUTE


def test_a_provider_may_ask_for_more_time_but_not_for_less():
    assert step(Result.LATER, retry_after=30 * MINUTE).next_attempt_at == NOON + 30 * MINUTE
    assert step(Result.LATER, retry_after=timedelta(0)).next_attempt_at == NOON + MINUTE


def test_no_try_after_the_message_has_lost_its_worth():
    late = step(Result.LATER, expires_in=1)
    assert (late.state, late.because) == (State.FAILED, "No time for another try: its words")


def test_a_message_without_an_end_is_tried_for_a_day():
    assert step(Result.LATER, expires_in=None, waited=23 * 60).state is State.QUEUED
    assert step(Result.LATER, expires_in=None, waited=24 * 60).state is State.FAILED


@pytest.mark.parametrize(("attempts", "state"), [(1, State.QUEUED), (4, State.QUEUED), (5, State.FAILED)])
def test_a_letter_in_doubt_is_not_sent_for_ever(attempts, state):
    """A server that takes each letter and never says so: five copies, then somebody looks."""
    came = step(Result.UNKNOWN, attempts=attempts)
    assert (came.state, came.in_doubt) == (state, True)


def test_where_the_provider_keeps_our_key_there_is_no_doubt_to_count():
    came = step(Result.UNKNOWN, attempts=40, repeatable=True)
    assert (came.state, came.in_doubt) == (State.QUEUED, False)
