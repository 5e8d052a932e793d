"""A race's day that is half typed was sent as no race: the page waits for the rest, also without scripts."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.access.browsers import undone
from tests.access.people import ALICE
from tests.browser.walk import states

pytestmark = pytest.mark.browser
NOW = datetime(2026, 11, 24, 10, 20, tzinfo=UTC)


@pytest.fixture
def show(house, browsers):
    """Opens the question of the next race in a window, not answered yet, and gathers what is sent."""
    with undone():
        states.question_pages(house.alice, NOW)
        intake = house.alice.draft_intake
        intake.answers["training"].pop("next_event_on", None)
        intake.save()
        address = reverse("assessments:question", args=[intake.uuid, "next-event"])
        browser = browsers.of(ALICE)

        def opened(window):
            sent = []
            window.show(browser.get(address), address, browser)
            window.page.on("request", lambda one: sent.append(one) if is_an_answer(one) else None)
            return window.page, sent

        yield opened


def is_an_answer(request):
    return request.method == "POST" and request.is_navigation_request()


def half_typed(page):
    day = page.get_by_label("The date")
    day.focus()
    page.keyboard.type("0612")
    assert day.input_value() == ""
    page.get_by_role("button", name="Save and continue").click()
    return day


def test_it_is_told_to_finish_the_day_and_then_goes_on(show, window):
    page, sent = show(window)
    day = half_typed(page)
    expect(page.get_by_text("Finish the day, with its year")).to_be_visible()
    expect(day).to_be_focused()
    assert sent == []
    day.fill("2027-12-06")
    expect(page.get_by_text("Finish the day, with its year")).to_have_count(0)
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_load_state("load")
    assert len(sent) == 1


def test_without_scripts_the_browser_itself_holds_it_back(show, bare):
    page, sent = show(bare)
    day = half_typed(page)
    assert sent == []
    day.fill("2027-12-06")
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_load_state("load")
    assert len(sent) == 1
