"""Not sure about an urgent sign: client and therapist both read that a call comes within the hour."""

import pytest

from hekas.messaging.models import OutboundMessage
from hekas.messaging.rendering import render
from hekas.messaging.terms import Channel
from tests.bookings.clinic import NOW
from tests.bookings.safety.people import HELD, client_with, give

pytestmark = pytest.mark.django_db
UNSURE = {"safety": {"dark_urine": "not_sure"}}  # E4


def told(clinic, changes):
    """The letter to one of those who may ring."""
    give(client_with(), changes, NOW)
    letter = OutboundMessage.objects.filter(template="held_for_review", user=clinic.therapists[0].user).get()
    return render("held_for_review", Channel.EMAIL, letter.context, to_staff=True)


def test_the_letter_asks_for_the_call_within_the_hour_and_says_no_more(clinic):
    letter = told(clinic, UNSURE)
    assert letter.subject == "Please make a call within the hour"
    for words in (letter.text, letter.html):
        assert "within the working hour" in words and "read them today" not in words
        assert not [word for word in ("urgent", "wee", "urine", "Cleo") if word in words]


def test_other_answers_are_to_be_read_today(clinic):
    letter = told(clinic, HELD)
    assert letter.subject == "Answers are waiting for your review"
    assert "read them today" in letter.text and "hour" not in letter.text
