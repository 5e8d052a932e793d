"""A tab that stays open after signing out in another one: its buttons do nothing, and say so."""

import pytest
from django.test import Client as Browser

from hekas.accounts.models import User

pytestmark = pytest.mark.django_db
SIGN_IN, BLOCK, DAY = "/accounts/login/", "/bookings/desk/block/", "/clinic/2026-11-24/"
SAID = "You are signed out, perhaps in another tab. What you pressed just now was not kept."


@pytest.fixture
def browser():
    browser = Browser()
    browser.force_login(User.objects.create_user("jo@demo.example", "x", role="admin"))
    browser.logout()
    return browser


def test_a_button_leads_to_signing_in_and_back_to_the_page_that_it_stood_on(browser):
    answer = browser.post(BLOCK, {}, headers={"referer": f"http://testserver{DAY}?view=week"})
    assert answer.url == f"{SIGN_IN}?next={DAY}%3Fview%3Dweek"
    assert SAID in browser.get(answer.url).content.decode()


@pytest.mark.parametrize(
    "referer",
    [
        "",
        "https://elsewhere.example/bait/",
        "nonsense",
        "http://[",
        "null",
        "http://testserver//elsewhere.example/",
    ],
)
def test_no_other_site_says_where_one_comes_back_to(browser, referer):
    answer = browser.post(BLOCK, {}, headers={"referer": referer})
    assert answer.url == f"{SIGN_IN}?next={BLOCK}"


def test_whoever_only_opens_a_page_was_keeping_nothing(browser):
    answer = browser.get("/clinic/")
    page = browser.get(answer.url).content.decode()
    assert SAID not in page
    assert "The page that you asked for opens once you have signed in." in page


def test_whoever_comes_to_sign_in_by_themselves_asked_for_no_page(browser):
    assert "The page that you asked for" not in browser.get(SIGN_IN).content.decode()
