"""With twice the text on the smallest phone words stay whole: "Call 999" is no column of letters."""

import pytest
from django.urls import reverse

from tests.access.people import NOBODY
from tests.browser.walk.checks import SMALLEST, enlarged

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
NARROWEST = """[...document.querySelectorAll('button, .btn, .word, .tabs a')]
  .filter((one) => one.getClientRects().length && one.getBoundingClientRect().width < 43)
  .map((one) => one.textContent.trim())"""


def test_no_component_parts_a_word_or_squeezes_a_button(house, browsers, window):
    browser, address = browsers.of(NOBODY), reverse("development:components")
    window.show(browser.get(address), address, browser)
    assert enlarged(window.page) == []
    assert window.page.viewport_size["width"] == SMALLEST[0]
    assert window.page.evaluate("walk.parted()") == []
    assert window.page.evaluate(NARROWEST) == []


@pytest.mark.parametrize("name", ["portal:find_us", "portal:accessibility", "portal:prices"])
def test_a_number_or_a_price_in_a_sentence_goes_to_the_next_line_whole(house, browsers, window, name):
    browser, address = browsers.of(NOBODY), reverse(name)
    window.show(browser.get(address), address, browser)
    assert enlarged(window.page) == []
    assert window.page.evaluate("walk.parted()") == []
