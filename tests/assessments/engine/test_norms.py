import pytest

from assessments.engine.norms import AgeNorm, Norms
from assessments.rules import load_rules


@pytest.mark.parametrize(
    ("age", "sex", "norm"),
    [
        (17, "male", None),
        (18, "male", 37),
        (29, "female", 31),
        (30, "female", 27),
        (79, "male", 15),
        (89, "female", 14),
        (90, "female", None),
        (45, "prefer_not_to_say", 25),
        (75, None, 15),
        (None, "male", None),
    ],
)
def test_heel_raise_norms_by_age_and_sex(age, sex, norm):
    assert load_rules().norms.of("heel_raise_straight", age, sex) == norm


def test_there_are_no_norms_for_the_other_tests():
    assert load_rules().norms.of("heel_raise_bent", 40, "male") is None


@pytest.mark.parametrize(("age", "norm"), [(17, None), (18, 40)])
def test_a_table_that_reaches_below_18_is_not_read_there(age, norm):
    assert Norms({"raises": (AgeNorm(10, 40, 40, 35),)}, {}).of("raises", age, "male") == norm


RAISES = {20: (37, 31), 30: (33, 27), 40: (28, 25), 50: (24, 22), 60: (19, 19), 70: (15, 17), 80: (10, 14)}
STANCE = {20: 43, 30: 43, 40: 40, 50: 37, 60: 27, 70: 18}


def test_the_norms_of_each_decade_are_those_of_the_evidence():
    norms = load_rules().norms
    for decade, both in RAISES.items():
        for age in (decade, decade + 9):
            found = tuple(norms.of("heel_raise_straight", age, sex) for sex in ("male", "female"))
            assert (age, found) == (age, both)


def test_how_long_one_leg_holds_goes_by_age_and_not_by_sex():
    norms = load_rules().norms
    for decade, seconds in STANCE.items():
        for age in (decade, decade + 9):
            found = {norms.of("single_leg_stance", age, sex) for sex in ("male", "female")}
            assert (age, found) == (age, {seconds})
    outside = [norms.of("single_leg_stance", age, "male") for age in (17, 80)]
    assert outside == [None, None] and norms.of("single_leg_stance", 18, "male") == 43
