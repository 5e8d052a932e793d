"""A zero byte is kept by no database: whoever sends one is told where it stands."""

import pytest

from tests.api.conftest import SOMEBODY, check_problem, healthy

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"start": "\0"}, "/start"),
        ({"client": {"name": "Dora\0Demo"}}, "/client/name"),
        ({"a/b": [1, {"c": "\0"}]}, "/a~1b/1/c"),
        ({"client": {"th\0": 1}}, "/client"),
    ],
)
def test_where_a_zero_byte_stands_is_told(program, change, path):
    """Which of three hundred answers of an intake holds it was to be found by its sender."""
    document = check_problem(program.post("/appointments", change), 400, "bad_request")
    assert [(e["document"], e["path"]) for e in document["errors"]] == [("body", path)]


def test_a_backslash_that_only_looks_like_one_is_text(program, clinic):
    """Six signs that a person typed; they were refused as a zero byte."""
    held = program.hold(clinic).json()
    answer = program.book(held, healthy(), {**SOMEBODY, "name": "Dora \\u0000 Demo"})
    assert answer.status_code == 201
