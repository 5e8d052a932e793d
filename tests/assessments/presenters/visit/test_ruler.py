"""Both pins of the knee-to-wall ruler can be read, also where they stand in one place."""

from decimal import Decimal
from itertools import product
from types import SimpleNamespace

import pytest

from assessments.presenters.visit.measures_drawn import HEAD, ruler_of


def ruler(left, right):
    sides = [
        SimpleNamespace(side=side, measure=SimpleNamespace(value=Decimal(value)), marks=())
        for side, value in (("left", left), ("right", right))
    ]
    return ruler_of(SimpleNamespace(sides=sides, gap=Decimal(0)))


@pytest.mark.parametrize(("left", "right"), list(product((0, 9, 10, 18), repeat=2)))
def test_no_head_lies_on_the_other(left, right):
    one, other = ruler(left, right).pins
    assert abs((one.at + one.lean) - (other.at + other.lean)) >= HEAD
    assert {one.at, other.at} <= {30 * left, 30 * right}


def test_pins_that_are_far_apart_stand_upright():
    assert [pin.lean for pin in ruler(9, 12).pins] == [0, 0]
