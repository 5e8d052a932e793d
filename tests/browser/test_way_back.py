"""After signing out, no button of the browser brings a record back: from no cache, and from no frozen page.

Playwright starts Chromium without the cache of whole pages that "back" uses; people have it: here it is on.
"""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from hekas.accounts.models import Client
from hekas.portal.demo import words
from tests.browser.conftest import CHROMIUM, DESKTOP, FLAGS
from tests.browser.test_therapists_room import session_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
FROZEN = "window.addEventListener('pageshow', one => { window.cameFrozen = one.persisted })"
KEPT = "[...Object.entries(localStorage), ...Object.entries(sessionStorage)].flat().join(' ')"


@pytest.fixture
def browser(chromium):
    without = ["--disable-back-forward-cache"]
    opened = chromium.browser_type.launch(
        executable_path=CHROMIUM, headless=True, args=FLAGS, ignore_default_args=without
    )
    yield opened
    opened.close()


@pytest.fixture
def page(browser, site):
    context = browser.new_context(**DESKTOP, base_url=site)
    context.add_init_script(FROZEN)
    yield context.new_page()
    context.close()


def seen_by(role):
    """A page with a record that this person may open."""
    own = Client.objects.get(email=f"client@{words.DOMAIN}")
    if role == "client":
        return own, reverse("assessments:own_plan")
    return own, reverse("assessments:visit", args=[own.uuid])


def sign_out(page):
    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    expect(page).to_have_url("/accounts/login/?signed-out")


def back(page):
    page.go_back(wait_until="commit")  # a frozen page does not load again
    while page.evaluate("document.readyState") != "complete":
        page.wait_for_timeout(50)


def test_this_browser_freezes_pages(page):
    """The control: without it the tests below would say nothing about frozen pages."""
    page.goto("/guide/")
    page.evaluate("window.mark = 1")
    page.goto("/")
    back(page)
    assert page.evaluate("[window.cameFrozen, window.mark]") == [True, 1]


@pytest.mark.parametrize("where", ["here", "another tab"])
@pytest.mark.parametrize("role", ["client", "therapist"])
def test_back_shows_no_record_after_signing_out(page, site, role, where):
    own, address = seen_by(role)
    page.context.add_cookies(session_of(own.user if role == "client" else own.home_therapist.user, site))
    answer = page.goto(address)
    assert "no-store" in answer.headers["cache-control"]
    word = own.name if role == "therapist" else "Your plan"
    assert (answer.status, word in page.content()) == (200, True)
    page.goto("/guide/")
    sign_out(page if where == "here" else page.context.new_page())
    assert page.evaluate(KEPT) == ""
    came = []
    while page.url != "about:blank":
        back(page)
        came.append(page.url)
        assert word not in page.content()
    assert any("/accounts/login/" in url for url in came)
    page.goto(address)
    assert word not in page.content()
