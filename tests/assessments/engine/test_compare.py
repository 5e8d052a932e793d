from assessments.engine.compare import differences
from tests.assessments.engine.casebook import everyone, healthy
from tests.assessments.engine.running import result_of, run, run_case


def test_the_same_result_has_no_differences():
    assert differences(result_of("V01"), run_case(everyone()["V01"])) == []


def test_differences_are_told_most_serious_first():
    lines = differences(run(healthy()), run(healthy({"safety.dark_urine": "yes"})))
    assert lines[:3] == ["tier: none → emergency", "booking: open → redirected", "flag new: E4 (emergency)"]


def test_a_changed_wording_is_a_difference_too():
    old, new = run(healthy()), run(healthy())
    new["next"]["windows"][0]["because"] = "Other words."
    assert differences(old, new) == ["wording, reasons or sources"]


def test_another_digest_alone_is_none():
    new = run(healthy()) | {"rules": {"version": "9", "digest": ""}}
    assert differences(run(healthy()), new) == []
