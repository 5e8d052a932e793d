"""What a message says is closed in the outbox: a copy of the database opens no door."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import override_settings

from hekas.audit.actors import Actor
from hekas.messaging.actions.staff import CannotResend, resend
from hekas.messaging.closed_words import NoKey, opened, shut
from hekas.messaging.models import OutboundMessage
from hekas.messaging.queries.secrets import NOBODY_KNOWS, places_of
from hekas.messaging.sending import delivery

from .conftest import NOON

HOUR = timedelta(hours=1)
LINK = "https://hekas.example/bookings/l/d0Or-0f-4-v1s1t-th4t-0pens/"
WORDS = {"plan_url": LINK}
OTHER = "another key, that closed nothing of what is here"


@pytest.fixture
def told(alice, reminder):
    return reminder(alice, template="plan_ready", context=WORDS)


def kept(message):
    with connection.cursor() as cursor:
        cursor.execute("SELECT m::text FROM messaging_outboundmessage m WHERE id = %s", [message.pk])
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_the_row_tells_no_word_of_it_and_who_has_the_key_reads_all(told):
    assert "closed" in kept(told) and "d0Or" not in kept(told)
    assert OutboundMessage.objects.get().context == WORDS


@pytest.mark.django_db
def test_after_it_went_the_row_still_tells_no_link(told, mailoutbox):
    delivery.drain(clock=lambda: NOON, until=NOON + HOUR)
    assert LINK in mailoutbox[0].body
    assert "(private link)" in kept(told) and "d0Or" not in kept(told)


@pytest.mark.django_db
def test_without_the_key_it_is_listed_to_staff_and_not_sent(told, mailoutbox):
    with override_settings(SECRET_KEY=OTHER, SECRET_KEY_FALLBACKS=[]):
        delivery.drain(clock=lambda: NOON, until=NOON + HOUR)
    row = OutboundMessage.objects.needing_a_person().get()
    assert (row.state, mailoutbox) == ("failed", [])
    assert "SECRET_KEY_FALLBACKS" in row.error


@pytest.mark.django_db
def test_without_the_key_staff_see_it_and_are_told_why_it_is_not_sent_again(told):
    OutboundMessage.objects.update(state="failed", error="x", expires_at=None)
    with (
        override_settings(SECRET_KEY=OTHER, SECRET_KEY_FALLBACKS=[]),
        pytest.raises(CannotResend, match="opened"),
    ):
        row = OutboundMessage.objects.needing_a_person().get()
        row.save()  # and nothing is lost by it
        resend(row, reason="Asked for it", by=Actor("user", "ada", "Ada"), now=NOON)
    assert OutboundMessage.objects.get().context == WORDS


@pytest.mark.django_db
def test_without_the_key_nobody_knows_where_a_secret_went(told):
    OutboundMessage.objects.update(state="sent", address="alice@clients.example", sent_at=NOON)
    assert places_of("d0Or", [told.about]) == {"alice@clients.example"}
    with override_settings(SECRET_KEY=OTHER, SECRET_KEY_FALLBACKS=[]):
        assert places_of("d0Or", [told.about]) == {NOBODY_KNOWS}


def test_an_older_key_opens_what_it_closed(settings):
    before, settings.SECRET_KEY_FALLBACKS = shut(WORDS), [settings.SECRET_KEY]
    settings.SECRET_KEY = OTHER
    assert opened(before) == WORDS
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(NoKey):
        opened(before)


def test_nothing_stays_nothing_and_rows_of_before_are_read_as_they_are():
    assert (shut({}), opened({}), opened(WORDS)) == ({}, {}, WORDS)
