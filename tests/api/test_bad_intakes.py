"""The same faults through each door that takes an intake: refused with the place, and nothing kept."""

import json

import pytest

from bookings.models import Appointment
from hekas.api.terms import Scope
from tests.api.conftest import SOMEBODY, Program, check_problem, healthy, make_key
from tests.assessments.engine import spoil
from tests.assessments.engine.schemas import INTAKE

EACH = [*spoil.wrong_intakes(), *spoil.strangers(healthy(), INTAKE), *spoil.too_many()]
SAMPLE = EACH[::131]  # one of each hundred or so: the engine's own tests read them all


@pytest.fixture
def program(db):
    return Program(make_key(Scope.BOOKINGS_WRITE))


def named(document, where, root=""):
    paths = [error["path"] for error in document["errors"]]
    return [path for path in paths if path == root + where or path.startswith(f"{root}{where}/")]


@pytest.mark.parametrize(
    ("where", "intake"), SAMPLE, ids=[f"{n}{where}" for n, (where, _) in enumerate(SAMPLE)]
)
def test_a_fault_is_named_where_it_is_read(program, where, intake):
    document = check_problem(program.post("/assessments", intake), 422, "invalid")
    assert named(document, where)


@pytest.mark.parametrize(
    ("where", "intake"), SAMPLE[::3], ids=[f"{n}{where}" for n, (where, _) in enumerate(SAMPLE[::3])]
)
def test_a_fault_is_named_where_it_is_booked(program, clinic, where, intake):
    held = program.hold(clinic).json()
    document = check_problem(program.book(held, intake), 422, "invalid")
    assert named(document, where, "/intake")
    assert not Appointment.objects.filter(booked_at__isnull=False).exists()


RAW = {
    "age": ["NaN", "Infinity", "1e999", "9" * 5000, '"33"', "null", "true", "-1", "33.5", "[33]"],
    "sex": ['"\\ud800"', '"\\u0000"', "0"],
}


@pytest.mark.parametrize(("key", "raw"), [(key, raw) for key, each in RAW.items() for raw in each])
def test_what_json_can_say_and_a_person_can_not_be_is_refused(program, clinic, key, raw):
    text = json.dumps(healthy(about={key: "@@"})).replace('"@@"', raw)
    held = program.hold(clinic).json()
    booking = json.dumps({"hold": held["id"], "token": held["token"], "client": SOMEBODY, "intake": "@@"})
    for path, body in (("/assessments", text), ("/appointments", booking.replace('"@@"', text))):
        answer = program.post(path, body.encode())
        document = check_problem(answer, answer.status_code, answer.json()["type"])
        assert answer.status_code in (400, 422), document


TEXTS = ["\x00", "a\x00b", "\u202eevil", "\U0001f600" * 2000, "\x1b[31m", "\u0301" * 50, "' OR 1=1 --"]


@pytest.mark.parametrize("text", TEXTS, ids=[repr(text)[:12] for text in TEXTS])
def test_any_text_is_kept_or_refused_and_is_never_a_fault_of_ours(program, clinic, text):
    intake = healthy(health={"free_text": text}, goals=text[:500])
    assert program.post("/assessments", intake).status_code in (200, 422)
    answer = program.book(program.hold(clinic).json(), intake)
    assert answer.status_code in (201, 400, 403, 422), answer.content
