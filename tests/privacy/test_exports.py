"""One file with everything of A and nothing of B."""

import csv
import io
import json
import re
import zipfile
from datetime import timedelta

import pypdf
import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.cached_db import SessionStore

from hekas.accounts.models import Client
from hekas.audit.actors import SYSTEM, Actor
from hekas.audit.log import record
from hekas.audit.models import AuditEvent
from hekas.privacy.actions import exports
from hekas.privacy.presenters.record import Table, section
from hekas.privacy.queries.held import rows_of

pytestmark = pytest.mark.django_db


def made(own, now):
    with exports.make(own.client, by=SYSTEM, now=now) as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def texts(archive):
    """Name → what can be read of it, PDF included."""
    return {name: _text(archive.read(name)) for name in archive.namelist()}


def _text(content):
    if content.startswith(b"%PDF"):
        return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    return content.decode()


def rows(archive, name):
    return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


def test_it_holds_every_row_of_hers(house, alice):
    archive = made(alice, house.now)
    held = {model._meta.label_lower: found.count() for model, found in rows_of(alice.client).items()}
    told = {label: len(rows(archive, f"tables/{label}.csv")) for label in held}
    assert told == held
    assert sum(held.values()) > 80


def test_it_holds_nothing_of_his(house, alice, bob):
    everything = " ".join(texts(made(alice, house.now)).values())
    his = (bob.client.name, bob.client.email, str(bob.client.phone), bob.own_word, bob.letter_word)
    assert [word for word in his if word in everything] == []
    assert str(bob.client.uuid) not in everything


def test_nor_whose_record_she_opened_when_she_worked_here(house, alice, bob):
    """Her acts of then are hers, with their time. On whom, and what was looked for, is of somebody else."""
    by = Actor("user", str(alice.client.user.uuid), "Alice")
    record(by=by, action="visit.read", subject=bob.client, now=house.now, gone=str(bob.client.uuid))
    record(by=by, action="visit.read", subject=alice.client, now=house.now, page=2)
    archive = made(alice, house.now)
    assert str(bob.client.uuid) not in " ".join(texts(archive).values())
    others, own = [row for row in rows(archive, "access-log.csv") if row["action"] == "visit.read"]
    assert (own["subject_uuid"], own["detail"]) == (str(alice.client.uuid), '{"page": 2}')
    assert (others["subject_uuid"], others["detail"], others["subject_type"]) == ("", "", "accounts.client")


def test_each_part_is_there_and_can_be_read(house, alice):
    read = texts(made(alice, house.now))
    assert alice.own_word in read["record.pdf"]
    assert alice.client.name in read["record.pdf"]
    assert json.loads(read["record.fhir.json"])["type"] == "document"
    assert "result.made" in read["access-log.csv"]
    assert [name for name in read if name.startswith("letters/")] != []


def test_whoever_reads_that_there_is_a_letter_reads_where_it_is(house, alice):
    """A line with its day and its writer was all that the copy had to read of it."""
    read = " ".join(texts(made(alice, house.now))["record.pdf"].split())
    assert "Letters about you What each says is in the folder “letters” of this copy" in read


def test_what_is_to_be_read_has_words_and_no_codes(house, alice):
    archive = made(alice, house.now)
    read = texts(archive)["record.pdf"]
    assert (re.findall(r"\b[a-z]+_[a-z_]+\b", read), "+44" in read) == ([], False)
    assert {info.date_time[:3] for info in archive.infolist()} == {(2026, 11, 26)}  # not 1980


def test_a_table_to_be_read_has_no_empty_column():
    told = section(
        "Visit", [Table("", ("What", "Note", "Value"), [("Girth", "", "36 cm"), ("Reach", "", "9")])]
    )
    assert told["tables"] == [
        {
            "title": "",
            "head": ["What", "Value"],
            "rows": [["Girth", "36 cm"], ["Reach", "9"]],
            "shares": [12, 12],
        }
    ]


def test_what_opens_a_door_is_not_in_it(house, alice):
    everything = " ".join(texts(made(alice, house.now)).values())
    assert alice.client.user.password not in everything
    assert alice.appointment.links.first().token_hash not in everything


def test_no_cell_is_a_formula(house, alice):
    Client.objects.filter(pk=alice.client.pk).update(name="=HYPERLINK(1)")  # the row alone
    archive = made(alice, house.now)
    assert rows(archive, "tables/accounts.client.csv")[0]["name"] == "'=HYPERLINK(1)"
    for name in archive.namelist():
        if name.endswith(".csv"):
            cells = [cell for row in rows(archive, name) for cell in row.values()]
            assert [cell for cell in cells if cell.startswith(("=", "+", "@"))] == []


def test_it_is_written_down_and_five_a_day_are_enough(house, alice):
    before = AuditEvent.objects.filter(action="record.exported").count()
    for minute in range(5):
        exports.make(alice.client, by=SYSTEM, now=house.now + timedelta(minutes=minute)).close()
    with pytest.raises(exports.TooOften):
        exports.make(alice.client, by=SYSTEM, now=house.now + timedelta(hours=23))
    assert AuditEvent.objects.filter(action="record.exported").count() == before + 5
    exports.make(alice.client, by=SYSTEM, now=house.now + timedelta(hours=24, minutes=1)).close()


def test_one_persons_many_copies_do_not_stop_another(house, alice, bob):
    for _ in range(5):
        exports.make(alice.client, by=SYSTEM, now=house.now).close()
    assert "record.pdf" in made(bob, house.now).namelist()


def test_no_session_and_no_second_step_is_in_it(house, alice):
    user = alice.client.user
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session.create()
    told = {"ip": "203.0.113.9", "user_agent": "A phone"}
    UserSession.objects.create(user=user, session_key=session.session_key, **told)
    archive = made(alice, house.now)
    everything = " ".join(texts(archive).values())
    sessions = rows(archive, "tables/usersessions.usersession.csv")
    assert "203.0.113.9" in [row["ip"] for row in sessions]
    assert session.session_key not in everything
    steps = rows(archive, "tables/mfa.authenticator.csv")
    assert len(steps) == Authenticator.objects.filter(user=user).count() > 0
    assert [row for row in steps if "data" in row] == []


def test_no_link_that_still_opens_a_visit_is_in_it(house, alice):
    everything = " ".join(texts(made(alice, house.now)).values())
    waiting = [m.context for m in alice.client.messages.all() if "manage_url" in m.context]
    assert waiting != []
    assert [context["manage_url"] for context in waiting if context["manage_url"] in everything] == []


def test_what_the_clinic_wrote_to_her_is_in_it_to_read_and_for_programs(alice, bob, house):
    archive = texts(made(alice, house.now))
    said = f"Mind the {alice.own_word} at home"
    assert said in " ".join(archive["record.pdf"].split())
    parts = [entry["resource"] for entry in json.loads(archive["record.fhir.json"])["entry"]]
    (message,) = [part for part in parts if part.get("payload") == [{"contentString": said}]]
    assert message["sender"]["display"] == alice.client.home_therapist.name
    assert said in archive["tables/messaging.writtenmessage.csv"]
    assert f"Mind the {bob.own_word}" not in str(archive)
