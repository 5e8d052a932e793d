"""The export map of practice 4.1, row by row, as far as the other tests of this folder do not say it."""

import pytest

from assessments.actions import findings, screenings
from assessments.actions.screenings import Entry
from bookings.models import Appointment
from hekas.fhir import bundle
from tests.assessments.care.conftest import NOW, THEA
from tests.fhir.judge import faults
from tests.fhir.shapes import normal, of_kind, one, reread
from tests.fhir.telling import book


@pytest.fixture
def made(record):
    return bundle.of(record, now=NOW)


def of_client(record):
    return {"reference": f"urn:uuid:{record.uuid}", "display": record.name}


def test_each_visit_is_an_encounter_that_its_measurements_point_to(made, record):
    visits = {row["id"]: row for row in of_kind(made, "Encounter")}
    assert set(visits) == {str(row.uuid) for row in record.screenings.all()}
    assert {row["status"] for row in visits.values()} == {"finished"}
    tests = [row for row in of_kind(made, "Observation") if row["category"][0]["coding"][0]["code"] == "exam"]
    assert {row["encounter"]["reference"].removeprefix("urn:uuid:") for row in tests} == set(visits)


def test_an_exercise_that_was_done_is_a_task_of_its_phase(made, record, active_plan):
    (task,) = of_kind(made, "Task")
    phases = [p["id"] for p in of_kind(made, "CarePlan") if "partOf" in p]
    assert (task["status"], task["for"], task["owner"]) == ("completed", of_client(record), of_client(record))
    assert task["focus"]["reference"].removeprefix("urn:uuid:") in phases


def test_a_massage_that_took_place_is_a_procedure(record, therapist):
    row = book(record, therapist, 3)
    Appointment.objects.filter(pk=row.pk).update(status="fulfilled")
    document = bundle.of(record, now=NOW)
    done = one(document, "Procedure")
    assert (done["status"], done["code"]["text"]) == ("completed", "Calf treatment")
    assert faults(document) == []


def test_each_flag_has_the_advice_that_was_given(held):
    document = bundle.of(held.intake.client, now=NOW)
    flags = {f"urn:uuid:{flag['id']}" for flag in of_kind(document, "Flag")}
    told = of_kind(document, "Communication")
    assert {row["about"][0]["reference"] for row in told} == flags
    said = {flag["action"] for flag in held.snapshot["triage"]["flags"]}
    assert {row["payload"][0]["contentString"] for row in told} == said


@pytest.fixture
def stopped(alice, therapist, result):
    """The calves of Alice were 3 cm apart."""
    row = screenings.start(alice, therapist=therapist, appointment_uuid=None, by=THEA, now=NOW)
    findings.add(row, kind="imbalance", region="soleus", side="left", severity=1, by=THEA, now=NOW)
    girth = [Entry("left", 36), Entry("right", 39)]
    return screenings.observe(row, "calf_girth", girth, by=THEA, now=NOW)


def test_a_visit_that_was_stopped_is_an_issue_with_what_was_done_about_it(stopped, therapist):
    document = bundle.of(stopped.client, now=NOW)
    issue = one(document, "DetectedIssue")
    (test,) = [r for r in of_kind(document, "Observation") if r["id"] in str(issue["evidence"])]
    assert test["code"]["text"] == "Calf girth"
    assert issue["implicated"] == [{"reference": f"urn:uuid:{stopped.uuid}"}]
    assert issue["mitigation"][0]["author"]["display"] == therapist.name
    assert faults(document) == []
    assert normal(reread(document)) == normal(document)


def test_a_visit_taken_out_for_red_answers_is_an_issue_too(record, therapist):
    row = book(record, therapist, 5)
    gone = {"status": "cancelled", "cancelled_because": "not_cleared", "cancelled_by": "clinic"}
    Appointment.objects.filter(pk=row.pk).update(**gone, ended_at=NOW)
    document = bundle.of(record, now=NOW)
    assert one(document, "DetectedIssue")["implicated"] == [{"reference": f"urn:uuid:{row.uuid}"}]
    assert faults(document) == []


def test_whatever_was_signed_or_written_says_who_did_it_and_when(made, record, active_plan, held):
    made = bundle.of(record, now=NOW)
    by_act = {}
    for row in of_kind(made, "Provenance"):
        by_act.setdefault(row["activity"]["text"], []).append(row)
    assert {"Answered", "Weighed by the rules", "Screened", "Signed", "Amended", "Confirmed"} <= set(by_act)
    assert {"Written", "Cleared for booking"} <= set(by_act)
    (signature,) = by_act["Signed"][0]["signature"]
    assert signature["who"]["display"] == active_plan.signed_by.name
    assert signature["when"] == by_act["Signed"][0]["recorded"]
    assert len(by_act["Amended"]) == active_plan.amendments.count() == 1
    decided = sum(visit.decisions.count() for visit in record.screenings.all())
    assert sum(len(by_act.get(word, ())) for word in ("Confirmed", "Added", "Struck out")) == decided
    assert all(row["agent"][0]["who"]["reference"] for rows in by_act.values() for row in rows)


def test_no_condition_is_made_by_anything(made, held, stopped):
    for client in (held.intake.client, stopped.client):
        assert of_kind(bundle.of(client, now=NOW), "Condition") == []
    assert of_kind(made, "Condition") == []
