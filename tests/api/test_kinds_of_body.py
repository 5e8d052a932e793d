"""A body of another kind than JSON is refused as such, and one that says nothing of its kind is read."""

import json

import pytest

from bookings.models import Appointment
from tests.api.conftest import ROOT, check_problem, healthy
from tests.bookings.clinic import TEN


def send(program, clinic, kind):
    body = json.dumps({"service": str(clinic.service.uuid), "start": TEN.isoformat()})
    return program.caller.post(f"{ROOT}/holds", body, content_type=kind, headers=program.headers)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
def test_another_kind_is_a_415_as_a_problem(program, clinic, kind):
    answer = send(program, clinic, kind)
    assert (answer.status_code, answer["Content-Type"]) == (415, "application/problem+json")
    assert (answer.json()["type"], answer.json()["status"]) == ("not_json", 415)
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", ""])
def test_json_is_taken_also_where_nothing_is_said_of_its_kind(program, clinic, kind):
    assert send(program, clinic, kind).status_code == 201


def test_without_a_key_the_key_is_what_is_missing(anybody, clinic):
    assert send(anybody, clinic, "text/plain").status_code == 401


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
def test_answers_of_another_kind_are_refused_too(program, kind):
    body = json.dumps(healthy())
    answer = program.caller.post(f"{ROOT}/assessments", body, content_type=kind, headers=program.headers)
    check_problem(answer, 415, "not_json")
