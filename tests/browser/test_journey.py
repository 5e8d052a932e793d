"""From the first question to a confirmation, on a phone, with a finger, without one axe violation."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
SAID = {"about-age": "38", "training-calf_strength_per_week": "0"}
CHOSEN = {
    "about-sex": "female",
    "about-pregnancy": "no",
    "cramps-side": "both",
    "cramps-settings": "late_in_exercise",
}
LONGEST_WALK = 80
# A question that could be answered with "No" or "None" and is not: the page would be sent only to be refused.
NOTHING = "[type=radio][value=no], [type=checkbox][value=none]"
OPEN = f"form.question fieldset:visible:has({NOTHING}):not(:has(:checked))"


def tick(page, selector):
    """Tap every box that fits and that a person can see."""
    for box in page.locator(f"form.question input{selector}").all():
        if box.is_visible():
            box.check(force=True)


def answer_page(page):
    """Tap "No" or "None" everywhere, or what the story says; type its numbers. The button comes last."""
    expect(page.get_by_role("button", name="Save and continue")).to_be_visible()
    for name, text in SAID.items():
        for box in page.locator(f"input[name='{name}']").all():
            box.fill(text)
    tick(page, "[type=radio][value='no']")
    tick(page, "[type=checkbox][value='none']")
    for name, value in CHOSEN.items():
        tick(page, f"[name='{name}'][value='{value}']")
    expect(page.locator(OPEN)).to_have_count(0)


def save(page):
    """On to the next page, until it is all there: half a page has no box to tick, so it was sent empty."""
    left = page.url
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url(lambda now: now != left)


def begin(page):
    """From a public page to the first questions, by way of the page that says what they are."""
    page.get_by_role("link", name="Start the questions").first.click()
    page.locator("main form[method=post] button").first.click()
    expect(page.get_by_role("button", name="Save and continue")).to_be_visible()
    page.wait_for_load_state()


def questions(page, look=violations):
    """Answer page after page until the check; axe looks at every one of them."""
    found = []
    for _ in range(LONGEST_WALK):
        found += look(page)
        if "/check/" in page.url:
            return found
        answer_page(page)
        save(page)
    raise AssertionError(f"no end in sight at {page.url}")


def unseen(page):
    """Where scripts are off, axe can't look either."""
    return []


def test_from_the_home_page_to_a_confirmation(visit):
    assert journey(visit(PHONE)) == []


def test_the_same_without_scripts(visit):
    assert journey(visit(PHONE, java_script_enabled=False), look=unseen) == []


def journey(page, look=violations):
    """From the home page to a booked visit; what axe found on the way."""
    page.goto("/")
    found = look(page)
    begin(page)
    found += questions(page, look)
    page.locator("main form[action*='submit'] button").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("calf cramps")
    found += look(page)
    page.locator("main a[href*='/bookings/']").first.click()
    page.wait_for_url("**/bookings/**")
    found += look(page)
    if not page.locator("form[action*='hold']").count():
        page.locator("main a[href*='search']").first.click()
        page.wait_for_url("**search**")
        found += look(page)
    page.locator("form[action*='hold'] button").first.click()
    expect(page.locator("form[action*='confirm'] button").last).to_be_visible()
    found += look(page)
    page.get_by_label("Name", exact=False).first.fill("Walker Demo")
    page.locator("input[name=email]").fill("walker@demo.example")
    page.locator("input[name=phone]").fill("07700 900123")
    page.locator("form[action*='confirm'] button").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("booked")
    found += look(page)
    return found
