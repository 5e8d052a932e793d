"""After it nothing shows who it was: every table, the versions, the cache and the queue are swept."""

import json
from io import BytesIO
from uuid import uuid4

import pgtrigger
import pytest
import redis
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client as Browser
from pypdf import PdfReader

from assessments.actions import clearances, letters
from assessments.models import Clearance, Intake, Observation, Result, Screening
from assessments.presenters.gp_letter import gp_letter
from assessments.queries.clearances import advice_for
from bookings.models import Appointment, Series, WaitlistEntry
from hekas.accounts.models import ERASED, Client, Consent, Guardian, User
from hekas.api.models import ApiKey, IdempotentAnswer
from hekas.audit.actors import SYSTEM, Actor
from hekas.audit.log import record
from hekas.audit.models import AuditEvent
from hekas.messaging.models import OutboundMessage, Suppression
from hekas.privacy import tombstones
from hekas.privacy.actions import erasure
from hekas.privacy.actions.traces import parts_of
from hekas.privacy.queries.kept import until
from hekas.web.letters import pdf
from tests.access import snapshots
from tests.bookings.clinic import NOW, make_clinic
from tests.bookings.safety.people import HELD, client_with

pytestmark = pytest.mark.django_db
JO = Actor("user", "jo", "Jo")


@pytest.fixture(autouse=True)
def tombstone_list(settings, tmp_path):
    settings.TOMBSTONES = str(tmp_path / "tombstones")
    return tmp_path / "tombstones"


def words_of(own):
    phone = own.client.phone
    return [own.client.name, own.client.email, own.client.user.email, phone.as_e164, phone.as_national]


def found(words):
    """Table → how many rows have one of these words, in any column of any table of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        counts = {}
        for table in tables:
            where = " OR ".join(["t::text ILIKE %s"] * len(words))
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE {where}', [f"%{word}%" for word in words])
            counts[table] = cursor.fetchone()[0]
    return {table: count for table, count in counts.items() if count}


def forget(own, now):
    wish = erasure.ask(own.client, by=SYSTEM, now=now)
    return erasure.carry_out(wish, by=JO, now=now)


@pytest.fixture
def traces(house, alice):
    """What she leaves beside her own rows."""
    letter = gp_letter(alice.client, alice.result, None, alice.client.home_therapist, house.now)
    who = {"therapist": alice.client.home_therapist, "by": SYSTEM, "now": house.now}
    made = letters.keep(
        alice.client, result=alice.result, screening=None, content=letter, copy=pdf("gp", letter), **who
    )
    by = Actor("user", str(alice.client.user.uuid), alice.client.name)
    record(by=by, action="result.read", subject=alice.result, now=house.now)
    Suppression.objects.create(channel="sms", address=alice.client.phone.as_e164, reason="STOP", at=house.now)
    kind = ContentType.objects.get_for_model(Client)
    edited = {"content_type": kind, "object_id": alice.client.pk, "object_repr": alice.client.name}
    LogEntry.objects.create(user=house.users["jo"], **edited, action_flag=CHANGE)
    browser = Browser()
    browser.force_login(alice.client.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    alice.intake.answers["health"]["free_text"] += f" {alice.client.name}, {alice.client.email}"
    alice.intake.save()
    return made


def test_who_erased_whom_and_until_when_the_rest_is_kept_is_written_down(house, alice):
    uuid = alice.client.uuid
    wish = forget(alice, house.now)
    event = AuditEvent.objects.get(action="client.erased", subject_uuid=uuid)
    assert (event.actor_id, event.detail["kept_until"]) == ("jo", wish.kept_until.isoformat())


def test_also_of_somebody_of_whom_nothing_is_kept(house):
    nobody = Client.objects.create(name="Demo Passer-by", email="passer-by@demo.example")
    uuid = nobody.uuid
    wish = erasure.ask(nobody, by=SYSTEM, now=house.now)
    erasure.carry_out(wish, by=JO, now=house.now)
    event = AuditEvent.objects.get(action="client.erased", subject_uuid=uuid)
    assert (event.actor_id, Client.objects.filter(uuid=uuid).exists()) == ("jo", False)


def test_the_sweep_would_find_her(house, alice, traces):
    tables = found(words_of(alice))
    assert {
        "accounts_client",
        "accounts_clientevent",
        "messaging_outboundmessage",
        "assessments_letter",
    } < set(tables)
    assert {"audit_auditevent", "django_admin_log", "messaging_suppression"} <= set(tables)


def test_no_table_shows_her_name_or_where_she_can_be_reached(house, alice, traces):
    words = words_of(alice)
    forget(alice, house.now)
    assert found(words) == {}


def test_what_a_program_was_told_of_her_goes_and_that_of_others_stays(house, alice, bob):
    owner = ApiKey.objects.create(name="Demo", key_hash="0" * 64)
    for who in (alice, bob):
        row = IdempotentAnswer(owner=owner, key=who.own_word, digest="", made_at=house.now)
        row.say(200, json.dumps({"client": str(who.client.uuid)}))
        row.save()
    forget(alice, house.now)
    assert [row.key for row in IdempotentAnswer.objects.all()] == [bob.own_word]


def test_neither_cache_nor_queue_shows_her(house, alice, traces):
    words = words_of(alice)
    forget(alice, house.now)
    store = redis.Redis.from_url(settings.CACHES["default"]["LOCATION"])
    queue = redis.Redis.from_url(settings.REDIS_URL)
    told = [key + (store.dump(key) or b"") for key in store.scan_iter()]
    told += [
        part
        for name in ("celery", "unacked")
        for part in queue.lrange(name, 0, -1)
        if queue.type(name) == b"list"
    ]
    everything = b" ".join(told).decode(errors="replace")
    assert [word for word in words if word in everything] == []


def test_bookings_messages_and_preferences_are_gone(house, alice):
    client = alice.client
    forget(alice, house.now)
    gone = (OutboundMessage, WaitlistEntry, Series, Appointment)
    assert [model.objects.filter(client=client).count() for model in gone] == [0, 0, 0, 0]
    assert Consent.objects.filter(client=client, kind="marketing_email").count() == 0
    assert User.objects.filter(pk=client.user_id).count() == 0


def record_of(client):
    """The numbers of what was said and measured."""
    results = Result.objects.filter(intake__client=client).order_by("pk").values_list("pk", flat=True)
    return [*results, *Screening.objects.filter(client=client).order_by("pk").values_list("pk", flat=True)]


def test_the_record_of_care_stays_nameless_until_its_day(house, alice):
    before = record_of(alice.client)
    day = until(alice.client)
    wish = forget(alice, house.now)
    assert (record_of(alice.client), wish.kept_until) == (before, day)
    assert Client.objects.get(pk=alice.client.pk).name == ERASED
    assert Intake.objects.filter(client=alice.client, status="draft").count() == 0
    alice.finding.refresh_from_db()
    assert alice.own_word in alice.finding.note


def on_paper(letter):
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(letter.copy)).pages)


def test_a_letter_is_written_anew_without_the_name(house, alice, traces):
    name = alice.client.name
    assert name in on_paper(traces)
    forget(alice, house.now)
    traces.refresh_from_db()
    assert traces.content["title"].startswith("About [erased]")
    assert "[erased]" in on_paper(traces)
    assert name not in on_paper(traces)


def test_a_visit_that_took_place_stays_as_a_date(house, alice):
    visit = alice.appointment
    Appointment.objects.filter(pk=visit.pk).update(status="fulfilled", ended_at=house.now)
    forget(alice, house.now)
    assert list(Appointment.objects.filter(client=alice.client)) == [visit]


def test_nothing_of_anybody_else_is_touched(house, alice, bob):
    before = snapshots.of_client(bob)
    forget(alice, house.now)
    assert snapshots.of_client(bob) == before


def test_somebody_without_a_record_of_care_goes_whole(house):
    client = Client.objects.create(name="Demo Zed", email="zed@demo.example", phone="+447700900777")
    Suppression.objects.create(channel="sms", address=client.phone.as_e164, reason="STOP", at=house.now)
    wish = erasure.carry_out(erasure.ask(client, by=SYSTEM, now=house.now), by=JO, now=house.now)
    assert wish.kept_until is None
    assert Client.objects.filter(pk=client.pk).count() == 0
    assert found(["Demo Zed", "zed@demo.example", "+447700900777"]) == {}


def test_ties_between_rows_hold_after_it(house, alice):
    forget(alice, house.now)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert Client.objects.filter(pk=alice.client.pk, user=None).count() == 1


def test_a_visit_that_stays_is_no_part_of_a_series_that_goes(house, alice):
    series = Series.objects.get(client=alice.client)
    took_place = {"status": "fulfilled", "ended_at": house.now, "series": series}
    Appointment.objects.filter(pk=alice.appointment.pk).update(**took_place)
    forget(alice, house.now)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert Appointment.objects.get(client=alice.client).series is None


def test_who_has_a_claim_can_still_be_found_by_who_has_the_key(house, alice):
    email = alice.client.email
    wish = forget(alice, house.now)
    assert erasure.known_by(email.upper()) in wish.known_by
    assert email not in json.dumps(wish.known_by)


def test_whoever_comes_back_with_a_backup_is_erased_again(house, alice, bob, tombstone_list, capsys):
    tombstones.write(alice.client.uuid, house.now)
    tombstones.write(uuid4(), house.now)  # who had no record has not come back
    words = words_of(alice)
    call_command("reapply_erasures")
    assert capsys.readouterr().out == "2 had been erased; 1 came back and are erased again.\n"
    assert found(words) == {}
    assert found([bob.client.email]) != {}
    call_command("reapply_erasures")
    assert "; 0 came back" in capsys.readouterr().out


def test_the_tombstone_is_written_when_it_is_done(
    house, alice, tombstone_list, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        forget(alice, house.now)
    assert list(tombstones.read(tombstone_list)) == [alice.client.uuid]


def test_a_list_that_is_none_is_said(tombstone_list):
    tombstone_list.write_text("2026-11-28 nobody\n")
    with pytest.raises(CommandError, match="line 1"):
        call_command("reapply_erasures")


def test_a_letter_that_waited_is_not_sent_to_the_erased(house, alice):
    waiting = OutboundMessage.objects.filter(client=alice.client).open()
    assert waiting.count() > 0
    later = waiting.first().pk
    forget(alice, house.now)
    assert OutboundMessage.objects.filter(pk=later).count() == 0


def test_a_guardian_and_what_she_was_called_before_are_forgotten_too(house, alice):
    row = Client.objects.get(pk=alice.client.pk)
    Guardian.objects.create(client=row, name="Petra Demo-Warden", phone="+447700900777")
    said = f" {row.name} ({row.email}, {row.phone.as_e164}), Petra Demo-Warden on 07700 900777"
    intake = Intake.objects.get(pk=alice.intake.pk)
    intake.answers["health"]["free_text"] += said
    intake.save()
    row.name, row.email, row.phone = "Alice Demo-Newname", "new@people.example", "+447700900888"
    row.save()
    words = ["Petra Demo-Warden", "07700 900777", row.name, row.email, *words_of(alice)]
    forget(alice, house.now)
    assert found(words) == {}


def test_a_letter_to_an_address_that_only_ends_like_hers_stays(house, alice):
    kept = {
        "channel": "email",
        "template": "account_email",
        "due_at": house.now,
        "next_attempt_at": house.now,
    }
    addresses = (alice.client.email, f"mal{alice.client.email}")
    for address in addresses:
        OutboundMessage.objects.create(given_address=address, dedupe_key=f"account:{address}", **kept)
    forget(alice, house.now)
    left = OutboundMessage.objects.filter(given_address__in=addresses)
    assert [row.given_address for row in left] == [addresses[1]]


@pytest.mark.parametrize(("note", "left"), [("Mrs Quill slept badly", 1), ("slept badly", 0)])
def test_where_a_part_of_the_name_stands_a_person_is_asked_to_look(house, alice, note, left):
    """A part of a name is not taken out: another's may be the name of a colour. It is counted."""
    row = alice.finished.observations.first()
    with pgtrigger.ignore():
        Observation.objects.filter(pk=row.pk).update(note=note)
    forget(alice, house.now)
    events = AuditEvent.objects.filter(action="erasure.look_by_hand", subject_uuid=alice.client.uuid)
    assert sum(event.detail.get("observation", 0) for event in events) == left
    assert Observation.objects.get(pk=row.pk).note == note


def test_parts_of_names_and_addresses():
    known = ["Ann Brown-O’Shea", "ann.brown7@demo.example", "+447700900123", "Li"]
    assert parts_of(known) == ["Ann", "Brown", "O’Shea", "ann", "brown7"]


def told_by_the_doctor(capsys):
    with pytest.raises(SystemExit):
        call_command("doctor")
    [line] = [line for line in capsys.readouterr().out.splitlines() if " erased: " in line]
    return line


def test_the_doctor_names_who_is_back_after_a_restore(house, alice, settings, tmp_path, capsys):
    settings.TOMBSTONES = str(tmp_path / "tombstones")
    assert told_by_the_doctor(capsys).startswith("ok  ")
    tombstones.write(alice.client.uuid, house.now)
    assert "1 who were erased are back" in told_by_the_doctor(capsys)
    erasure.again(alice.client.uuid, now=house.now)
    assert told_by_the_doctor(capsys).startswith("ok  ")
    (tmp_path / "tombstones").write_text("torn\n")
    assert told_by_the_doctor(capsys).startswith("BAD ")


def test_what_stays_of_the_answers_clears_nobody_and_no_version_keeps_a_name(db):
    cleo = client_with(HELD, name="Demo Quenby")
    row = cleo.clearances.get(superseded_at=None)
    who = {"therapist": make_clinic().therapists[0], "by": SYSTEM, "now": NOW}
    clearances.release(row, reason="Demo Quenby told me more", **who)
    assert advice_for(now=NOW, client=cleo).may_book
    erasure.carry_out(erasure.ask(cleo, by=SYSTEM, now=NOW), by=JO, now=NOW)
    assert not advice_for(now=NOW, client=cleo).may_book
    assert Clearance.objects.get(pk=row.pk).gate == "held"
    assert not found(["Demo Quenby"])
