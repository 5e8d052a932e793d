"""The description is OpenAPI 3.1, knows every call, and what it promises of answers is so."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from hekas.api.application import api
from hekas.api.openapi import doors_of
from tests.api.conftest import healthy
from tests.bookings.clinic import TUESDAY, at

CONTRACT = Path(__file__).parents[1] / "contract"
OURS = Path(__file__).parents[2] / "hekas" / "api" / "documents"
METHODS = {"get", "post", "put", "delete", "patch"}


@pytest.fixture
def described(anybody):
    return anybody.get("/openapi.json").json()


def check_answer(described, answer, path, method):
    """The answer is one that the description foresees."""
    said = described["paths"][f"/api/v1{path}"][method]["responses"][str(answer.status_code)]
    ((kind, content),) = said["content"].items()
    assert answer["Content-Type"] == kind
    registry = Registry().with_resource("urn:api", Resource(described, DRAFT202012))
    schema = json.loads(json.dumps(content["schema"]).replace('"#/', '"urn:api#/'))
    Draft202012Validator(schema, registry=registry).validate(answer.json())


def references(part):
    if isinstance(part, dict):
        yield from ([part["$ref"]] if "$ref" in part else [])
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def test_it_is_openapi_3_1(described):
    assert described["openapi"].startswith("3.1.")
    assert {"title", "version", "description"} <= set(described["info"])
    ids = [call["operationId"] for calls in described["paths"].values() for call in calls.values()]
    assert len(ids) == len(set(ids)) == 10
    for schema in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_reference_leads_somewhere(described):
    for reference in set(references(described)):
        name = reference.removeprefix("#/components/schemas/")
        assert name in described["components"]["schemas"], reference


def test_it_knows_every_call(described):
    calls = {
        (path.removeprefix("/api/v1"), method.upper())
        for path, methods in described["paths"].items()
        for method in methods
    }
    assert calls == set(doors_of(api))


def test_every_write_takes_an_idempotency_key_and_every_call_can_be_too_often(described):
    for calls in described["paths"].values():
        for method, call in calls.items():
            names = [parameter["name"] for parameter in call["parameters"]]
            assert ("Idempotency-Key" in names) == (method == "post")
            assert "Retry-After" in call["responses"]["429"]["headers"]


@pytest.mark.parametrize("name", ["intake", "assessment"])
def test_the_documents_are_those_of_the_contract(name):
    file = f"{name}.schema.json"
    ours, contract = (json.loads((folder / file).read_text()) for folder in (OURS, CONTRACT))
    assert ours == contract, "what programs are told is the contract: change both, and raise its version"


def test_what_is_promised_of_reads(described, program, clinic):
    span = {"from": TUESDAY, "to": TUESDAY}
    check_answer(described, program.get("/services"), "/services", "get")
    check_answer(described, program.get("/therapists"), "/therapists", "get")
    check_answer(described, program.get("/slots", service=clinic.service.uuid, **span), "/slots", "get")
    check_answer(described, program.get("/slots"), "/slots", "get")
    program.booked(clinic)
    check_answer(described, program.get("/appointments", **span), "/appointments", "get")
    check_answer(described, program.get("/appointments"), "/appointments", "get")


def test_what_is_promised_of_bookings(described, program, clinic):
    amira = clinic.therapists[0]
    held = program.hold(clinic, therapist=amira)
    check_answer(described, held, "/holds", "post")
    check_answer(described, program.hold(clinic, therapist=amira), "/holds", "post")
    check_answer(described, program.book(held.json()), "/appointments", "post")
    booked = program.book(held.json(), healthy())
    check_answer(described, booked, "/appointments", "post")
    start = {"start": at(TUESDAY, "14:00").isoformat()}
    for what, body in (("reschedule", start), ("cancel", {}), ("cancel", {})):
        path = f"/appointments/{booked.json()['id']}/{what}"
        check_answer(described, program.post(path, body), f"/appointments/{{id}}/{what}", "post")


def test_what_is_promised_of_assessments(described, program):
    check_answer(described, program.post("/assessments", healthy()), "/assessments", "post")
    check_answer(described, program.post("/assessments", {}), "/assessments", "post")
    check_answer(described, program.post("/assessments", b"{"), "/assessments", "post")


@pytest.mark.parametrize(
    ("method", "path"), [("put", "/services"), ("delete", "/holds"), ("post", "/openapi.json")]
)
def test_other_methods_are_told_which_there_are(program, method, path):
    answer = getattr(program.caller, method)("/api/v1" + path)
    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
    assert answer["Allow"]


def test_head_is_get_without_a_body(program):
    answer = program.caller.head("/api/v1/services")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("path", ["", "/nowhere", "/services/", "/appointments/x"])
def test_an_address_that_is_none_is_a_problem_too(program, path):
    answer = program.caller.get("/api/v1/" + path.lstrip("/"))
    assert (answer.status_code, answer.json()["type"]) == (404, "not_found")
