"""Letters through a real SMTP server."""

import smtplib

import pytest
from django.core import mail

from hekas.messaging.channels.email import EmailCarrier
from hekas.messaging.terms import Attachment, Parcel, Result
from tests.messaging.servers import Post

LETTER = Parcel(
    key="0123abcd",
    address="alice@clients.example",
    subject="Your visit is confirmed: 9:15am, £52",
    text="Hello Alice,\n\nSee you.\n",
    html="<p>Hello Alice, see you.</p>",
    attachments=(Attachment("appointment.ics", "text/calendar", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),),
)


@pytest.fixture
def post(settings):
    with Post() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 2
        yield server


@pytest.fixture
def carrier():
    carrier = EmailCarrier()
    yield carrier
    carrier.close()


def test_plain_text_comes_first_and_html_beside_it(post, carrier):
    assert carrier.send(LETTER).result is Result.ACCEPTED
    (letter,) = post.letters
    parts = [part.get_content_type() for part in letter.walk() if not part.is_multipart()]
    assert parts == ["text/plain", "text/html", "text/calendar"]
    assert letter.get_body(("plain",)).get_content().startswith("Hello Alice,")
    assert letter["Subject"] == "Your visit is confirmed: 9:15am, £52"
    assert letter["To"] == "alice@clients.example"


def test_the_message_id_comes_of_the_key_at_every_try(post, carrier):
    first, second = carrier.send(LETTER), carrier.send(LETTER)
    assert first.provider_id == second.provider_id == "<0123abcd@hekas.example>"
    assert {letter["Message-ID"] for letter in post.letters} == {"<0123abcd@hekas.example>"}


def test_one_click_ends_only_what_promotes(post, carrier):
    """RFC 8058: an https address and the fixed word in a second header."""
    carrier.send(LETTER)
    carrier.send(Parcel("k", "a@b.example", "x", "x", unsubscribe_url="https://hekas.example/stop/1/"))
    service, promotes = post.letters
    assert service["List-Unsubscribe"] is None
    assert promotes["List-Unsubscribe"] == "<https://hekas.example/stop/1/>"
    assert promotes["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_headers_of_one_click_leave_the_house_as_they_are(post, carrier):
    """As they are on the wire, with a link of the length that ours have: not folded into words of RFC 2047.

    A mail server signs both (DKIM, RFC 8058 4): they stand once each, with names that it knows.
    """
    url = f"https://hekas.example/messages/stop/{'x' * 150}/"
    carrier.send(Parcel("k", "a@b.example", "x", "x", unsubscribe_url=url))
    head = post.raw[0].partition(b"\r\n\r\n")[0].decode("ascii").replace("\r\n ", "")  # unfolded
    lines = head.split("\r\n")
    assert f"List-Unsubscribe: <{url}>" in lines
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines
    names = [line.partition(":")[0] for line in lines]
    for name in ("From", "To", "Subject", "Date", "Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post"):
        assert names.count(name) == 1


@pytest.mark.parametrize(
    ("answer", "result"),
    [("550 no such user", Result.REFUSED), ("450 mailbox busy", Result.LATER), ("250 OK", Result.ACCEPTED)],
)
def test_what_the_server_says_of_an_address(post, carrier, answer, result):
    post.says = {"alice@clients.example": answer}
    assert carrier.send(LETTER).result is result


@pytest.mark.parametrize(
    ("answer", "result"),
    [("451 try later", Result.LATER), ("554 looks like spam", Result.REFUSED), ("cut", Result.UNKNOWN)],
)
def test_what_the_server_says_of_a_letter(post, carrier, answer, result):
    post.after_data = answer
    assert carrier.send(LETTER).result is result


def test_a_line_that_the_server_ended_in_between_is_begun_anew(post, carrier):
    carrier.send(LETTER)
    post.hang_up()
    assert carrier.send(LETTER).result is Result.ACCEPTED
    assert len(post.letters) == 2


def test_a_line_that_rested_is_asked_whether_it_stands(post, carrier, monkeypatch):
    carrier.send(LETTER)
    first = carrier._backend
    monkeypatch.setattr(smtplib.SMTP, "noop", lambda _: (421, b"closing"))
    carrier.send(LETTER)
    assert carrier._backend is first  # it was used a moment ago
    carrier._used_at -= 3
    assert carrier.send(LETTER).result is Result.ACCEPTED
    assert carrier._backend is not first


def test_no_server_is_safe_to_try_again(settings, carrier):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert carrier.send(LETTER).result is Result.LATER


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a@b.example\nBcc: c@d.example",
        "a@b.example, c@d.example",
        "A <a@b.example>",
        "two words@x.example",
    ],
)
def test_an_address_can_not_begin_a_header(post, carrier, address):
    assert carrier.send(Parcel("k", address, "x", "x")).result is Result.REFUSED
    assert post.letters == []


def test_development_prints_and_keeps_the_letter(settings, tmp_path, capsys, carrier):
    settings.EMAIL_BACKEND = "hekas.messaging.channels.development.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    assert carrier.send(LETTER).result is Result.ACCEPTED
    assert "letter to alice@clients.example: Your visit" in capsys.readouterr().out
    (kept,) = (tmp_path / "mail").glob("*.eml")
    assert b"Message-ID: <0123abcd@hekas.example>" in kept.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0


def test_tests_send_nothing_anywhere(carrier):
    carrier.send(LETTER)
    assert [letter.to for letter in mail.outbox] == [["alice@clients.example"]]
