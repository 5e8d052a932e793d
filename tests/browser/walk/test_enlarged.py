"""With twice the text on the smallest phone words stay whole: "Call 999" is no column of letters."""

import pytest
from django.urls import reverse

from tests.access.people import NOBODY
from tests.browser.walk.checks import SMALLEST, enlarged

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
A_NUMBER = "a number parts"
NARROWEST = """[...document.querySelectorAll('button, .btn, .word, .tabs a')]
  .filter((one) => one.getClientRects().length && one.getBoundingClientRect().width < 43)
  .map((one) => one.textContent.trim())"""

WHOLE = """[...document.querySelectorAll('.site-footer a[href^="tel:"]')]
  .map((one) => one.getClientRects().length)"""


def test_no_component_parts_a_word_or_squeezes_a_button(house, browsers, window):
    browser, address = browsers.of(NOBODY), reverse("development:components")
    window.show(browser.get(address), address, browser)
    assert enlarged(window.page) == []
    assert window.page.viewport_size["width"] == SMALLEST[0]
    parted = [fault for fault in window.page.evaluate("walk.parted()") if not fault.startswith(A_NUMBER)]
    assert parted == []  # a telephone number is longer than a line then
    assert window.page.evaluate(NARROWEST) == []
    assert window.page.evaluate(WHOLE) == [1, 1, 1]  # the foot of a page has room for one
