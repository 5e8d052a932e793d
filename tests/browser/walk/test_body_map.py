"""The map of the legs and its list are equals: a press on a region ticks its row, a row marks its region."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from tests.access.browsers import undone
from tests.access.people import ALICE
from tests.browser.walk import states
from tests.browser.walk.checks import PHONE

pytestmark = pytest.mark.browser
NOW = datetime(2026, 11, 24, 10, 20, tzinfo=UTC)
LEG = ("behind_knee", "calf_inner", "calf_outer", "lower_calf", "heel_cord", "shin", "outer_side")
LIT = "(box) => document.querySelectorAll(`.reg.on[data-for='${box}']`).length"


@pytest.fixture
def page(house, browsers, window):
    """The question where it cramps, with nothing ticked."""
    with undone():
        states.question_pages(house.alice, NOW)
        intake = house.alice.draft_intake
        intake.answers = {**intake.answers, "cramps": {}}
        intake.save()
        address = reverse("assessments:question", args=[intake.uuid, "where"])
        browser = browsers.of(ALICE)
        window.show(browser.get(address), address, browser)
        window.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        yield window.page
        assert window.complaints == []


def boxes(page):
    names = '[name="cramps-places"], [name="noted-places"]'
    return page.locator(names).evaluate_all("(all) => all.map((box) => [box.id, box.value])")


def test_there_are_seven_regions_a_leg_and_the_foot_from_both_sides(page):
    assert page.locator('.reg[data-side="left"]').count() == len(LEG) + 2
    assert page.locator('.reg[data-side="right"]').count() == len(LEG) + 2


def test_a_press_ticks_the_row_and_the_leg_and_a_second_takes_it_back(page):
    for box, _ in [one for one in boxes(page) if one[1] != "whole_calf"]:
        region = page.locator(f'.reg[data-for="{box}"][data-side="left"]').first
        region.dispatch_event("click")
        assert page.locator(f"#{box}").is_checked()
        assert page.locator('[name="cramps-side"][value="left"]').is_checked()
        region.dispatch_event("click")
        assert not page.locator(f"#{box}").is_checked()


def tap(page, side):
    page.locator(f'.reg[data-side="{side}"]').nth(1).dispatch_event("click")


def said(page):
    return page.locator("form.question :checked").evaluate_all("(all) => all.map((box) => box.value)")


def test_the_leg_goes_with_the_last_place_and_of_both_legs_the_other_stays(page):
    tap(page, "left")
    tap(page, "right")
    assert said(page) == ["upper_calf", "both"]
    tap(page, "left")
    assert said(page) == ["upper_calf", "right"]
    assert page.locator('.reg.on[data-side="left"]').count() == 0
    tap(page, "right")
    assert said(page) == []


def test_a_cramp_that_changes_its_leg_goes_on_changing_it(page):
    page.locator('[name="cramps-side"][value="varies"]').check()
    tap(page, "left")
    tap(page, "left")
    assert said(page) == ["varies"]


def test_a_row_ticked_with_the_space_bar_marks_its_region_on_both_legs(page):
    for box, value in boxes(page):
        page.locator(f"#{box}").focus()
        page.keyboard.press("Space")
        marked = page.locator(".reg.on").count() if value == "whole_calf" else page.evaluate(LIT, box)
        assert marked >= 2, value
        page.keyboard.press("Space")
        assert page.locator(".reg.on").count() == 0


def test_a_finger_finds_every_region(page):
    """A press in the middle of each region, as a finger makes it."""
    for region in page.locator(".reg").all():
        region.scroll_into_view_if_needed()
        shape = region.locator(".reg__shape").bounding_box()
        page.mouse.click(shape["x"] + shape["width"] / 2, shape["y"] + shape["height"] / 2)
        assert page.locator(f"#{region.get_attribute('data-for')}").is_checked()
        page.mouse.click(shape["x"] + shape["width"] / 2, shape["y"] + shape["height"] / 2)
