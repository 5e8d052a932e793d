"""What a letter box that others read tells of somebody: every kind, in the words of its real action."""

import re

import pytest
from django.core import mail

from hekas.messaging.kinds import KINDS
from hekas.messaging.models import OutboundMessage
from hekas.messaging.sending import delivery
from tests.messaging.kinds.scenes import SCENES
from tests.messaging.test_all_wording import WHAT_WE_ARE
from tests.messaging.test_rendering import TELLING

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(made):
    """The letter of a kind, as it went out: the whole of its words, and what hangs on it."""

    def send(name):
        _, _, rows = made(name)
        OutboundMessage.objects.exclude(pk__in=[row.pk for row in rows]).delete()
        due = SCENES[name].due
        delivery.drain(clock=lambda: due, until=due.replace(year=due.year + 1))
        (letter,) = mail.outbox
        parts = [html for html, _ in letter.alternatives] + [text for _, text, _ in letter.attachments]
        return "\n".join([letter.body, *parts])

    return send


@pytest.mark.parametrize("name", sorted(KINDS))
def test_it_tells_nothing_of_a_body(name, sent):
    """But for what the clinic is, which whoever is written to by it knows."""
    said = re.sub(r"https?://\S+", "", sent(name)).replace(WHAT_WE_ARE, "")
    assert not TELLING.search(said)
    assert not re.search(r"\bdeep\b", said, re.IGNORECASE)


@pytest.mark.parametrize("name", ["held_for_review", "red_flag_follow_up", "therapist_call_first"])
def test_no_letter_says_who_is_held(name, sent):
    """Two at the clinic may share a letter box: whom somebody has to ring is read signed in."""
    assert "Cleo" not in sent(name)
