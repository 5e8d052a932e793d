"""A result on a desktop: what belongs together stands side by side, in the order in which it is read."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_roles import NEWCOMER, link, newcomer, sign_in, title  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BESIDE = (
    (".result-head", ".result-legs"),
    (".factor", ".result-why > div + div > *"),
    ("#tonight-title", "#when-title"),
)


def opened(page):
    sign_in(page, NEWCOMER)
    link(page, "See the reasons")
    title(page, re.compile("may be adding"))
    return page


def lefts(page, pair):
    return [page.locator(one).first.bounding_box()["x"] for one in pair]


def test_pairs_stand_side_by_side_on_a_desktop_and_below_one_another_on_a_phone(visit, newcomer):  # noqa: F811
    for size, beside in ((DESKTOP, True), (PHONE, False)):
        page = opened(visit(size))
        for pair in BESIDE:
            first, second = lefts(page, pair)
            assert (second > first + 200) == beside, (pair, size)


def test_the_part_that_may_be_adding_is_seen_in_forced_colours(visit, newcomer):  # noqa: F811
    """It took the colour of the page: the picture that says where said nothing."""
    page = opened(visit(PHONE, forced_colors="active"))
    page.locator(".legs__leg").evaluate_all(
        "(all) => all.map((leg) => leg.setAttribute('class', 'may-soleus'))"
    )
    part = page.locator(".result-legs .part--soleus").first
    part.scroll_into_view_if_needed()
    inside = Image.open(BytesIO(page.screenshot(clip=part.bounding_box(), caret="initial"))).convert("L")
    assert sum(inside.histogram()[:200]) > inside.width * inside.height / 3


def test_the_first_screen_of_a_phone_has_the_one_next_step(visit, newcomer):  # noqa: F811
    """It was a line of text among others; the times are one press away, and the third press books."""
    page = opened(visit(PHONE))
    step = page.get_by_role("link", name=re.compile("^See times from "))
    expect(step).to_be_in_viewport(ratio=1)
    step.click()  # one
    expect(page.locator("form.next-times button").first).to_be_in_viewport(ratio=1)
    page.locator("form.next-times button").last.click()  # two
    title(page, "Check and confirm")
    page.get_by_role("button", name="Confirm my visit").click()  # three
    title(page, "You are booked in")


def test_the_first_screen_says_what_is_booked_once_it_is(visit, newcomer):  # noqa: F811
    page = opened(visit(PHONE))
    result = page.url
    expect(page.get_by_text("so you can book")).to_be_visible()
    page.locator("form.next-times button").last.click()
    page.get_by_role("button", name="Confirm my visit").click()
    title(page, "You are booked in")
    page.goto(result)
    expect(page.get_by_role("link", name=re.compile("^Booked: "))).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("link", name=re.compile("^See times from "))).to_have_count(0)
    expect(page.get_by_text("so you can book")).to_have_count(0)
    page.get_by_role("link", name=re.compile("^Booked: ")).click()
    title(page, re.compile("Your visit"))
