"""Letters about an account: whole whatever is known, in words and not in a machine's."""

from datetime import UTC, datetime, timedelta

import pytest

from hekas.messaging.account_mail import OutboxAccountAdapter
from hekas.messaging.models import OutboundMessage

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36"
TOLD = {"timestamp": datetime(2026, 7, 1, 12, 5, tzinfo=UTC), "ip": "192.0.2.7", "user_agent": WINDOWS}


def body(name, context):
    return OutboxAccountAdapter().render_mail(f"account/email/{name}", "a@demo.example", context).body


def test_a_letter_says_when_and_with_what_as_its_reader_would():
    letter = body("password_changed", TOLD)
    assert "When: Wednesday 1 July, 1:05pm (UK time)\n" in letter
    assert "With: Chrome on Windows\nFrom: 192.0.2.7" in letter
    assert "Mozilla" not in letter


@pytest.mark.parametrize("missing", [*TOLD, "all"])
def test_what_is_not_known_has_no_line(missing):
    known = {} if missing == "all" else {**TOLD, missing: ""}
    lines = body("password_changed", known).splitlines()
    assert [line for line in lines if line.rstrip().endswith(":")] == []


@pytest.mark.parametrize(("role", "words"), [("admin", "an admin."), ("client", "a client.")])
def test_whose_account_was_changed(role, words):
    context = {"name": "Demo", "email_before": "b@demo.example", "email": "a@demo.example", "role": role}
    assert f"It is the account of {words}" in body("changed_by_clinic", context)


def written(name):
    OutboxAccountAdapter().send_mail(f"account/email/{name}", "a@demo.example", TOLD)
    return OutboundMessage.objects.latest("id")


@pytest.mark.django_db
def test_that_an_account_was_changed_is_told_also_after_a_day_without_mail():
    """An hour without a mail server, and its owner never heard that somebody had changed the password."""
    word = written("password_changed")
    assert word.expires_at - word.due_at >= timedelta(days=7)
