"""What the parser refuses, generated from the contract: every key, every wrong kind of value, every bound."""

import pytest

from assessments.engine.answers import Invalid, parse_intake, parse_screening
from tests.assessments.engine import casebook, spoil
from tests.assessments.engine.casebook import healthy
from tests.assessments.engine.running import run
from tests.assessments.engine.schemas import INTAKE, SCREENING


def refusal(parse, document):
    """The faults of a refused document; None where it was taken."""
    try:
        parse(document)
    except Invalid as invalid:
        return dict(invalid.faults)
    return None


def pointed(key):
    """The JSON pointer of a dotted key."""
    return f"/{key.replace('.', '/')}"


def unnamed(parse, pairs):
    """The pointers of documents that were taken, or refused without naming the place or a part of it."""
    return [where for where, document in pairs if not _named(refusal(parse, document), where)]


def _named(faults, where):
    return faults is not None and any(path == where or path.startswith(f"{where}/") for path in faults)


def test_every_wrong_value_in_an_intake_is_named():
    pairs = list(spoil.wrong_intakes())
    assert len(pairs) > 1500
    assert unnamed(parse_intake, pairs) == []


def test_every_wrong_value_in_a_screening_is_named():
    pairs = list(spoil.wrong_screenings())
    assert len(pairs) > 100
    assert unnamed(parse_screening, pairs) == []


def test_a_wrong_value_is_the_only_fault_named():
    several = [
        where for where, document in spoil.wrong_intakes() if len(refusal(parse_intake, document) or {}) > 1
    ]
    assert several == []


def test_unknown_keys_are_named_at_every_level():
    assert unnamed(parse_intake, spoil.strangers(healthy(), INTAKE)) == []
    assert unnamed(parse_screening, spoil.strangers(spoil.screened(), SCREENING)) == []


def test_lists_too_long_or_with_a_thing_twice_are_named():
    assert unnamed(parse_intake, spoil.too_many()) == []


def test_every_bound_itself_is_allowed():
    refused = [where for where, document in spoil.at_the_bounds() if refusal(parse_intake, document)]
    assert refused == []


def test_all_faults_are_named_at_once():
    intake = healthy({"about.age": "35", "safety.dark_urine": None, "training.weeks": [{"minutes": 1}, {}]})
    faults = refusal(parse_intake, intake | {"saftey": {}})
    assert {"/about/age", "/safety/dark_urine", "/saftey"} < set(faults)
    assert {"/training/weeks/1", "/training/weeks/1/minutes"} & set(faults)


@pytest.mark.parametrize("needed", ["answered_at"])
def test_what_an_intake_needs(needed):
    intake = healthy(remove=[needed])
    assert set(refusal(parse_intake, intake)) <= {"", f"/{needed}"}


def test_what_a_screening_needs():
    assert set(refusal(parse_screening, {})) <= {"", "/recorded_at"}
    nameless = {"recorded_at": spoil.RECORDED, "tests": [{"value": 3}]}
    assert set(refusal(parse_screening, nameless)) <= {"/tests/0", "/tests/0/test"}


@pytest.mark.parametrize("document", [[], {}, 1, 1.5, "text", "", None, True, [healthy()]], ids=repr)
def test_what_is_not_an_object_is_refused(document):
    assert refusal(parse_intake, document) is not None
    assert refusal(parse_screening, document) is not None


NOT_NUMBERS = [float("nan"), float("inf"), float("-inf")]


@pytest.mark.parametrize("value", NOT_NUMBERS, ids=repr)
@pytest.mark.parametrize("key", ["about.age", "cramps.per_week", "sleep.hours", "body.heel_raises_left"])
def test_what_is_not_a_finite_number_is_refused(key, value):
    assert set(refusal(parse_intake, healthy({key: value}))) == {pointed(key)}


def test_a_screening_value_that_is_not_finite_is_refused():
    screening = {"recorded_at": spoil.RECORDED, "tests": [{"test": "calf_girth", "value": float("nan")}]}
    assert set(refusal(parse_screening, screening)) == {"/tests/0/value"}


NOT_TIMES = casebook.read(casebook.CASES / "not_times.json")


@pytest.mark.parametrize("key", ["answered_at", "cramps.last_cramp_at"])
@pytest.mark.parametrize("text", NOT_TIMES["not_moments"])
def test_what_is_not_a_moment_with_an_offset_is_refused(key, text):
    assert set(refusal(parse_intake, healthy({key: text}))) == {pointed(key)}


@pytest.mark.parametrize("text", NOT_TIMES["not_dates"])
def test_what_is_not_a_date_is_refused(text):
    assert set(refusal(parse_intake, healthy({"training.next_event_on": text}))) == {
        "/training/next_event_on"
    }


FUTURE = ["2026-11-20T12:00:00.000001+00:00", "2026-11-20T13:00:01+01:00", "2027-01-01T00:00:00Z"]


@pytest.mark.parametrize("text", FUTURE)
def test_a_last_cramp_in_the_future_is_refused(text):
    assert set(refusal(parse_intake, healthy({"cramps.last_cramp_at": text}))) == {"/cramps/last_cramp_at"}


@pytest.mark.parametrize(
    "text", ["2026-11-20T12:00:00+00:00", "2026-11-20T13:00:00+01:00", "2026-11-20T12:00:00Z"]
)
def test_a_last_cramp_at_the_moment_of_answering_is_taken(text):
    assert refusal(parse_intake, healthy({"cramps.last_cramp_at": text})) is None


EDGES = [
    {"answered_at": "0001-01-01T00:00:00+14:00"},
    {"answered_at": "9999-12-31T23:59:59-14:00"},
    {"answered_at": "9999-12-31T23:59:59Z", "cramps.last_cramp_at": "9999-12-31T23:00:00Z"},
    {"answered_at": "0001-01-01T00:00:00Z", "cramps.last_cramp_at": "0001-01-01T00:00:00Z"},
    {"answered_at": "2026-06-30T23:59:60Z"},
    {"answered_at": "2026-11-20t12:00:00z"},
    {"training.next_event_on": "0001-01-01"},
    {"training.next_event_on": "9999-12-31"},
    {"answered_at": "0001-01-02T00:00:00Z", "training.next_event_on": "0001-01-03"},
    {"answered_at": "2026-11-20T12:00:00.1234567891Z"},
    {"health.free_text": "\ud800"},
    {"goals": "\x00\u202e\ufeff"},
    {"training.sports": ["\udfff", "", " " * 60]},
    {"about.age": 35.0},
    {"sleep.hours": 5e-324},
]


@pytest.mark.parametrize("change", EDGES, ids=repr)
def test_the_edges_of_what_is_allowed_are_coped_with_or_refused_by_name(change):
    faults = refusal(run, healthy(change))
    inside = {"/training/sports/0", "/cramps/last_cramp_at"}
    allowed = inside | {pointed(key) for key in change}
    assert faults is None or set(faults) <= allowed


def test_minus_zero_is_zero():
    zero, minus = ({"sleep.hours": value, "cramps.per_week": value} for value in (0, -0.0))
    assert run(healthy(zero)) == run(healthy(minus))


def test_a_whole_number_may_be_written_with_a_point():
    assert run(healthy({"about.age": 35.0})) == run(healthy({"about.age": 35}))


def test_messages_are_short_and_do_not_echo():
    long = "secret " * 100_000
    for key in (
        "goals",
        "health.free_text",
        "about.work",
        "answered_at",
        "training.next_event_on",
        "about.age",
    ):
        faults = refusal(parse_intake, healthy({key: long}))
        assert max(len(message) for message in faults.values()) < 300
        assert "secret" not in "".join(faults.values())
