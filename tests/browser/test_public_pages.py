"""What the public site and its components do in a real browser: by hand, offline, without scripts.

How they look, at every size and to every reader, is asked of each page by the walk.
"""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
COMPONENTS = reverse("development:components")
CRAMP = reverse("portal:cramp_now")

LOW = """[...document.querySelectorAll('.service')].map((one) => {
  const box = (part) => one.querySelector(`.service__${part}`).getBoundingClientRect();
  return box('text').top >= box('name').bottom && box('price').right <= one.getBoundingClientRect().right + 1;
})"""


def test_what_a_visit_is_for_stands_below_its_name(visit):
    page = visit(DESKTOP)
    page.goto(reverse("portal:home"))
    for width in (390, 834, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        below = page.evaluate(LOW)
        assert below and all(below), width


def test_the_cramp_page_opens_without_a_connection(visit):
    page = visit(PHONE)
    page.goto(CRAMP)
    expect(page.locator("[data-offline]")).to_be_visible()
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have a cramp. Do this now.")
    assert page.evaluate("[...document.images].filter((image) => !image.naturalWidth).length") == 0


def test_the_cramp_page_is_whole_without_scripts(visit):
    page = visit(PHONE, java_script_enabled=False)
    page.goto(CRAMP)
    expect(page.locator("[data-ten-minutes]")).to_be_hidden()
    expect(page.get_by_role("link", name="Call 999", exact=True).first).to_be_visible()


def test_a_fault_takes_the_focus_and_leads_to_its_field(visit):
    page = visit(PHONE)
    page.goto(COMPONENTS)
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.get_by_role("link", name="The date of birth must include a year").click()
    expect(page.locator("#bad_born_0")).to_be_focused()


def test_none_of_these_unticks_the_others_and_the_other_way_round(visit):
    page = visit(PHONE)
    page.goto(COMPONENTS)
    page.locator("#id_medicines_0").check()
    page.locator("#id_medicines_2").check()
    expect(page.locator("#id_medicines_0")).not_to_be_checked()
    page.locator("#id_medicines_1").check()
    expect(page.locator("#id_medicines_2")).not_to_be_checked()


def test_the_dialog_opens_and_closes(visit):
    page = visit(DESKTOP)
    page.goto(COMPONENTS)
    page.get_by_role("button", name="Cancel this visit").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("button", name="Go back").click()
    expect(page.locator("#sure")).to_be_hidden()


def test_what_the_pointer_rests_on_is_fetched_and_nothing_private(visit):
    page, asked = visit(DESKTOP), []
    page.goto(reverse("portal:home"))
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("link", name="Your account").first.hover()
    with page.expect_request(f"**{reverse('portal:prices')}"):
        page.get_by_role("link", name="Prices", exact=True).first.hover()
    assert [url for url in asked if "sign-in" in url] == []


def test_the_files_of_the_next_page_are_there_before_it(visit):
    page = visit(PHONE)
    with page.expect_response("**/css/pages/intake*.css") as ahead:
        page.goto(reverse("portal:home"))
    assert ahead.value.ok
