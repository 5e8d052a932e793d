"""The development mailbox shows letters and texts as they left the house."""

from uuid import uuid4

import pytest

from hekas.messaging.channels.email import EmailCarrier
from hekas.messaging.channels.sms import ConsoleGateway
from hekas.messaging.terms import Attachment, Parcel

pytestmark = pytest.mark.django_db
LETTER = Parcel(
    key="k1",
    address="alice@clients.example",
    subject="Your visit is confirmed",
    text="Hello Alice,\n\nChange or cancel: https://hekas.example/manage/1\n",
    html="<style>p{color:red}</style><p>Hello <b>Alice</b></p>",
    attachments=(Attachment("appointment.ics", "text/calendar", "BEGIN:VCALENDAR"),),
)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path
    settings.EMAIL_BACKEND = "hekas.messaging.channels.development.EmailBackend"
    return tmp_path


def uuid_of(folder, suffix):
    (path,) = folder.glob(f"*.{suffix}")
    return path.stem.partition("_")[2]


def test_nothing_yet(client):
    assert "Nothing has been sent yet" in client.get("/dev/mailbox/").content.decode()


def test_newest_first(client):
    EmailCarrier().send(LETTER)
    ConsoleGateway().send(Parcel("k2", "+447700900001", "Hekas: <see> you."))
    page = client.get("/dev/mailbox/").content.decode()
    assert page.index("Hekas: &lt;see&gt; you.") < page.index("Your visit is confirmed")
    assert "GSM-7, 17 units, 1 segment" in page


def test_a_letter_with_its_links_and_attachments(client, folder):
    EmailCarrier().send(LETTER)
    page = client.get(f"/dev/mailbox/{uuid_of(folder, 'eml')}/").content.decode()
    assert 'href="https://hekas.example/manage/1"' in page
    assert "With appointment.ics" in page


def test_the_html_part_is_shown_in_a_page_that_can_do_nothing(client, folder):
    EmailCarrier().send(LETTER)
    answer = client.get(f"/dev/mailbox/{uuid_of(folder, 'eml')}/html/")
    assert answer.content.decode().strip() == LETTER.html
    policy = set(answer["Content-Security-Policy"].split("; "))
    assert {"default-src 'none'", "style-src 'unsafe-inline'", "img-src data:"} <= policy
    assert not any("script" in rule for rule in policy)
    assert any(rule.startswith("sandbox") for rule in policy)


@pytest.mark.parametrize("path", ["", "html/"])
def test_an_unknown_letter_is_not_found(client, path):
    assert client.get(f"/dev/mailbox/{uuid4()}/{path}").status_code == 404
