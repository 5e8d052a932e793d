"""Much of anything is refused in few words: a fault of a caller's never makes us write many times as much."""

import pytest

from tests.api.conftest import check_problem

SHORT = 20_000
POSTS = [
    "/holds",
    "/appointments",
    "/appointments/{id}/cancel",
    "/appointments/{id}/reschedule",
    "/assessments",
]
SOME_ID = "00000000-0000-4000-8000-000000000001"


@pytest.mark.parametrize("path", ["/slots", "/therapists", "/appointments"])
def test_a_query_of_too_many_parameters_can_not_be_read(program, path):
    answer = program.caller.get(f"/api/v1{path}?{'a&' * 1001}", headers=program.headers)
    check_problem(answer, 400, "bad_request")


@pytest.mark.parametrize("path", POSTS)
def test_many_names_that_are_not_known_are_not_all_told_back(program, path):
    body = {f"k{number}": 1 for number in range(3000)}
    answer = program.post(path.format(id=SOME_ID), body)
    assert check_problem(answer, 422, "invalid")["errors"]
    assert len(answer.content) < 5 * SHORT


@pytest.mark.parametrize("path", POSTS)
def test_a_very_long_name_is_not_told_back(program, path):
    answer = program.post(path.format(id=SOME_ID), {"k" * 50_000: 1})
    places = [fault["path"] for fault in check_problem(answer, 422, "invalid")["errors"]]
    assert "" in places
    assert len(answer.content) < SHORT


def test_a_long_name_within_a_part_is_told_as_that_part(program):
    client = {"name": "Demo Dora", "email": "dora@demo.example", "k" * 50_000: 1}
    body = {"hold": SOME_ID, "token": "x", "client": client}
    (fault,) = check_problem(program.post("/appointments", body), 422, "invalid")["errors"]
    assert fault["path"] == "/client"


@pytest.mark.parametrize("sent", [{"a": ["\0"] * 50_000}, {"k" * 50_000: ["\0"] * 50}])
def test_many_zero_bytes_are_not_all_told_back(program, sent):
    answer = program.post("/appointments", sent)
    assert check_problem(answer, 400, "bad_request")["errors"]
    assert len(answer.content) < SHORT
