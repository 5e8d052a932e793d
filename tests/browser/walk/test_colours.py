"""What a colour means is the same on every page: red for help, a dark ground for help at once."""

import pytest
from django.urls import reverse

from tests.access.browsers import undone
from tests.access.people import ALICE, NOBODY
from tests.browser.walk import views

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
OF = """(selector) => [...document.querySelectorAll(selector)].map(
  (link) => getComputedStyle(link).backgroundColor)"""
GROUND = "(selector) => getComputedStyle(document.querySelector(selector)).backgroundColor"
STRUCK = """[...document.querySelectorAll(".tag")].filter(
  (tag) => getComputedStyle(tag).textDecorationLine !== "none").map((tag) => tag.innerText)"""
RED, INK = "rgb(179, 38, 30)", "rgb(20, 33, 31)"
PAGES = ("portal:cramp_now", "portal:guide_page", "development:components")


@pytest.fixture
def shown(browsers, window):
    def show(name):
        address = reverse(name, args=["when-to-see-a-doctor"] if name == "portal:guide_page" else [])
        window.show(browsers.of(NOBODY).get(address), address, browsers.of(NOBODY))
        return window.page

    return show


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("number", ["999", "111"])
def test_a_call_for_help_is_one_red(name, number, shown):
    assert set(shown(name).evaluate(OF, f".btn[href='tel:{number}']")) == {RED}


@pytest.mark.parametrize(
    ("name", "now", "today"),
    [
        ("portal:cramp_now", ".call:has([href='tel:999'])", ".call:has([href='tel:111'])"),
        ("portal:guide_page", ".call:has([href='tel:999'])", ".call:has([href='tel:111'])"),
        ("development:components", ".stop--emergency .stop__head", ".stop--same_day .stop__head"),
    ],
)
def test_at_once_stands_on_a_dark_ground_and_today_does_not(name, now, today, shown):
    page = shown(name)
    assert page.evaluate(GROUND, now) == INK != page.evaluate(GROUND, today)


def test_no_status_is_struck_out(shown):
    page = shown("development:components")
    assert "cancelled" in page.locator(".tag").all_inner_texts()
    assert page.evaluate(STRUCK) == []


@pytest.mark.parametrize("name", ["mfa_deactivate_totp", "mfa_remove_webauthn", "bookings:cancel"])
def test_what_takes_something_away_is_red_and_hollow(name, house, browsers, window):
    with undone():
        browser, address = views.ready(name, house, browsers, ALICE)
        window.show(browser.get(address), address, browser)
    button = window.page.locator("main form .btn").first
    look = button.evaluate("(one) => [getComputedStyle(one).color, getComputedStyle(one).borderTopColor]")
    assert look == [RED, RED]
    assert button.evaluate("(one) => getComputedStyle(one).backgroundColor") != RED
