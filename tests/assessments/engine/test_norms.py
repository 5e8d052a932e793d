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
