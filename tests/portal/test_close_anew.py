"""Another SECRET_KEY, all the way: the old one closes nothing any more, and may be forgotten."""

from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import InvalidToken
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection

from hekas import closed
from hekas.messaging.models import OutboundMessage
from tests.accounts.codes import code_of
from tests.accounts.test_second_factor import account, sign_in

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
OLD, NEW = "the-key-of-before-" * 4, "the-key-of-today-" * 4
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
WORDS = {"link": "https://clinic.example/visit/d0Or"}


@pytest.fixture(autouse=True)
def old_key(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()


@pytest.fixture
def admin():
    user = account("admin")
    TOTP.activate(user, SECRET)
    seed = {"seed": closed.close("abc", "mfa"), "used_mask": 0}
    Authenticator.objects.create(user=user, type="recovery_codes", data=seed)
    return user


@pytest.fixture
def message():
    return OutboundMessage.objects.create(
        template="demo",
        channel="email",
        given_address="a@demo.example",
        dedupe_key="d",
        context=WORDS,
        due_at=NOON,
        next_attempt_at=NOON,
    )


def another_key(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]


def only_the_new_one(settings):
    settings.SECRET_KEY_FALLBACKS = []


def kept(message):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT context ->> 'closed' FROM messaging_outboundmessage WHERE id = %s", [message.pk]
        )
        return cursor.fetchone()[0]


def secret_of(user):
    return Authenticator.objects.get(user=user, type="totp").data["secret"]


def test_with_both_keys_the_old_is_read_and_the_new_one_closes(settings, admin, message):
    another_key(settings)
    assert closed.reopen(secret_of(admin), "mfa") == SECRET
    assert OutboundMessage.objects.get(pk=message.pk).context == WORDS
    another = account("therapist")
    TOTP.activate(another, SECRET)
    only_the_new_one(settings)
    assert closed.reopen(secret_of(another), "mfa") == SECRET
    with pytest.raises(InvalidToken):
        closed.reopen(secret_of(admin), "mfa")


def test_closed_anew_the_old_key_may_go(settings, client, admin, message, capsys):
    another_key(settings)
    call_command("close_anew")
    assert capsys.readouterr().out.splitlines()[:2] == [
        "second steps: 2 closed anew, 0 left.",
        "messages: 1 closed anew, 0 left.",
    ]
    only_the_new_one(settings)
    assert OutboundMessage.objects.get(pk=message.pk).context == WORDS
    codes = Authenticator.objects.get(user=admin, type="recovery_codes").data
    assert closed.reopen(codes["seed"], "mfa") == "abc"
    sign_in(client, admin)
    client.post("/accounts/second-step/authenticate/", {"code": code_of(SECRET)})
    assert client.get("/clinic/").status_code == 200


def test_a_second_time_changes_nothing(settings, admin, message, capsys):
    another_key(settings)
    call_command("close_anew")
    before = (secret_of(admin), kept(message))
    capsys.readouterr()
    call_command("close_anew")
    assert (secret_of(admin), kept(message)) == before
    assert "second steps: 0 closed anew, 0 left." in capsys.readouterr().out


def test_what_no_key_opens_is_told_and_stays(settings, admin, message):
    before = (secret_of(admin), kept(message))
    settings.SECRET_KEY = NEW
    with pytest.raises(CommandError, match="3 are left: no key of these settings opens them"):
        call_command("close_anew")
    assert (secret_of(admin), kept(message)) == before


def test_words_that_are_gone_need_no_key(settings, message, capsys):
    OutboundMessage.objects.update(context={})
    another_key(settings)
    call_command("close_anew")
    assert "messages: 0 closed anew, 0 left." in capsys.readouterr().out
