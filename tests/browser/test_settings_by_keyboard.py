"""The settings by keyboard alone: a form is opened, refused, mended and saved, and one sees where one is."""

import pytest
from playwright.sync_api import expect

from hekas.accounts.models import Client, User
from tests.browser.conftest import TABLET
from tests.browser.keyboard import press, tab_to
from tests.browser.test_therapists_room import session_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
# Of what has the focus: the yellow of the house's ring, as wide as elsewhere, and the ink beside it.
RING = """() => {
  const { boxShadow, outlineColor, outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  return [outlineStyle, outlineColor, outlineWidth, boxShadow.includes("rgb(20, 33, 31)")];
}"""
RINGED = ["solid", "rgb(255, 210, 63)", "3px", True]
AT = "document.activeElement.outerHTML.slice(0, 200)"
MOST = 150
TO_THE_TOP = """() => {
  const top = document.createElement("i");
  top.tabIndex = -1;
  document.body.prepend(top);
  top.focus();
}"""


@pytest.fixture
def page(visit, site):
    window = visit(TABLET)
    window.context.add_cookies(session_of(User.objects.get(email="admin@demo.example"), site))
    return window


def unringed(page):
    """Every stop from the top of the page to its Save that does not show that the keyboard is there."""
    page.evaluate(TO_THE_TOP)
    found, save = [], page.locator("input[name=_save]")
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate(RING) != RINGED:
            found.append(page.evaluate(AT))
        if save.evaluate("one => one === document.activeElement"):
            return found
    raise AssertionError("Save was not reached by Tab")


@pytest.mark.parametrize("form", ["bookings/service", "accounts/therapist", "privacy/legalhold"])
def test_each_stop_of_a_form_shows_the_houses_ring(page, form):
    """On "Save" there was a hair of the browser's own, on links and fields too."""
    page.goto(f"/admin/{form}/add/")
    assert unringed(page) == []


def test_a_client_is_added_refused_and_mended(page):
    page.goto("/admin/")
    press(page, page.locator("#content-main a.addlink[href='/admin/accounts/client/add/']"))
    press(page, page.locator("input[name=_save]"))
    expect(page.locator(".errornote")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".errornote :focus")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(":is(input, select, textarea):focus")).to_have_count(1)
    tab_to(page, page.locator("input[name=name]"))
    page.keyboard.type("Keyboard Demo")
    tab_to(page, page.locator("input[name=email]"))
    page.keyboard.type("keyboard@demo.example")
    press(page, page.locator("input[name=_save]"))
    expect(page.locator(".messagelist .success")).to_contain_text("Keyboard Demo")
    assert Client.objects.filter(name="Keyboard Demo").exists()
