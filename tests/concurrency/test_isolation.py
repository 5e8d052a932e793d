"""Whoever waited for a lock sees what the one before did: no transaction looks at an older moment (ADR 60).

A database or a role may be told to do otherwise, for all who connect; so may a pool that keeps connections.
"""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client as Browser

from tests.bookings.clinic import NOW
from tests.bookings.safety.people import client_with, confirm, hold
from tests.concurrency.race import race, tally
from tests.concurrency.test_safety import standing, turn

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
OTHERS = ["repeatable read", "serializable"]


def ask(words, *values):
    with connection.cursor() as cursor:
        cursor.execute(words, values)
        return cursor.fetchone()[0] if cursor.description else None


@pytest.fixture(params=OTHERS)
def told_otherwise(request):
    """By the database itself, to every connection that is made from now on."""
    change = f"ALTER DATABASE {connection.ops.quote_name(connection.settings_dict['NAME'])}"
    ask(f"{change} SET default_transaction_isolation = %s", request.param)
    connections.close_all()
    yield
    ask(f"{change} RESET default_transaction_isolation")
    connections.close_all()


@pytest.fixture(params=OTHERS)
def told_late(request):
    """To a connection that stands, as a pool in front may do."""
    ask("SET default_transaction_isolation = %s", request.param)
    yield request.param
    ask("RESET default_transaction_isolation")


def test_a_connection_says_for_itself_how_it_wants_it(told_otherwise):
    assert ask("SHOW transaction_isolation") == "read committed"


def test_red_while_a_confirmation_is_in_flight_stands_whatever_the_database_is_told(clinic, told_otherwise):
    """The answer was lost with a fault of ours, and the visit stood."""
    for number in range(3):
        client = client_with(name=f"Demo C{number}")
        held = hold(clinic, client)
        confirmed = race(turn(client), lambda c=client, h=held: confirm(h, c, NOW + timedelta(minutes=1)))
        assert tally(confirmed)["Result"] == 1
        assert standing() == 0


def test_a_process_that_is_kept_apart_otherwise_gets_no_work(told_late):
    answer = Browser().get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "waiting for database")


def test_the_doctor_says_why(told_late, capsys):
    with pytest.raises(SystemExit):
        call_command("doctor")
    assert (
        f"BAD  isolation: transactions are {told_late} and must be read committed" in capsys.readouterr().out
    )


def test_past_a_pool_the_doctor_says_what_the_pool_is_told(told_otherwise, settings, capsys):
    """By hand it goes past the pool and says for itself what it wants: the site behind the pool can't."""
    settings.DIRECT_DATABASE_URL = "postgres://past.the.pool/hekas"
    with pytest.raises(SystemExit):
        call_command("doctor")
    assert "BAD  isolation" in capsys.readouterr().out
