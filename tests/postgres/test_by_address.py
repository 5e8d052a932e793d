"""Each answer and each booking asks who else has this address or number: by index, not by search."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.queries.ages import NAMESAKES
from assessments.queries.earlier import LASTING, OPEN_STOP
from assessments.queries.elsewhere import ELSEWHERE
from hekas.accounts.models import User
from tests.bookings.clinic import cleared_client


def plan_of(question, **given):
    """As PostgreSQL means to go about it, where no table is short enough to be read whole."""
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
        cursor.execute("DISCARD PLANS; SET LOCAL enable_seqscan = off")
        question.all(**given)
        execute = re.search(r"EXECUTE .*", asked[-1]["sql"])[0]
        cursor.execute(f"EXPLAIN {execute}")
        return "\n".join(line for (line,) in cursor.fetchall())


TODAY = ("client_by_email", "client_by_phone")
BEFORE = ("client_before_by_email", "client_before_by_phone", "client_before ")
ACCOUNTS = ("account_before_by_email", "account_before ")  # where there are more than a handful
ALICE = {"clients": [1], "emails": ["alice@demo.example"], "numbers": ["+447700900123"]}


@pytest.mark.django_db
def test_whoever_has_or_had_an_address_or_a_number_is_found_by_index():
    plan = plan_of(NAMESAKES, **ALICE)
    assert [name for name in (*TODAY, *BEFORE) if name not in plan] == [], plan


MANY = 20_000


def copied(cursor, row, **own):
    """So many rows like that one, with columns of their own worded by `n`: past triggers and ties."""
    table, names = (
        row._meta.db_table,
        [one.column for one in row._meta.concrete_fields if not one.primary_key],
    )
    values = [own.get(name, "gen_random_uuid()" if name == "uuid" else name) for name in names]
    said = f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table}, "
    key = row._meta.pk.column
    cursor.execute(f"{said} generate_series(1, {MANY}) AS n WHERE {table}.{key} = {row.pk}; ANALYZE {table}")


@pytest.fixture
def _many_are_held():
    row = cleared_client().client.clearances.get()
    account = User.objects.create_user("many@demo.example", "x")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        copied(cursor, row.client, email="n || '@demo.example'", phone="'+4477009' || lpad(n::text, 5, '0')")
        copied(cursor, row.result, intake_id="intake_id + n")
        tied = {name: f"{name} + n" for name in ("client_id", "intake_id", "result_id")}
        copied(cursor, row, **tied, gate="'held'", lasting="true")
        copied(cursor, account, email="n || '@account.example'")
        own = {"id": "id + n", "pgh_obj_id": "pgh_obj_id + n", "email": "n || '@account.example'"}
        copied(cursor, account.events.get(), **own)
        contacts = {"email": "n || '@before.example'", "phone": "'+4477008' || lpad(n::text, 5, '0')"}
        copied(cursor, row.client.events.get(), id="id + n", pgh_obj_id="pgh_obj_id + n", **contacts)


@pytest.mark.django_db
@pytest.mark.usefixtures("_many_are_held")
def test_who_else_is_held_is_asked_of_the_client_first_and_not_of_all_who_are_held():
    """Before each booking. Those who are held are many over the years, those of one address are few."""
    plan = plan_of(ELSEWHERE, **ALICE)
    assert [name for name in (*TODAY, *BEFORE, *ACCOUNTS) if name not in plan] == [], plan
    held = re.findall(r"Index Scan.* on (?:clearance_\w+|assessments_clearance)[^\n]*\n(.*)", plan)
    assert held and all("Index Cond: (client_id = " in line for line in held), plan


@pytest.mark.django_db
@pytest.mark.usefixtures("_many_are_held")
@pytest.mark.parametrize("question", [OPEN_STOP, LASTING])
def test_what_was_told_before_is_found_of_those_few_too(question):
    """By whoever hands in answers: no table of people, of answers or of versions is read whole."""
    plan = plan_of(question, line=[1], **ALICE)
    assert [name for name in (*TODAY, *BEFORE, *ACCOUNTS) if name not in plan] == [], plan
