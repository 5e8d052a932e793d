"""Who may call, how often, and what a cookie opens here: nothing."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.urls import get_resolver
from django.utils import timezone
from redis.exceptions import RedisError

from hekas.accounts.models import User
from hekas.api import limits, terms
from hekas.api.actions import keys
from hekas.api.application import api
from hekas.api.models import ApiKey
from hekas.api.openapi import doors_of
from hekas.api.terms import Scope
from hekas.audit.actors import SYSTEM
from hekas.web import counting
from hekas.web.access import Kind, access_of
from hekas.web.secret_links import hash_of
from tests.api.conftest import Program, check_problem, healthy, make_key
from tests.bookings.clinic import NOW

GUARDED = [("post", "/holds"), ("post", "/appointments"), ("get", "/appointments")]
GUARDED += [("post", f"/appointments/{NOW:%H}/{what}") for what in ("cancel", "reschedule")]


@pytest.mark.parametrize(
    ("method", "path"), [*GUARDED, ("post", "/assessments"), ("get", "/clients/x/record")]
)
def test_without_a_key_nothing_is_written_or_listed(anybody, method, path):
    answer = getattr(anybody, method)(path)
    check_problem(answer, 401, "unauthorised")
    assert answer["WWW-Authenticate"] == 'Bearer realm="Hekas"'


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_a_key_without_the_scope_may_not(db, method, path):
    reader = Program(make_key(Scope.SLOTS_READ, Scope.RECORDS_READ))
    check_problem(getattr(reader, method)(path), 403, "scope_missing")


@pytest.mark.parametrize("header", ["Bearer wrong", "Bearer", "Basic ZGVtbzpkZW1v", "Bearer " + "a" * 5000])
def test_a_wrong_key_is_never_taken_for_none(anybody, header):
    anybody.headers = {"Authorization": header}
    check_problem(anybody.get("/services"), 401, "unauthorised")


def test_a_revoked_key_opens_nothing(program):
    assert program.get("/services").status_code == 200
    keys.revoke(name="Demo program", by=SYSTEM, now=NOW)
    check_problem(program.get("/services"), 401, "unauthorised")


def test_a_cookie_opens_nothing(db):
    caller = Program()
    user = User.objects.create_user("jo@demo.example", "demo demo demo", name="Demo Jo", role="admin")
    caller.caller.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    check_problem(caller.get("/appointments"), 401, "unauthorised")


def test_no_answer_sets_a_cookie(program):
    answers = [program.get("/services"), program.post("/assessments", healthy()), program.get("/nowhere")]
    assert [dict(answer.cookies) for answer in answers] == [{}, {}, {}]


def test_every_call_says_who_may_call():
    doors = doors_of(api)
    assert {call for call, door in doors.items() if door.scope is None} == {
        ("/services", "GET"),
        ("/therapists", "GET"),
        ("/slots", "GET"),
        ("/assessments", "POST"),
    }
    assert all(door.reason for door in doors.values())


def test_every_address_is_marked_by_itself():
    (ours,) = [entry for entry in get_resolver().url_patterns if str(entry.pattern) == "api/v1/"]
    marks = [access_of(pattern.callback) for pattern in ours.url_patterns]
    assert {mark.kind for mark in marks} == {Kind.PUBLIC}
    assert len({mark.detail for mark in marks}) >= len(marks) - 3  # holds, cancel and reschedule are alike


def test_when_a_key_was_used_is_kept_to_the_minute(program, django_assert_num_queries):
    program.get("/services")
    assert ApiKey.objects.get().last_used_at == NOW
    with django_assert_num_queries(2):
        program.get("/services")
    with time_machine.travel(NOW + timedelta(minutes=2), tick=False):
        program.get("/services")
        assert ApiKey.objects.get().last_used_at == timezone.now()


def test_only_a_hash_of_the_key_is_kept(db):
    secret = make_key(Scope.SLOTS_READ)
    row = ApiKey.objects.get()
    assert secret.startswith("hekas_")
    assert secret not in str(vars(row))
    assert row.key_hash == hash_of(secret)


def test_the_command_prints_the_key_once(db):
    out = StringIO()
    call_command("apikey", "create", "Demo", "--scope", "slots:read", "--scope", "bookings:write", stdout=out)
    assert Program(out.getvalue().strip()).get("/services").status_code == 200
    assert ApiKey.objects.get().scopes == ["bookings:write", "slots:read"]


def test_the_command_lists_and_revokes(db):
    make_key(Scope.SLOTS_READ, name="Demo")
    out = StringIO()
    call_command("apikey", "revoke", "Demo")
    call_command("apikey", "list", stdout=out)
    assert out.getvalue() == "Demo\trevoked\tslots:read\tnever used\n"
    with pytest.raises(CommandError, match="No live key has the name Demo"):
        call_command("apikey", "revoke", "Demo")


@pytest.mark.parametrize("args", [["create", "Demo"], ["create", "Demo", "--scope", "all"], []])
def test_the_command_knows_its_scopes(db, args):
    with pytest.raises(CommandError):
        call_command("apikey", *args)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "two\nlines", "a\tb"])
def test_a_key_without_a_proper_name_is_refused_in_words(name):
    with pytest.raises(CommandError, match="a line of 1 to 100 letters"):
        call_command("apikey", "create", name, "--scope", "slots:read")
    assert not ApiKey.objects.exists()


def test_an_address_is_limited_by_the_minute(anybody, monkeypatch):
    monkeypatch.setattr(terms, "PER_ADDRESS_PER_MINUTE", 3)
    assert [anybody.get("/services").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = anybody.get("/openapi.json")
    check_problem(answer, 429, "too_many_requests")
    assert answer["Retry-After"] == "60"
    with time_machine.travel(NOW + timedelta(seconds=60), tick=False):
        assert anybody.get("/services").status_code == 200


def test_wrong_keys_are_counted_too(anybody, monkeypatch):
    monkeypatch.setattr(terms, "PER_ADDRESS_PER_MINUTE", 2)
    anybody.headers = {"Authorization": "Bearer wrong"}
    assert [anybody.post("/holds").status_code for _ in range(3)] == [401, 401, 429]


def test_a_key_is_limited_by_the_second_and_not_by_address(program, monkeypatch):
    monkeypatch.setattr(terms, "PER_ADDRESS_PER_MINUTE", 1)
    ApiKey.objects.update(per_second=3)
    assert [program.get("/services").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert program.post("/assessments", healthy())["Retry-After"] == "1"
    with time_machine.travel(NOW + timedelta(seconds=1), tick=False):
        assert program.get("/services").status_code == 200


def test_a_new_key_may_ask_500_times_a_second(program):
    assert ApiKey.objects.get().per_second == 500


def test_a_network_of_ipv6_counts_as_one():
    now = timezone.now()
    for n in range(3):
        limits.count_address(f"2001:db8::{n}", now)
    limits.count_address("2001:db8:0:1::1", now)
    assert cache.get(f"api:address:2001:db8:::{int(now.timestamp() // 60)}") == 3


@pytest.fixture
def no_valkey(monkeypatch):
    asked = []

    def down(*args, **kwargs):
        asked.append(args)
        raise RedisError("demo outage")

    monkeypatch.setattr(counting.cache, "count", down, raising=False)
    yield asked
    counting._pause.until = 0.0


def test_without_valkey_reads_and_bookings_go_on(program, clinic, no_valkey, monkeypatch):
    monkeypatch.setattr(terms, "PER_ADDRESS_PER_MINUTE", 0)
    assert Program().get("/services").status_code == 200
    assert program.book(program.hold(clinic).json(), healthy()).status_code == 201
    assert len(no_valkey) == 1  # then it is left alone for some seconds
    with time_machine.travel(NOW + timedelta(seconds=6), tick=False):
        assert program.get("/services").status_code == 200
    assert len(no_valkey) == 2
