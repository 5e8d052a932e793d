"""An intake in, the result out: the engine's own words, and nothing stored."""

import json
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from jsonschema import Draft202012Validator

from hekas.api.terms import Scope
from tests.api.conftest import Program, check_problem, healthy, make_key

CONTRACT = Path(__file__).parents[1] / "contract"


def rows():
    return {model.__name__: model.objects.count() for model in apps.get_models()}


def test_the_result_is_that_of_the_command(program, tmp_path):
    intake = tmp_path / "intake.json"
    intake.write_text(json.dumps(healthy(cramps={"side": "left"})))
    out = StringIO()
    call_command_into("assess", str(intake), out)
    assert program.post("/assessments", intake.read_bytes()).json() == json.loads(out.getvalue())


def call_command_into(name, argument, out):
    """The command writes to the real standard output."""
    with redirect_stdout(out):
        call_command(name, argument)


def test_the_answer_keeps_the_contract(program):
    schema = json.loads((CONTRACT / "assessment.schema.json").read_text())
    answer = program.post("/assessments", healthy()).json()
    assert list(Draft202012Validator(schema).iter_errors(answer)) == []


def test_nothing_is_stored(program):
    program.get("/services")
    before = rows()
    assert program.post("/assessments", healthy()).status_code == 200
    assert rows() == before


def test_every_fault_is_told_where(program):
    odd = healthy(safety={"dark_urine": "perhaps", "x/y": "no"}, training={"weeks": [{}, {"effort": 99}]})
    document = check_problem(program.post("/assessments", odd), 422, "invalid")
    paths = [error["path"] for error in document["errors"]]
    assert {"/safety/dark_urine", "/safety/x~1y", "/training/weeks/1/effort"} <= set(paths)
    assert {error["document"] for error in document["errors"]} == {"intake"}


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"\xef\xbb\xbf{}", b"[" * 100_000])
def test_bytes_that_are_no_document(program, body):
    check_problem(program.post("/assessments", body), 400, "bad_request")


@pytest.mark.parametrize("scope", list(Scope))
def test_any_live_key_will_do(db, scope):
    assert Program(make_key(scope)).post("/assessments", healthy()).status_code == 200


def test_times_of_long_ago_are_written_as_the_contract_says(program):
    """London's clock was once 75 seconds slow: no offset of ISO 8601 says that."""
    answer = program.post("/assessments", {"answered_at": "0223-08-27T08:20:01+09:32"}).json()
    windows = answer["next"]["windows"]
    assert windows
    assert {window["from"][-6:] for window in windows if "from" in window} == {"+00:00"}


def test_it_says_that_no_clinician_has_signed_the_rules(program):
    """In a header: the document is the command's, byte for byte."""
    answer = program.post("/assessments", healthy())
    assert answer["Rules-Review"] == "These rules have not yet been signed by a clinician."
