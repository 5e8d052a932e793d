"""The description names what can come, and no more: each refusal that it lists for a call is got from it."""

import pytest

from hekas.api.terms import Scope
from tests.api.conftest import Program, healthy, make_key
from tests.bookings.clinic import TUESDAY, at

NOBODY = "00000000-0000-4000-8000-000000000001"
SPAN = {"from": TUESDAY, "to": TUESDAY}
# Limits, faults, outages, and two calls at once under one key: each has tests of its own.
NOT_BY_ASKING = {429, 500, 503}
AT_ONCE = {("/assessments", "post"): {409}}
TOO_MANY = "?" + "a&" * 1001


@pytest.fixture
def seen():
    return {}


@pytest.fixture
def ask(seen):
    """Call, and note the status under the path of the description."""

    def call(answer, method, path):
        seen.setdefault((path, method), set()).add(answer.status_code)
        return answer

    return call


@pytest.fixture
def described(anybody):
    return anybody.get("/openapi.json").json()


def listed(described):
    """Every call's statuses, but for those that nobody gets by asking."""
    for path, calls in described["paths"].items():
        for method, call in calls.items():
            yield (path.removeprefix("/api/v1"), method), {int(each) for each in call["responses"]}


def read_all(ask, clinic, reader):
    stranger, service = Program("no-key-of-ours"), clinic.service.uuid
    for path, queries in {
        "/services": [{}],
        "/therapists": [{}, {"service": NOBODY}, {"service": "x"}],
        "/slots": [{**SPAN, "service": service}, {**SPAN, "service": NOBODY}, {}],
        "/appointments": [SPAN, {**SPAN, "therapist": NOBODY}, {}],
    }.items():
        for query in queries:
            ask(reader.get(path, **query), "get", path)
        ask(stranger.get(path), "get", path)
        if path != "/services":
            ask(reader.caller.get(f"/api/v1{path}{TOO_MANY}", headers=reader.headers), "get", path)


def read_records(ask, booked, narrow):
    path = "/clients/{id}/record"
    reader = Program(make_key(Scope.RECORDS_READ, name="Reader"))
    for program, who in (
        (reader, booked),
        (reader, NOBODY),
        (reader, "x"),
        (narrow, NOBODY),
        (Program(), "x"),
    ):
        ask(program.get(f"/clients/{who}/record"), "get", path)


def refused_by_form(ask, program, narrow, path, where):
    """What is the same for every POST."""
    ask(program.post(where, b"{"), "post", path)
    ask(program.post(where, b'{"x": "' + b"x" * 1_000_000 + b'"}'), "post", path)
    text = {"content_type": "text/plain", "headers": program.headers}
    ask(program.caller.post("/api/v1" + where, "x", **text), "post", path)
    ask(program.post(where, {"unknown": 1}), "post", path)
    ask(Program().post(where, {}), "post", path)
    ask(narrow.post(where, {}), "post", path)


def write_all(ask, clinic, program):
    amira, start = clinic.therapists[0], {"start": at(TUESDAY, "14:00").isoformat()}
    held = ask(program.hold(clinic, therapist=amira), "post", "/holds").json()
    ask(program.hold(clinic, therapist=amira), "post", "/holds")
    ask(program.post("/holds", {"service": NOBODY, **start}), "post", "/holds")
    ask(program.book({**held, "token": "another"}), "post", "/appointments")
    ask(program.book(held), "post", "/appointments")
    booked = ask(program.book(held, healthy()), "post", "/appointments").json()
    other = {"name": "Demo Otto", "email": "otto@demo.example"}
    ask(program.book(held, healthy(), client=other), "post", "/appointments")
    for what, body in (("reschedule", start), ("cancel", {}), ("cancel", {}), ("reschedule", start)):
        path = f"/appointments/{{id}}/{what}"
        ask(program.post(path.format(id=booked["id"]), body), "post", path)
        ask(program.post(path.format(id=NOBODY), body), "post", path)


def test_each_status_that_is_described_comes_and_no_other(described, ask, seen, clinic, program):
    narrow = Program(make_key(Scope.SLOTS_READ, name="Narrow"))
    read_all(ask, clinic, program)
    ask(narrow.get("/appointments", **SPAN), "get", "/appointments")
    for (path, method), _ in listed(described):
        if method == "post":
            refused_by_form(ask, program, narrow, path, path.format(id=NOBODY))
    write_all(ask, clinic, program)
    (visit,) = program.get("/appointments", **SPAN).json()["appointments"]
    read_records(ask, visit["client"], narrow)
    ask(program.post("/assessments", healthy()), "post", "/assessments")
    assert seen == {
        call: statuses - NOT_BY_ASKING - AT_ONCE.get(call, set()) for call, statuses in listed(described)
    }
