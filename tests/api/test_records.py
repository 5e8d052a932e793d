"""The record as a FHIR R4 document: complete, pointing at one person, and every reading written down."""

import pytest

from hekas.accounts.models import Client
from hekas.api.terms import Scope
from hekas.audit.models import AuditEvent
from tests.api.conftest import Program, check_problem, healthy, make_key
from tests.api.test_openapi import check_answer, described  # noqa: F401  the fixture
from tests.bookings.clinic import NOW, TUESDAY, at

WEEKS = {"weeks": [{"minutes": 90.5, "sessions": 3}, {"minutes": 60}], "next_event_on": "2026-12-01"}
PREGNANCY_NO = {"system": "urn:hekas:answer:about.pregnancy", "code": "no", "display": "No"}


@pytest.fixture
def reader(db):
    return Program(make_key(Scope.RECORDS_READ, name="Demo reader"))


@pytest.fixture
def dora(program, clinic):
    answer = program.book(program.hold(clinic).json(), healthy(training=WEEKS, cramps={"side": "left"}))
    assert answer.status_code == 201, answer.json()
    return Client.objects.get()


def record(reader, client):
    return reader.get(f"/clients/{client.uuid}/record").json()


def resources(bundle, kind):
    return [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind]


def test_it_holds_the_person_the_answers_and_the_visit(reader, dora):
    bundle = record(reader, dora)
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    people = ["Composition", "Patient", "Practitioner", "Device"]
    assert kinds[:6] == [*people, "Questionnaire", "QuestionnaireResponse"]
    made = {"Observation", "ClinicalImpression", "Appointment", "Provenance"}
    assert set(kinds[6:]) == made | {"AuditEvent"}  # the program's own look
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "document")
    assert bundle["timestamp"] == "2026-11-23T08:00:00+00:00"
    (patient,) = resources(bundle, "Patient")
    assert (patient["id"], patient["name"]) == (str(dora.uuid), [{"text": "Demo Dora"}])


def test_every_part_points_at_the_person(reader, dora):
    bundle = record(reader, dora)
    me = bundle["entry"][1]["fullUrl"]
    (answers,), (visit,) = resources(bundle, "QuestionnaireResponse"), resources(bundle, "Appointment")
    assert answers["subject"]["reference"] == visit["participant"][0]["actor"]["reference"] == me
    assert (visit["status"], visit["start"]) == ("booked", "2026-11-24T10:00:00+00:00")


def test_answers_keep_their_kind_and_their_words(reader, dora):
    (answers,) = resources(record(reader, dora), "QuestionnaireResponse")
    items = {item["linkId"]: item for item in answers["item"]}
    assert "answered_at" not in items
    about = {item["linkId"]: item for item in items["about"]["item"]}
    assert about["about.age"]["answer"] == [{"valueInteger": 34}]
    assert about["about.age"]["text"]
    assert about["about.pregnancy"]["answer"] == [{"valueCoding": PREGNANCY_NO}]


def test_each_week_of_training_is_an_item_of_its_own(reader, dora):
    (answers,) = resources(record(reader, dora), "QuestionnaireResponse")
    (training,) = [item["item"] for item in answers["item"] if item["linkId"] == "training"]
    weeks = [item["item"] for item in training if item["linkId"] == "training.weeks"]
    said = [[part["answer"] for part in week] for week in weeks]
    assert said == [[[{"valueDecimal": 90.5}], [{"valueDecimal": 3}]], [[{"valueDecimal": 60}]]]
    assert training[-1]["answer"] == [{"valueDate": "2026-12-01"}]


def test_what_to_watch_for_is_a_flag_and_never_a_condition(program, reader, clinic):
    danger = healthy(safety={"breathless_or_chest_pain": "yes"})
    check_problem(program.book(program.hold(clinic, at(TUESDAY, "11:00")).json(), danger), 403, "not_cleared")
    bundle = record(reader, Client.objects.get())
    flags = resources(bundle, "Flag")
    assert {flag["status"] for flag in flags} == {"active"}
    assert all(flag["code"]["coding"][0]["code"] and flag["code"]["text"] for flag in flags)
    assert resources(bundle, "QuestionnaireResponse")[0]["status"] == "stopped"
    assert resources(bundle, "Condition") == resources(bundle, "Appointment") == []


def test_every_reading_is_written_down(reader, dora):
    record(reader, dora)
    event = AuditEvent.objects.get(action="record.read")
    assert (event.actor_label, event.subject_uuid, event.at) == ("Demo reader", dora.uuid, NOW)


def test_a_key_that_books_may_not_read(program, dora):
    check_problem(program.get(f"/clients/{dora.uuid}/record"), 403, "scope_missing")


def test_nobody_has_no_record(reader):
    check_problem(reader.get("/clients/00000000-0000-4000-8000-000000000000/record"), 404, "not_found")
    assert not AuditEvent.objects.filter(action="record.read").exists()


def test_it_is_as_described(reader, dora, described):  # noqa: F811
    answer = reader.get(f"/clients/{dora.uuid}/record")
    check_answer(described, answer, "/clients/{id}/record", "get")
