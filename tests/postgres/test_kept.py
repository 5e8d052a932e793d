"""Kept statements do what Django would have done, and word it once."""

import re
import uuid

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import F
from django.db.models.functions import Upper
from django.test.utils import CaptureQueriesContext

from bookings.models import Appointment, AppointmentLink
from hekas.accounts.models import Client
from hekas.api.terms import Scope
from hekas.audit.models import AuditEvent
from hekas.messaging.models import OutboundMessage
from hekas.postgres import kept
from hekas.postgres.kept import Among, Change, Given, KeptModel, Question
from tests.api.conftest import Program, healthy, make_key
from tests.bookings.clinic import NOW, TEN, make_clinic

pytestmark = pytest.mark.django_db
VALUES = re.compile(r"ARRAY\[[^]]*\]|E?'(?:[^']|'')*'|\b\d+\b|s\d+_x\d+")
ALICE = {"name": "Alice Demo", "email": "alice@demo.example", "phone": "+447700900001"}


@pytest.fixture
def clinic(db):
    return make_clinic()


@pytest.fixture
def _in_plain_words(settings):
    """As behind PgBouncer: each statement is sent whole, so that it can be read."""
    settings.PREPARED_STATEMENTS = False


@pytest.fixture
def _at_that_moment():
    with time_machine.travel(NOW, tick=False):
        yield


def written(act):
    """The statements of an act that write, without their values."""
    with CaptureQueriesContext(connection) as asked:
        act()
    words = [VALUES.sub("?", one["sql"].split("true); ")[-1]) for one in asked.captured_queries]
    words = [word.replace("= (?)", "= ?") for word in words]
    return [word for word in words if word.startswith(("INSERT", "UPDATE"))]


def held(clinic):
    program = Program(make_key(Scope.BOOKINGS_WRITE, name=uuid.uuid4().hex))
    return program, program.hold(clinic, TEN, clinic.therapists[0], once="hold").json()


def booked(clinic):
    program, hold = held(clinic)
    assert program.book(hold, healthy(), client=ALICE, once="book").status_code == 201
    Appointment.objects.all().update(status="cancelled", ended_at=NOW)


@pytest.mark.usefixtures("_at_that_moment", "_in_plain_words")
def test_a_whole_booking_writes_what_django_would_have_written(clinic, monkeypatch):
    booked(clinic)
    with_kept_words = written(lambda: booked(clinic))
    monkeypatch.setattr(KeptModel, "_do_insert", models.Model._do_insert)
    monkeypatch.setattr(KeptModel, "_do_update", models.Model._do_update)
    assert len(with_kept_words) > 15
    assert with_kept_words == written(lambda: booked(clinic))


def test_a_row_is_worded_once_and_comes_back_as_it_was_written(monkeypatch):
    first = Client.objects.create(**ALICE)
    monkeypatch.setattr(kept, "_insert_words", lambda *_: pytest.fail("worded again"))
    second = Client.objects.create(**{**ALICE, "name": "Bob Demo", "phone": ""})
    assert second.pk == first.pk + 1 and not second._state.adding
    for row in (first, second):
        found = Client.objects.get(pk=row.pk)
        same = [f.attname for f in Client._meta.concrete_fields]
        assert [getattr(found, n) for n in same] == [getattr(row, n) for n in same]


def test_a_document_and_a_missing_value_are_kept():
    event = AuditEvent(
        at=NOW, actor_kind="system", action="looked", subject_type="x", detail={"a": [1, None]}
    )
    event.save()
    found = AuditEvent.objects.get(pk=event.pk)
    assert found.detail == {"a": [1, None]} and found.subject_uuid is None


def test_a_saved_change_sets_what_it_names_and_the_moment(monkeypatch):
    alice = Client.objects.create(**ALICE)
    alice.name, alice.email, before = "Alice Doe", "other@demo.example", alice.updated_at
    alice.save(update_fields=["name", "updated_at"])
    found = Client.objects.get(pk=alice.pk)
    assert (found.name, found.email) == ("Alice Doe", ALICE["email"]) and found.updated_at > before
    alice.born_on = None
    alice.save()
    assert Client.objects.get(pk=alice.pk).email == "other@demo.example"


def test_a_row_that_is_gone_is_not_changed_in_silence():
    alice = Client.objects.create(**ALICE)
    Client.objects.filter(pk=alice.pk).delete()
    with pytest.raises(DatabaseError, match="did not affect any rows"):
        alice.save(update_fields=["name"])


@pytest.mark.usefixtures("_at_that_moment")
def test_what_the_database_works_out_is_left_to_django(clinic):
    alice = Client.objects.create(**ALICE)
    alice.name = Upper(F("name"))
    alice.save(update_fields=["name"])
    assert Client.objects.get(pk=alice.pk).name == "ALICE DEMO"
    held(clinic)
    visit = Appointment.objects.get()
    link = AppointmentLink.objects.create(appointment=visit, version=1, token_hash="x", created_at=NOW)
    link.refresh_from_db()
    assert link.address_hash == ""  # as the database fills it in


def test_rows_that_are_inserted_at_once_are_those_that_were_given():
    rows = [Client(**{**ALICE, "name": name}) for name in ("Ann", "Bob", "Cem")]
    with CaptureQueriesContext(connection) as asked:
        Client.insert_all(rows)
        Client.insert_all([])
    assert len(asked) == 1 and len({row.pk for row in rows}) == 3
    for row in rows:
        found = Client.objects.get(pk=row.pk)
        same = [f.attname for f in Client._meta.concrete_fields]
        assert [getattr(found, n) for n in same] == [getattr(row, n) for n in same]
        assert not row._state.adding
    with pytest.raises(TypeError, match="works out"):
        Client.insert_all([Client(name=Upper(F("name")))])


def message(key, **changes):
    alice = Client.objects.create(**ALICE)
    fields = {"template": "x", "channel": "email", "dedupe_key": key, "due_at": NOW, "next_attempt_at": NOW}
    return OutboundMessage(client=alice, on_air="", **{**fields, **changes})


def test_a_row_that_is_there_is_not_inserted_again_and_the_transaction_goes_on():
    first, second = message("a"), message("a")
    assert first.insert_once() and first.pk and not first._state.adding
    assert not second.insert_once() and second.pk is None and second._state.adding
    assert OutboundMessage.objects.count() == 1


def test_a_row_that_may_not_be_is_refused_and_ends_the_transaction():
    with pytest.raises(IntegrityError), transaction.atomic():
        try:
            message("a", state="failed").insert_once()
        finally:
            with pytest.raises(transaction.TransactionManagementError):
                Client.objects.count()


def test_words_that_bind_something_else_than_their_fields_are_not_kept():
    with pytest.raises(TypeError, match="can't be kept"):
        OutboundMessage(client=Client.objects.create(**ALICE), due_at=NOW, next_attempt_at=NOW).insert_once()


NAMED = Question(lambda: Client.objects.filter(Among("name", Given("names"))).order_by("name"))


def test_a_question_finds_what_its_queryset_finds_and_is_worded_once():
    people = [Client.objects.create(**{**ALICE, "name": name}) for name in ("Bob", "Ann", "Cem")]
    assert [one.name for one in NAMED.all(names=["Ann", "Bob"])] == ["Ann", "Bob"]
    assert NAMED.all(names=[]) == [] and NAMED.first(names=["Nobody"]) is None
    found = NAMED.first(names=["Cem"])
    assert found == people[2] and found.phone == people[2].phone and not found._state.adding
    with pytest.raises(KeyError):
        NAMED.all()


LOUD = Question(
    lambda: (
        Client.objects.filter(born_on=Given("day")).annotate(loud=Upper("name")).only("name").order_by()[:1]
    )
)


def test_none_equals_nothing_and_what_is_worked_out_and_what_is_left_out_are_as_asked():
    alice = Client.objects.create(**ALICE, born_on=NOW.date())
    Client.objects.create(**ALICE)
    found = LOUD.first(day=NOW.date())
    assert (found, found.loud) == (alice, "ALICE DEMO")
    assert "email" in found.get_deferred_fields() and found.email == alice.email
    assert LOUD.first(day=None) is None


HELD = Question(
    lambda: Appointment.objects.with_names().select_for_update(of=["self"]).filter(pk=Given("pk"))
)


@pytest.mark.usefixtures("_at_that_moment", "_in_plain_words")
def test_rows_that_are_joined_come_with_it_and_a_lock_is_a_lock(clinic):
    held(clinic)
    known = Appointment.objects.with_names().get()
    with CaptureQueriesContext(connection) as asked:
        found = HELD.first(pk=known.pk)
        names = [found.therapist.user.email, found.room.location.name, found.service.name, found.client]
    assert names == [known.therapist.user.email, known.room.location.name, known.service.name, None]
    assert len(asked) == 1 and "FOR UPDATE OF" in asked.captured_queries[0]["sql"]
    assert (found.during, found.busy, found.fit) == (known.during, known.busy, known.fit)


@pytest.mark.usefixtures("_at_that_moment")
def test_a_row_is_looked_at_again_as_by_refresh_from_db(clinic):
    held(clinic)
    row = HELD.first(pk=Appointment.objects.get().pk)
    other = clinic.rooms[1] if row.room_id == clinic.rooms[0].pk else clinic.rooms[0]
    Appointment.objects.update(room=other)
    Question(lambda: Appointment.objects.filter(pk=Given("pk"))).refresh(row)
    assert row.room == other
    Appointment.objects.all().delete()
    with pytest.raises(Appointment.DoesNotExist):
        HELD.refresh(row)


@pytest.mark.parametrize(
    ("lookup", "value"),
    [("iexact", "ALICE demo"), ("contains", "%"), ("startswith", "A")],
)
def test_lookups_that_change_their_value_find_what_they_find_in_a_queryset(lookup, value):
    people = [Client.objects.create(**{**ALICE, "name": name}) for name in ("Alice Demo", "100 % Bob")]
    asked = Question(lambda: Client.objects.filter(**{f"name__{lookup}": Given("value")}))
    found = asked.all(value=value)
    assert found == list(Client.objects.filter(**{f"name__{lookup}": value})) and len(found) == 1
    assert found[0] in people


RENAME = Change(Client, lambda: Client.objects.filter(email=Given("email")), name=Given("name"))


def test_a_change_of_many_says_how_many():
    [Client.objects.create(**ALICE) for _ in range(2)]
    other = Client.objects.create(**{**ALICE, "email": "other@demo.example"})
    assert RENAME.make(email=ALICE["email"], name="Anna") == 2
    other.refresh_from_db()
    assert other.name == ALICE["name"]
    assert set(Client.objects.exclude(pk=other.pk).values_list("name", flat=True)) == {"Anna"}
