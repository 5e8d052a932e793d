"""What people do besides going on: back, and two tabs."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.test_journey import answer_page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
GO_ON = {"name": "Save and continue"}


@pytest.fixture
def tab(chromium, site):
    """A window in which a page may be refused: the console then says so, and that is right."""
    context = chromium.new_context(**PHONE, locale="en-GB", timezone_id="Europe/London", base_url=site)
    yield context.new_page()
    context.close()


def begin(page):
    """The first page of the questions; its address."""
    page.goto("/assessments/start/")
    page.locator("main form[method=post] button").first.click()
    expect(page.get_by_role("button", **GO_ON)).to_be_visible()
    page.wait_for_load_state()
    return page.url


def test_back_shows_what_was_answered(visit):
    page = visit(PHONE)
    first = begin(page)
    answer_page(page)
    page.get_by_role("button", **GO_ON).click()
    expect(page).not_to_have_url(first)
    page.go_back()
    expect(page).to_have_url(first)
    expect(page.locator("form.question input[value='no']:checked").nth(1)).to_be_attached()
    page.get_by_role("button", **GO_ON).click()
    expect(page).not_to_have_url(first)


def test_the_same_answers_in_a_second_tab_simply_go_on(tab):
    first = begin(tab)
    other = tab.context.new_page()
    other.goto(first)
    answer_page(tab)
    tab.get_by_role("button", **GO_ON).click()
    expect(tab).not_to_have_url(first)
    answer_page(other)
    other.get_by_role("button", **GO_ON).click()
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    expect(other).not_to_have_url(first)
