"""Properties of the result itself over generated intakes: M5 to M10, M13, M14, the schema and the sums."""

import copy
import json
import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from assessments.rules import load_rules
from tests.assessments.engine import casebook
from tests.assessments.engine.expectations import CAUSES, instant, offered
from tests.assessments.engine.running import as_bytes, result_of, run
from tests.assessments.engine.schemas import ASSESSMENT, SCREENING
from tests.assessments.engine.strategies import KEYS, drop, intakes, maybe_screened
from tests.assessments.engine.test_properties import LITTLE, with_answer

OTHER = {"left": "right", "right": "left"}
SERVICES = ("initial_assessment", "treatment", "preventive", "post_cramp", "pre_competition", "reassessment")
TESTS = SCREENING["properties"]["tests"]["items"]["properties"]["test"]["enum"]
LONDON = ZoneInfo("Europe/London")
FIXED_SENTENCE = "we do not diagnose illness"
CAUSE_IS = "cause of your cramps is"
DISEASES = """thrombosis, dvt, embolism, rhabdomyolysis, claudication, sepsis, stroke, cellulitis, ischaemia,
neuropathy, radiculopathy, stenosis, sciatica, cauda equina, compartment syndrome, motor neurone,
restless legs, peripheral artery disease"""
NORMED_BY_SEX = ("heel_raise_straight", "front_plank")
NEVER_SAID = ["diagnos", "cure", "% chance", CAUSE_IS, *(word.strip() for word in DISEASES.split(","))]


def mirrored(value):
    """Left and right swapped everywhere, in keys and in values."""
    if isinstance(value, dict):
        return {_other_key(key): mirrored(below) for key, below in value.items()}
    if isinstance(value, list):
        return [mirrored(below) for below in value]
    return OTHER.get(value, value) if isinstance(value, str) else value


def _other_key(key):
    stem, _, side = key.rpartition("_")
    return f"{stem}_{OTHER[side]}" if side in OTHER else key


def relabelled(result):
    """The same result with the words left and right swapped wherever they stand, and nothing put in order."""
    words = re.sub(r"(?<![a-z])(left|right)(?![a-z])", lambda side: OTHER[side[0]], json.dumps(result))
    return json.loads(words)


def turned(value):
    """The same document with every object's keys in the opposite order."""
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    return [turned(below) for below in value] if isinstance(value, list) else value


def texts(value):
    """Every string in a result."""
    if isinstance(value, str):
        yield value
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in below:
        yield from texts(each)


def forbidden(result):
    said = "\n".join(texts(result)).lower().replace(FIXED_SENTENCE, "")
    return [word for word in NEVER_SAID if word in said]


@LITTLE
@given(intakes(), maybe_screened())
def test_every_result_is_valid_by_the_schema(intake, screening):
    result = json.loads(as_bytes(run(intake, screening)))
    assert [error.message for error in Draft202012Validator(ASSESSMENT).iter_errors(result)] == []


@LITTLE
@given(intakes(), maybe_screened())
def test_m5_swapping_left_and_right_changes_labels_only(intake, screening):
    drop(intake, "health.free_text")
    other = run(mirrored(intake), mirrored(screening))
    assert relabelled(other) == json.loads(as_bytes(run(intake, screening)))


def test_m5_no_sentence_of_a_result_has_left_or_right_but_as_a_side():
    """A program that swaps the words in a result meets "right now" and "left alone" too."""
    rules = load_rules()
    said = [text for one in rules.safety.rules for text in (one.because, one.action or "")]
    said += [window.because for window in rules.windows]
    assert [text for text in said if re.search(r"\b(left|right)\b", text, re.IGNORECASE)] == []


def test_m5_swelling_in_both_legs_is_told_alike_from_either_side():
    tests = [{"test": "pitting", "side": side, "value": "present"} for side in OTHER]
    measured = {"recorded_at": "2026-11-20T12:30:00+00:00", "tests": tests}
    one = json.loads(as_bytes(run(casebook.healthy(), measured)))
    assert one["triage"]["flags"][0]["id"] == "G1d"
    assert relabelled(run(casebook.healthy(), mirrored(measured))) == one


@pytest.mark.parametrize("side", OTHER)
def test_m5_swelling_in_one_leg_names_that_leg(side):
    values = {side: "present", OTHER[side]: "absent"}
    tests = [{"test": "pitting", "side": each, "value": values[each]} for each in ("left", "right")]
    flag = run(casebook.healthy(), {"recorded_at": "2026-11-20T12:30:00+00:00", "tests": tests})["triage"][
        "flags"
    ][0]
    assert (flag["id"], flag["answers"]) == ("U1", [f"pitting.{side}"])


@LITTLE
@given(intakes(), maybe_screened(), st.sampled_from(["male", "prefer_not_to_say", None]))
def test_m6_sex_changes_norms_and_pregnancy_only(intake, screening, sex):
    for key in ("body.heel_raises_left", "body.heel_raises_right"):
        drop(intake, key)
    intake = with_answer(intake, "about.pregnancy", "no")
    tests = [test for test in (screening or {}).get("tests", []) if test["test"] not in NORMED_BY_SEX]
    screening = screening and screening | {"tests": tests}
    other = with_answer(intake, "about.sex", sex)
    if sex is None:
        drop(other, "about.sex")
    assert run(with_answer(intake, "about.sex", "female"), screening) == run(other, screening)


@LITTLE
@given(intakes(), maybe_screened())
def test_m7_the_order_of_keys_makes_no_difference(intake, screening):
    assert as_bytes(run(turned(intake), turned(screening))) == as_bytes(run(intake, screening))


@LITTLE
@given(intakes(), maybe_screened())
def test_m8_the_same_input_gives_the_same_bytes(intake, screening):
    assert as_bytes(run(intake, screening)) == as_bytes(run(intake, screening))


@LITTLE
@given(intakes(), maybe_screened())
def test_m9_points_name_their_answer_and_add_up(intake, screening):
    for cause in run(intake, screening)["causes"]:
        items = [*cause["for"], *cause["against"]]
        assert sum(item["points"] for item in items) == cause["score"]
        assert all(item["points"] >= 0 for item in cause["for"])
        assert all(item["points"] <= 0 for item in cause["against"])
        assert all(item["because"] and item["source"] for item in items)
        assert {item["answer"] for item in items} <= _answered(intake, screening)


def _answered(intake, screening):
    """The dotted keys of all that was answered or measured, lists of objects by their own key."""
    keys = {
        f"{page}.{key}" for page, answers in intake.items() if isinstance(answers, dict) for key in answers
    }
    for test in (screening or {}).get("tests", []):
        keys |= {test["test"], f"{test['test']}.{test['side']}"}
    return keys


@LITTLE
@given(intakes(), maybe_screened(), st.sampled_from(sorted(KEYS)))
def test_taking_away_what_counts_for_a_cause_never_raises_it(intake, screening, key):
    before = run(intake, screening)
    left_out = copy.deepcopy(intake)
    drop(left_out, key)
    after = {cause["id"]: cause for cause in run(left_out, screening)["causes"]}
    for cause in before["causes"]:
        said, now = (
            {item["points"] > 0 for item in _items(cause) if item["answer"] == key},
            after[cause["id"]],
        )
        assert now["score"] <= cause["score"] or True not in said
        assert now["score"] >= cause["score"] or False not in said
        assert now["coverage"]["answered"] <= cause["coverage"]["answered"]


def _items(cause):
    return [*cause["for"], *cause["against"]]


@LITTLE
@given(intakes(), maybe_screened(), st.randoms(use_true_random=False))
def test_the_order_of_what_was_ticked_or_measured_makes_no_difference(intake, screening, random):
    """Weeks are left as they are: theirs is an order of time."""
    shuffled = copy.deepcopy(intake)
    lists = [value for page in shuffled.values() if isinstance(page, dict) for value in page.items()]
    told = [value for key, value in lists if isinstance(value, list) and key != "weeks"]
    other = copy.deepcopy(screening)
    for each in (*told, *((other or {}).get(key, []) for key in ("tests", "findings"))):
        random.shuffle(each)
    one, two = run(intake, screening), run(shuffled, other)
    assert two["triage"] == one["triage"]
    assert [(cause["id"], cause["score"], cause["band"]) for cause in two["causes"]] == [
        (cause["id"], cause["score"], cause["band"]) for cause in one["causes"]
    ]
    assert (two["patterns"], two["contributors"], two["education"]) == (
        one["patterns"],
        one["contributors"],
        one["education"],
    )
    assert two["next"] == one["next"]


@LITTLE
@given(intakes(), maybe_screened())
def test_no_text_of_a_result_is_empty_and_each_finding_has_its_reason(intake, screening):
    result = run(intake, screening)
    given_words = {*texts(intake), *texts(screening)}
    assert [text for text in texts(result) if not text.strip() and text not in given_words] == []
    assert all(flag["because"] and flag["action"] and flag["source"] for flag in result["triage"]["flags"])
    assert all(one["because"] for one in result["contributors"] if one["state"] != "unknown")
    assert all(one["because"] and not one["missing"] for one in result["patterns"] if one["met"])
    assert all(window["because"] for window in result["next"]["windows"])


CAREFUL = {"K1", "K2", "K3", "K4", "K8"}
RUBS = {"during_a_cramp", "stronger_calves"}
INJURIES = st.fixed_dictionaries(
    {"site": st.sampled_from(["calf", "achilles", "knee", "back"]), "months_ago": st.sampled_from([1, 5, 6])},
    optional={"surgery": st.booleans(), "fully_recovered": st.booleans()},
)


@LITTLE
@given(intakes(), maybe_screened(), st.lists(INJURIES, max_size=2))
def test_nobody_is_told_to_rub_or_load_what_hands_may_not(intake, screening, injuries):
    result = run(with_answer(intake, "body.past_injuries", injuries), screening)
    said, flagged = (
        RUBS & set(result["education"]),
        CAREFUL & {one["id"] for one in result["triage"]["flags"]},
    )
    assert not flagged or "during_a_cramp" not in said
    assert "K3" not in flagged or not said


@LITTLE
@given(intakes(), maybe_screened())
def test_ranking_is_by_score_and_ties_stand_in_the_order_of_the_article(intake, screening):
    found = [(-cause["score"], CAUSES.index(cause["id"])) for cause in run(intake, screening)["causes"]]
    assert found == sorted(found)


@LITTLE
@given(intakes(), maybe_screened())
def test_bands_follow_from_score_signals_and_coverage(intake, screening):
    for cause in run(intake, screening)["causes"]:
        answered, asked = cause["coverage"]["answered"], cause["coverage"]["asked"]
        main = cause["score"] >= 6 and len(cause["for"]) > 1
        shown = "main_factor" if main else "may_be_adding" if cause["score"] >= 3 else "not_shown"
        assert cause["band"] == (shown if 10 * answered >= 6 * asked else "not_enough_to_say")


@LITTLE
@given(intakes())
def test_m10_with_nothing_scored_every_cause_says_not_enough(intake):
    for key in KEYS:
        if not key.startswith(("about.", "safety.")) or key == "safety.clot_risks":
            drop(intake, key)
    intake.get("cramps", {}).clear()
    assert {cause["band"] for cause in run(intake)["causes"]} == {"not_enough_to_say"}


@LITTLE
@given(intakes(), maybe_screened())
def test_m13_nothing_forbidden_is_said(intake, screening):
    assert forbidden(run(intake, screening)) == []


def test_m13_no_case_says_anything_forbidden():
    runnable = [case for case in casebook.everyone().values() if 2 not in case.expect.get("exit", [])]
    assert {case.id: words for case in runnable if (words := forbidden(result_of(case.id)))} == {}


@LITTLE
@given(intakes(start="healthy"), st.integers(0, 12))
def test_m14_no_slot_within_24_hours_of_the_last_cramp(intake, days):
    assume("last_cramp_at" in intake["cramps"])
    asked = instant(intake["answered_at"]) + timedelta(days=days)
    result = run(intake, None, asked.isoformat())
    earliest = instant(intake["cramps"]["last_cramp_at"]) + timedelta(hours=24)
    starts = [window for service in SERVICES for window in offered(result, service)]
    assert [window for window in starts if instant(window["from"]) < earliest] == []


@LITTLE
@given(intakes(start="healthy"), st.integers(0, 30))
def test_m14_nothing_deep_within_2_days_before_a_race(intake, ahead):
    asked = instant(intake["answered_at"])
    race = asked.astimezone(LONDON).date() + timedelta(days=ahead)
    result = run(with_answer(intake, "training.next_event_on", race.isoformat()))
    start, end = _midnight(race - timedelta(days=2)), _midnight(race)
    deep = [window for service in ("treatment", "preventive") for window in offered(result, service)]
    assert [each for each in deep if instant(each["from"]) < end and start < _end(each)] == []


def _midnight(day: date):
    return datetime(day.year, day.month, day.day, tzinfo=LONDON)


def _end(window):
    return instant(window["to"]) if "to" in window else datetime.max.replace(tzinfo=LONDON)


@LITTLE
@given(intakes(), maybe_screened())
def test_the_tests_to_do_first_are_known_and_not_done_yet(intake, screening):
    first = [item["test"] for item in run(intake, screening)["next"].get("screen_first", [])]
    measured = {(test["test"], test["side"]) for test in (screening or {}).get("tests", [])}
    assert len(first) == len(set(first))
    assert set(first) <= set(TESTS)
    assert [test for test in first if {(test, "left"), (test, "right")} <= measured] == []
