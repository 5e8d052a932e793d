"""Whoever walks through the questions answers a whole page: half of one was sent as empty, and refused."""

import pytest
from playwright.sync_api import expect

from tests.browser import test_journey
from tests.browser.test_journey import OPEN, answer_page

pytestmark = pytest.mark.browser
QUESTION = """<fieldset><legend>Any of these?</legend>
  <label><input type="checkbox" name="safety-risks" value="leg_in_cast">A cast</label>
  <label><input type="checkbox" name="safety-risks" value="none">None</label></fieldset>"""
BUTTON = "<button>Save and continue</button>"
LATER = """([question, button]) => {
  const form = document.querySelector("form");
  const comes = (part) => form.insertAdjacentHTML("beforeend", part);
  if (form.children.length) return;
  setTimeout(() => comes(question), 100);
  setTimeout(() => comes(button), 200);
}"""


@pytest.fixture
def page(chromium):
    page = chromium.new_page()
    page.set_content('<form class="question"></form>')
    yield page
    page.close()


def test_what_comes_late_is_answered_too(page, monkeypatch):
    """The rest of the page is on its way once somebody waits for it, and never before."""

    def waiting(sought):
        page.evaluate(LATER, [QUESTION, BUTTON])
        return expect(sought)

    monkeypatch.setattr(test_journey, "expect", waiting)
    answer_page(page)
    expect(page.get_by_label("None")).to_be_checked()


def test_a_question_left_open_is_seen_before_the_page_is_sent(page):
    page.set_content(f'<form class="question">{QUESTION}{BUTTON}</form>')
    expect(page.locator(OPEN)).to_have_count(1)
    answer_page(page)
    expect(page.locator(OPEN)).to_have_count(0)
