"""From home to a result with nothing but a keyboard, on a tablet: every stop is seen, and none is a trap."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import TABLET
from tests.browser.keyboard import BARE, MOST, press, tab_to
from tests.browser.test_journey import CHOSEN, LONGEST_WALK, SAID

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
# What the focus is on; that it is drawn around it or around what stands for it; and that nothing covers it.
STOP = f"""() => {{
  const at = document.activeElement;
  const ring = (one) => parseFloat(getComputedStyle(one).outlineWidth) >= 2
    && getComputedStyle(one).outlineStyle !== "none";
  const seen = [at, at.parentElement, ...(at.labels ?? [])].some((one) => one && ring(one));
  const isPage = at === document.body || at === document.documentElement;
  return {{
    key: isPage ? "" : `${{at.tagName}} ${{at.type ?? ""}} ${{at.name || at.href || at.textContent.trim()}}
      ${{at.type === "checkbox" ? at.value : ""}}`.replace(/\\s+/g, " "),
    type: at.type ?? "", name: at.name ?? "", value: at.value ?? "",
    fault: isPage ? "" : !seen ? "without a ring" : !({BARE})() ? "covered" : "",
  }};
}}"""


def step(page, keys="Tab"):
    """Where the next press leads; it is seen there."""
    page.keyboard.press(keys)
    at = page.evaluate(STOP)
    assert not at["fault"], f"{at['key']} is {at['fault']} on {page.url}"
    return at


def out(page, keys):
    """To the end of the page and beyond: no place holds on to the focus."""
    for _ in range(MOST):
        if not step(page, keys)["key"]:
            return
    raise AssertionError(f"a trap on {page.url}: {page.locator(':focus').get_attribute('name')}")


def radio(page, name, wanted):
    """The arrows walk the answers and choose as they go."""
    page.keyboard.press("Space")
    answers = page.locator(f"input[type=radio][name='{name}']")
    for _ in range(answers.count()):
        if page.locator(":focus").get_attribute("value") == wanted:
            return
        step(page, "ArrowDown")
    raise AssertionError(f"{wanted} is not reached by arrows in {name}")


def has(page, name, value):
    return page.locator(f"input[name='{name}'][value='{value}']").count() > 0


def answer(page, at):
    """What the story says; else no, or none of these."""
    name = at["name"]
    if at["type"] == "radio":
        wanted = CHOSEN.get(name, "no")
        if has(page, name, wanted):
            radio(page, name, wanted)
    elif at["type"] == "checkbox" and at["value"] == CHOSEN.get(name, "none"):
        page.keyboard.press("Space")
    elif name in SAID:
        page.keyboard.type(SAID[name])


def answer_page(page):
    """Down the page, answering on the way, and on by its button."""
    left = page.url
    for _ in range(MOST):
        at = step(page)
        if at["type"] == "submit" and "Save and continue" in at["key"]:
            page.keyboard.press("Enter")
            page.wait_for_url(lambda now: now != left)
            return
        answer(page, at)
    raise AssertionError(f"the button is not reached on {left}")


def test_from_home_to_a_result(visit):
    page = visit(TABLET)
    begin(page)
    for _ in range(LONGEST_WALK):
        expect(page.locator("main h1").first).to_be_visible()
        out(page, "Shift+Tab")
        if "/check/" in page.url:
            break
        answer_page(page)
    tab_to(page, page.locator("main form[action*='submit'] button"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("calf cramps")
    out(page, "Tab")


def begin(page):
    page.goto("/")
    press(page, page.locator("main").get_by_role("link", name="Start the questions").first)
    page.wait_for_url("**/start/")
    press(page, page.locator("main form[method=post] button").first)
    page.wait_for_url(lambda now: "/start/" not in now)


@pytest.fixture
def plain(chromium, site):
    """A tablet's window whose console may say that a page was refused."""
    context = chromium.new_context(**TABLET, locale="en-GB", base_url=site)
    yield context.new_page()
    context.close()


def test_what_is_wrong_takes_the_focus_and_leads_to_its_answer(plain):
    begin(plain)
    press(plain, plain.get_by_role("button", name="Save and continue"))
    expect(plain.locator(".error-summary")).to_be_focused()
    press(plain, plain.locator(".error-summary a").first)
    expect(plain.locator("form.question input:not([type=hidden])").first).to_be_focused()
    assert not plain.evaluate(STOP)["fault"]
