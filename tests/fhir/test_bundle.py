"""The record as a FHIR R4 document, judged by the classes of fhir.resources R4B."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hekas.fhir import bundle
from tests.assessments.care.conftest import NOW
from tests.fhir.judge import faults
from tests.fhir.shapes import normal, of_kind, one, references, reread
from tests.fhir.telling import book, diary, second_visit

LATER = NOW + timedelta(weeks=20)
KINDS = {
    *("Composition", "Patient", "Practitioner", "Device", "Consent", "Questionnaire"),
    *("QuestionnaireResponse", "Observation", "ClinicalImpression", "CarePlan", "Goal", "Appointment"),
    *("Provenance", "RelatedPerson", "Encounter", "Task"),
}


@pytest.fixture
def made(record):
    return bundle.of(record, now=LATER)


@pytest.fixture
def of_held(held):
    return bundle.of(held.intake.client, now=LATER)


def test_it_holds_every_kind_and_no_condition(made, of_held):
    assert set(Counter(e["resource"]["resourceType"] for e in made["entry"])) == KINDS
    assert {"Flag", "DocumentReference", "Communication"} < {
        e["resource"]["resourceType"] for e in of_held["entry"]
    }
    assert of_kind(made, "Condition") == of_kind(of_held, "Condition") == []


@pytest.mark.parametrize("name", ["made", "of_held"])
def test_each_resource_is_valid_and_comes_back_the_same(name, request):
    document = request.getfixturevalue(name)
    for entry in document["entry"]:
        assert normal(reread(entry["resource"])) == normal(entry["resource"])
    assert normal(reread(document)) == normal(document)


@pytest.mark.parametrize("name", ["made", "of_held"])
def test_every_code_is_of_its_set_and_every_reference_of_its_kind(name, request):
    assert faults(request.getfixturevalue(name)) == []


@pytest.mark.parametrize("name", ["made", "of_held"])
def test_every_reference_leads_to_a_part_of_the_bundle(name, request):
    document = request.getfixturevalue(name)
    inside = [entry["fullUrl"] for entry in document["entry"]]
    assert len(inside) == len(set(inside))
    led = set(references(document["entry"]))
    assert led <= set(inside)
    assert led == set(inside) - {inside[0]}  # all but the table of contents itself is in it


def test_the_form_of_today_is_in_it_whole(made):
    assert sum(len(part.get("item", [0])) for part in one(made, "Questionnaire")["item"]) > 100


def test_each_full_url_is_of_its_resource(made):
    assert all(e["fullUrl"] == f"urn:uuid:{e['resource']['id']}" for e in made["entry"])


def test_it_is_a_document_that_opens_with_its_contents(made):
    first = made["entry"][0]["resource"]
    assert (made["type"], first["resourceType"]) == ("document", "Composition")
    assert made["identifier"]["value"] == made["entry"][0]["fullUrl"]
    assert [section["title"] for section in first["section"]][:3] == [
        "People",
        "Consent",
        "Questions and answers",
    ]
    assert all(section["entry"] for section in first["section"])


def test_the_same_rows_and_time_give_the_same_bytes(record):
    first, second = (json.dumps(bundle.of(record, now=LATER)) for _ in range(2))
    assert first == second
    assert bundle.of(record, now=NOW)["identifier"] != bundle.of(record, now=LATER)["identifier"]


def test_somebody_without_a_record_is_a_person_and_the_rules(alice):
    document = bundle.of(alice, now=NOW)
    kinds = [entry["resource"]["resourceType"] for entry in document["entry"]]
    assert kinds == ["Composition", "Patient", "Practitioner", "Device"]
    assert normal(reread(document)) == normal(document)


def test_a_longer_record_asks_no_more_of_the_database(record, therapist, active_plan):
    with CaptureQueriesContext(connection) as one_each:
        bundle.of(record, now=LATER)
    diary(record, active_plan, days=3)
    for week in (8, 9):
        second_visit(record, therapist, NOW + timedelta(weeks=week))
        book(record, therapist, week)
    with CaptureQueriesContext(connection) as three_each:
        bundle.of(record, now=LATER)
    assert (len(one_each), len(three_each)) == (22, 22)


def test_nothing_of_another_person_is_inside(made, held_other):
    assert str(held_other.uuid) not in json.dumps(made)
    assert "Bea Demo" not in json.dumps(made)


def test_the_patient_is_the_client(made, record):
    patient = one(made, "Patient")
    assert (patient["id"], patient["name"]) == (str(record.uuid), [{"text": "Alice Demo"}])
