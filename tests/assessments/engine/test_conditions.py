import pytest

from assessments.engine.conditions import BadCondition, compiled


def holds(text, **facts):
    return compiled(text).holds({name.replace("__", "."): value for name, value in facts.items()})


def test_what_was_not_answered_passes_no_comparison():
    assert not holds("safety.dark_urine is yes")
    assert not holds("about.age less than 40")
    assert not holds("health.medicines includes statin")
    assert holds("safety.dark_urine is not no")


@pytest.mark.parametrize(
    ("text", "age", "expected"),
    [
        ("about.age at least 40", 40, True),
        ("about.age more than 40", 40, False),
        ("about.age at most 40", 40, True),
        ("about.age less than 40", 40, False),
        ("about.age is 40", 40, True),
        ("about.age more than 39.5", 40, True),
        ("about.age at least -1", 0, True),
    ],
)
def test_limits(text, age, expected):
    assert holds(text, about__age=age) is expected


def test_and_binds_before_or_and_brackets_before_both():
    left = "about.sex is male or about.sex is female and about.age at least 40"
    assert holds(left, about__sex="male", about__age=20)
    assert not holds(
        "(about.sex is male or about.sex is female) and about.age at least 40", about__sex="male"
    )


def test_lists():
    assert holds("health.medicines includes any of statin, diuretic", health__medicines=("diuretic",))
    assert not holds("not health.medicines includes statin", health__medicines=("statin", "other"))
    assert holds("about.work is one of desk, shift", about__work="shift")


def test_true_is_not_the_word_true():
    assert holds("body.insoles is true", body__insoles=True)
    assert not holds("body.insoles is false", body__insoles=True)
    assert not holds("body.insoles is false")


@pytest.mark.parametrize("value", ["not_sure", "rather_not_say", None, (), ("statin", "not_sure")])
def test_what_is_no_answer(value):
    assert not holds("health.medicines is answered", health__medicines=value)


def test_an_empty_list_of_injuries_is_an_answer():
    assert holds("body.past_injuries is answered", body__past_injuries=())


@pytest.mark.parametrize(
    ("injured", "cramping", "expected"),
    [
        ("left", "left", True),
        ("left", "right", False),
        ("both", "left", True),
        ("both", "both", True),
        ("left", "both", False),
        ("both", "varies", False),
        (None, "left", False),
        ("left", None, False),
    ],
)
def test_sides_that_match(injured, cramping, expected):
    facts = {"body.past_injuries": ({"site": "ankle", "side": injured},), "cramps.side": cramping}
    assert compiled("some body.past_injuries (side matches cramps.side)").holds(facts) is expected


def test_all_of_it_must_hold_for_one_and_the_same_injury():
    injuries = ({"site": "knee", "surgery": False}, {"site": "hip", "surgery": True})
    facts = {"body.past_injuries": injuries}
    assert not compiled("some body.past_injuries (site is knee and surgery is true)").holds(facts)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("safety.dark_urin is yes", "'safety.dark_urin' is not a name"),
        ("safety.dark_urine is maybe", "'maybe' is not an answer to safety.dark_urine"),
        ("health.medicines is statin", "say 'includes'"),
        ("about.sex includes male", "say 'is'"),
        ("about.sex more than 5", "not a number"),
        ("about.age more than many", "'many' is not a number"),
        ("about.age", "ends too early|comes 'is'"),
        ("about.age is 5 about.age is 6", "not expected here"),
        ("(about.age is 5", "'\\)' is expected"),
        ("about.age > 5", "can't be read"),
        ("some about.age (site is knee)", "not a list of records"),
        ("", "ends too early"),
    ],
)
def test_a_condition_that_makes_no_sense_says_where(text, said):
    with pytest.raises(BadCondition, match=said):
        compiled(text)


def test_a_condition_knows_the_names_it_looks_at():
    assert compiled("about.age is 5 or not about.sex is male").names == {"about.age", "about.sex"}


def test_the_parts_that_must_all_hold_stand_apart_with_their_names():
    parts = compiled("cramps.side is both and (knee_to_wall.gap at most 2 or about.age at least 18)").parts
    assert [names for names, _ in parts] == [
        {"cramps.side"},
        {"knee_to_wall.gap", "about.age"},
    ]
    assert parts[0][1]({"cramps.side": "both"}) and not parts[0][1]({"cramps.side": "left"})


def test_a_choice_on_top_is_one_part():
    [(names, holds)] = compiled("cramps.side is both or about.age at least 18").parts
    assert names == {"cramps.side", "about.age"} and holds({"about.age": 20})
