"""Letters through a provider's API: anymail's own backends against a real HTTP server."""

import socket
from datetime import timedelta

import pytest
from anymail.exceptions import AnymailUnsupportedFeature
from anymail.message import AnymailRecipientStatus
from django.core import mail
from django.core.exceptions import ImproperlyConfigured

from hekas.mail_url import provider_settings
from hekas.messaging.channels import provider
from hekas.messaging.channels.email import EmailCarrier
from hekas.messaging.sending import delivery
from hekas.messaging.terms import Parcel, Result, State
from tests.messaging.conftest import NOON
from tests.messaging.servers import Gateway, free_port

LETTER = Parcel(
    key="0123abcd", address="alice@clients.example", subject="Hello", text="Hello", html="<p>Hi</p>"
)
TAKEN = (200, {}, '{"id": "re_1"}')


def use(settings, url):
    for name, value in provider_settings(url).items():
        setattr(settings, name, value)


@pytest.fixture
def server(settings):
    with Gateway() as running:
        use(settings, f"anymail://resend?API_KEY=secret&keys=yes&API_URL={running.url.replace('token@', '')}")
        yield running


@pytest.fixture
def carrier(server):
    carrier = EmailCarrier()
    yield carrier
    carrier.close()


def test_the_provider_hears_our_key_at_every_try(server, carrier):
    server.answers = [TAKEN, TAKEN]
    outcomes = [carrier.send(LETTER), carrier.send(LETTER)]
    assert {(outcome.result, outcome.provider_id) for outcome in outcomes} == {(Result.ACCEPTED, "re_1")}
    assert [headers["Idempotency-Key"] for headers, _ in server.asked] == ["0123abcd", "0123abcd"]
    _, body = server.asked[0]
    assert (body["to"], body["text"]) == (["alice@clients.example"], "Hello")
    assert body["headers"]["X-Metadata"] == '{"key": "0123abcd"}'


def test_each_letter_has_its_own_key(server, carrier):
    server.answers = [TAKEN, TAKEN]
    for key in ("one", "two"):
        carrier.send(Parcel(key, "alice@clients.example", "x", "x"))
    assert [headers["Idempotency-Key"] for headers, _ in server.asked] == ["one", "two"]


@pytest.mark.parametrize(
    ("status", "body", "result"),
    [
        (200, "<html>", Result.UNKNOWN),
        (200, "[]", Result.UNKNOWN),
        (401, "", Result.LATER),
        (409, '{"message": "concurrent_idempotent_requests"}', Result.UNKNOWN),
        (422, '{"message": "invalid to"}', Result.REFUSED),
        (429, "", Result.LATER),
        (500, "<html>Error</html>", Result.UNKNOWN),
        (503, "", Result.LATER),
    ],
)
def test_answers(server, carrier, status, body, result):
    server.answers = [(status, {}, body)]
    assert carrier.send(LETTER).result is result


def test_a_busy_provider_says_how_long(server, carrier):
    server.answers = [(429, {"Retry-After": "90"}, "")]
    assert carrier.send(LETTER).retry_after == timedelta(seconds=90)


def test_a_line_cut_or_a_long_silence_leaves_it_in_doubt(settings, server, carrier):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.ANYMAIL = {
            **settings.ANYMAIL,
            "RESEND_API_URL": f"http://127.0.0.1:{silent.getsockname()[1]}",
        }
        settings.EMAIL_TIMEOUT = 0.2
        outcome = carrier.send(LETTER)
    assert (outcome.result, outcome.detail) == (Result.UNKNOWN, "The provider did not answer: ReadTimeout")


def test_nobody_at_the_other_end_is_safe_to_try_again(settings, server, carrier):
    settings.ANYMAIL = {**settings.ANYMAIL, "RESEND_API_URL": f"http://127.0.0.1:{free_port()}"}
    assert carrier.send(LETTER).result is Result.LATER


def test_without_a_key_for_the_provider_nothing_is_lost(settings):
    use(settings, "anymail://resend")
    outcome = EmailCarrier().send(LETTER)
    assert outcome.result is Result.LATER
    assert "API_KEY" in outcome.detail


@pytest.mark.parametrize("url", ["anymail://", "anymail://carrier-pigeon?API_KEY=x", "anymail://no_such"])
def test_an_unknown_provider_stops_with_a_sentence(url):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL names a provider that anymail does not know"):
        provider_settings(url)


def test_settings_carry_the_providers_name():
    found = provider_settings("anymail://amazon_ses?region=eu-west-2")
    assert found["ANYMAIL"]["AMAZON_SES_REGION"] == "eu-west-2"
    assert (found["EMAIL_BACKEND"], found["EMAIL_KEEPS_KEYS"]) == (
        "anymail.backends.amazon_ses.EmailBackend",
        False,
    )


@pytest.fixture
def fake(settings, monkeypatch):
    """Anymail's own test backend, told what to say."""
    use(settings, "anymail://test")

    def say(answer):
        def name_letter(backend, letter, key):
            letter.anymail_test_response = answer

        monkeypatch.setattr(provider, "name_letter", name_letter)

    return say


def test_an_address_that_the_provider_refuses_is_refused(fake):
    status = AnymailRecipientStatus(message_id=None, status="rejected")
    fake({"recipient_status": {"alice@clients.example": status}})
    assert EmailCarrier().send(LETTER).result is Result.REFUSED


def test_what_the_provider_can_not_do_is_refused():
    assert provider.read_api_fault(AnymailUnsupportedFeature("x")).result is Result.REFUSED


@pytest.mark.django_db
def test_a_letter_through_anymail_is_written_down_with_the_providers_id(settings, alice, reminder):
    use(settings, "anymail://test")
    message = reminder(alice)
    delivery.drain(clock=lambda: NOON, until=NOON + timedelta(minutes=1))
    message.refresh_from_db()
    assert (message.state, message.provider_id) == (State.SENT, "0")
    assert mail.outbox[0].anymail_test_params["metadata"] == {"key": message.provider_key}


@pytest.mark.django_db
def test_in_doubt_but_keyed_is_tried_again_without_a_doubt(server, alice, reminder):
    """Fault 30: a time-out after accepting; the provider tells the second from the first."""
    server.answers = [(504, {}, ""), TAKEN]
    message = reminder(alice)
    for minute in (0, 1):
        at = NOON + timedelta(minutes=minute)
        delivery.drain(clock=lambda at=at: at, until=at + timedelta(minutes=1))
    message.refresh_from_db()
    assert (message.state, message.in_doubt, len(server.asked)) == (State.SENT, False, 2)
