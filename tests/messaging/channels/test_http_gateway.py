"""Texts through a real HTTP server: what each answer means."""

import json
import socket
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from hekas.messaging.channels.carrier import CouldNotAsk
from hekas.messaging.channels.http_gateway import read_answer
from hekas.messaging.channels.sms import gateway
from hekas.messaging.terms import Outcome, Parcel, Result
from tests.messaging.servers import Gateway

TEXT = Parcel(key="k1", address="+447700900001", text="Hekas: £52, see you.")


@pytest.fixture
def server():
    with Gateway() as running:
        yield running


@pytest.fixture
def carrier(server):
    opened = []

    def open_one(options=""):
        opened.append(gateway(f"{server.url}?from=Hekas&timeout=1{options}"))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


def test_a_text_arrives_whole(server, carrier):
    assert carrier().send(TEXT) == Outcome(Result.ACCEPTED, provider_id="id-1")
    assert server.texts == [
        {
            "to": "+447700900001",
            "from": "Hekas",
            "text": "Hekas: £52, see you.",
            "reference": "k1",
            "authorization": "Bearer token",
        }
    ]


def test_a_provider_with_keys_gets_the_same_key_again(server, carrier):
    sender = carrier("&keys=yes")
    assert sender.repeatable
    assert sender.send(TEXT) == sender.send(TEXT)
    assert len(server.texts) == 1


def test_a_provider_can_be_asked(server, carrier):
    sender = carrier("&ask=yes")
    assert sender.find("k1") is None
    sender.send(TEXT)
    assert sender.find("k1") == "id-1"


def test_without_a_word_about_keys_none_are_assumed(server, carrier):
    assert (carrier().repeatable, carrier().can_be_asked) == (False, False)


def test_a_line_cut_after_the_text_was_taken_leaves_it_in_doubt(server, carrier):
    server.answers = ["cut"]
    assert carrier().send(TEXT).result is Result.UNKNOWN
    assert len(server.texts) == 1


def test_a_slow_provider_leaves_it_in_doubt(server, carrier):
    server.slow = 2.0
    assert carrier().send(TEXT).result is Result.UNKNOWN


def test_one_line_for_many_texts_and_a_new_one_when_it_is_cut(server, carrier):
    sender = carrier()
    sender.send(TEXT)
    line = sender._connection.sock
    assert sender.send(Parcel("k2", "+44", "x")).result is Result.ACCEPTED
    assert sender._connection.sock is line
    line.shutdown(socket.SHUT_RD)
    assert sender.send(Parcel("k3", "+44", "x")).result is Result.ACCEPTED
    assert len(server.texts) == 3


def test_nobody_at_the_other_end_is_safe_to_try_again():
    nobody = gateway("http://127.0.0.1:9/texts?ask=yes")
    assert nobody.send(TEXT).result is Result.LATER
    with pytest.raises(CouldNotAsk):
        nobody.find("k1")


@pytest.mark.parametrize(
    ("status", "body", "result"),
    [
        (200, '{"id": "7"}', Result.ACCEPTED),
        (202, '{"id": 7}', Result.ACCEPTED),
        (200, "<html>Error</html>", Result.UNKNOWN),
        (200, "[]", Result.UNKNOWN),
        (200, "", Result.UNKNOWN),
        (302, "", Result.LATER),
        (400, '{"error": "invalid number"}', Result.REFUSED),
        (401, "", Result.LATER),
        (409, '{"id": "7"}', Result.ACCEPTED),  # a first try was taken after all
        (409, '{"error": "in progress"}', Result.UNKNOWN),
        (422, "", Result.REFUSED),
        (429, "", Result.LATER),
        (500, "", Result.UNKNOWN),
        (503, "", Result.LATER),
        (504, "", Result.UNKNOWN),
    ],
)
def test_answers(server, carrier, status, body, result):
    server.answers = [(status, {}, body)]
    assert carrier().send(TEXT).result is result
    assert read_answer(status, {}, body.encode()).result is result


def test_a_busy_provider_says_how_long():
    assert read_answer(429, {"Retry-After": "90"}, b"").retry_after == timedelta(seconds=90)
    assert read_answer(503, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, b"").retry_after is None


def test_an_error_page_is_kept_short():
    outcome = read_answer(500, {}, b"<html>\n" + b"x" * 5000)
    assert outcome.detail.startswith("The gateway says 500: <html> xxx")
    assert len(outcome.detail) <= 300


@pytest.mark.parametrize("url", ["ftp://host/", "carrier-pigeon://", "http://"])
def test_an_unknown_gateway_stops_with_a_sentence(url):
    with pytest.raises(ImproperlyConfigured, match="SMS_URL must begin with"):
        gateway(url)


def test_the_console_shows_and_keeps_the_text(settings, tmp_path, capsys):
    settings.EMAIL_FILE_PATH = tmp_path
    assert gateway("console://").send(TEXT).result is Result.ACCEPTED
    assert "text to +447700900001 (GSM-7, 20 units, 1 segment)" in capsys.readouterr().out
    (kept,) = tmp_path.glob("*.sms")
    assert kept.read_text() == "To: +447700900001\n\nHekas: £52, see you."


def test_the_text_of_a_row_is_json_on_the_wire(server, carrier):
    carrier().send(Parcel(key="k2", address="+44", text='"}\r\nX: y 👟'))
    assert json.dumps(server.texts[0]["text"]) == json.dumps('"}\r\nX: y 👟')
