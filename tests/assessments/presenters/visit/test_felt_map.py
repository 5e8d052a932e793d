"""The pins of the map: each number of the list on its place, left and right as one sees them."""

import pytest

from assessments.labels_care import PARTS_OF_BODY
from assessments.models import Finding
from assessments.presenters.visit.felt_map import FRAMES, MIDDLES, Pin, pins_of


def felt(region, side, severity=2):
    return Finding(region=region, side=side, kind="trigger_point", severity=severity)


def test_from_behind_the_left_leg_is_on_the_left_and_from_the_front_on_the_right():
    pins = pins_of([felt("soleus", "left"), felt("soleus", "right"), felt("tibialis_anterior", "left")])
    assert [(p.number, p.x < 160) for p in pins.legs_back] == [(1, True), (2, False)]
    assert [(p.number, p.x > 160) for p in pins.legs_front] == [(3, True)]


def test_a_finding_on_both_sides_has_its_number_twice_in_the_mirror():
    left, right = pins_of([felt("lumbar", "both")]).trunk_back
    assert left.number == right.number == 1
    assert (160 - left.x, left.y) == (right.x - 160, right.y)


def test_two_findings_of_one_place_stand_side_by_side():
    first, second = pins_of([felt("soleus", "left"), felt("soleus", "left")]).legs_back
    assert (second.number, second.x - first.x, second.y) == (2, 20, first.y)


def test_what_is_deep_or_no_longer_felt_keeps_its_number_and_has_no_pin():
    pins = pins_of(
        [felt("tibialis_posterior", "left"), felt("soleus", "left", severity=0), felt("soleus", "left")]
    )
    assert pins.legs_back == [Pin(3, 86, 240)]
    assert not pins.has_trunk


@pytest.mark.parametrize("region", sorted(MIDDLES))
def test_each_place_that_is_drawn_is_a_place_and_lies_in_its_picture(region):
    assert region in PARTS_OF_BODY
    view, (pins,) = MIDDLES[region][0], [pins_of([felt(region, "both")])]
    tall = 424 if view.startswith("legs") else 250
    assert view in FRAMES
    assert [0 < p.x < 320 and 0 < p.y < tall for p in getattr(pins, view)] == [True, True]
