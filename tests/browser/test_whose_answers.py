"""A visitor answers, then signs in on that device: they are asked whose the answers are, at three sizes."""

import pytest
from playwright.sync_api import expect

from hekas.portal.demo import words
from tests.browser.conftest import DESKTOP, PHONE, TABLET, violations
from tests.browser.test_journey import begin, questions

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


def answered(page):
    """Questions answered and handed in by nobody in particular; the address of their result."""
    page.goto("/")
    begin(page)
    questions(page, look=lambda _: [])
    page.locator("main form[action*='submit'] button").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("calf cramps")
    return page.url


def sign_in(page):
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").or_(page.get_by_label("Email")).fill(f"client@{words.DOMAIN}")
    page.get_by_label("Password").fill(words.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Are these answers yours?")


@pytest.mark.parametrize(
    ("size", "says", "status"), [(PHONE, "Yes", 200), (TABLET, "No", 404), (DESKTOP, "No", 404)]
)
def test_whoever_signs_in_says_whose_answers_this_device_holds(visit, size, says, status):
    page = visit(size)
    result = answered(page)
    sign_in(page)
    assert violations(page) == []
    page.get_by_role("button", name=f"{says}, ").click()
    page.wait_for_url("**/me/")
    assert page.request.get(result).status == status
