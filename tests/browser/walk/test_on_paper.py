"""What is folded on the screen is open on paper, with the newest selectors and without."""

import pytest
from django.urls import reverse

from assessments.models import Result
from tests.access.browsers import signed_in, undone
from tests.access.people import ALICE, AMIRA
from tests.browser.walk import states

pytestmark = pytest.mark.browser
OPEN, SHUT = "details[data-prints][open]", "details[data-prints]:not([open])"
SEEN = "[...document.querySelectorAll('.result-card__body')].every((one) => one.checkVisibility())"
TOLD = "(name) => window.dispatchEvent(new Event(name))"


@pytest.fixture
def page(house, window):
    """A result with things to read below it."""
    with undone():
        client = states.answered(0, house, house.now)
        address = reverse("assessments:result", args=[Result.objects.get(intake__client=client).uuid])
        browser = signed_in(client.user)
        window.show(browser.get(address), address, browser)
        yield window.page
        window.page.emulate_media(media="screen")


def test_a_style_sheet_opens_it(page):
    assert page.locator(SHUT).count() > 3
    page.emulate_media(media="print")
    assert page.evaluate(SEEN)
    page.emulate_media(media="screen")
    assert not page.evaluate(SEEN)


def test_a_script_opens_it_and_closes_it_again(page):
    folded = page.locator(SHUT).count()
    page.evaluate(TOLD, "beforeprint")
    assert (page.locator(OPEN).count(), page.locator(SHUT).count()) == (folded, 0)
    page.evaluate(TOLD, "afterprint")
    assert page.locator(SHUT).count() == folded


def test_a_fold_that_stays_shut_is_not_on_paper(page):
    fold = page.locator("details.fold:not([data-prints])").first
    assert fold.is_visible()
    page.emulate_media(media="print")
    assert not fold.is_visible()


PRESSED = "main :is(button, a.btn, .back, .own-nav a, .own-score, .chart__table:not([open]) summary)"


@pytest.mark.parametrize("name", ["own_plan", "own_progress", "diary"])
def test_paper_has_nothing_to_press(name, house, browsers, window):
    address = reverse(f"assessments:{name}")
    window.show(browsers.of(ALICE).get(address), address, browsers.of(ALICE))
    assert any(one.is_visible() for one in window.page.locator(PRESSED).all())
    window.page.emulate_media(media="print")
    seen = [one.inner_text() for one in window.page.locator(PRESSED).all() if one.is_visible()]
    window.page.emulate_media(media="screen")
    assert seen == []


def test_paper_has_no_heading_of_what_only_a_screen_has(house, browsers, window):
    """ "How well does it go today?" stood above nothing."""
    address = reverse("assessments:own_plan")
    window.show(browsers.of(ALICE).get(address), address, browsers.of(ALICE))
    asked = window.page.locator("#activities-title")
    assert asked.is_visible()
    window.page.emulate_media(media="print")
    seen = asked.is_visible()
    window.page.emulate_media(media="screen")
    assert not seen


def test_a_letter_on_paper_has_no_form_of_how_it_was_sent(house, browsers, window):
    """Four empty fields without a button stood below it."""
    address = reverse("assessments:letter", args=[house.alice.gp_letter.uuid])
    window.show(browsers.of(AMIRA).get(address), address, browsers.of(AMIRA))
    fields = window.page.locator("main form")
    assert fields.first.is_visible()
    window.page.emulate_media(media="print")
    seen = [one for one in fields.all() if one.is_visible()]
    window.page.emulate_media(media="screen")
    assert seen == []
