"""A first visit on a slow line: the font comes long after the words, and nothing on a public page moves."""

import pytest
from django.core.management import call_command
from django.test import Client as Browser
from django.urls import reverse

from tests.browser.test_pictures import WATCH, moved
from tests.browser.walk.checks import DESKTOP, PHONE, TABLET
from tests.browser.walk.window import Window
from tests.web.test_weight import ADDRESSES

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
LATE = 0.5  # seconds
WIDER = "document.body.insertAdjacentHTML('afterbegin', '<p>It moves.</p>')"


@pytest.fixture
def window(chromium):
    call_command("build_assets", verbosity=0)
    context = chromium.new_context(locale="en-GB", service_workers="block")
    context.add_init_script(WATCH)
    yield Window(context, late=LATE)
    context.close()


@pytest.mark.parametrize("size", [PHONE, TABLET, DESKTOP])
def test_nothing_moves_when_the_font_comes_late(window, size):
    call_command("demo", "--clients=1", "--bookings=0", verbosity=0)
    window.page.set_viewport_size({"width": size[0], "height": size[1]})
    browser, found = Browser(), {}
    for address in ADDRESSES:
        window.show(browser.get(address), address, browser)
        window.page.evaluate("document.fonts.ready.then(() => 1)")
        assert window.page.evaluate("document.fonts.check('1em Figtree')"), "the font never came"
        found[address] = moved(window.page)
    assert {address: share for address, share in found.items() if share > 0} == {}


def test_what_moves_would_be_noticed(window):
    browser, home = Browser(), reverse("portal:home")
    window.show(browser.get(home), home, browser)
    window.page.evaluate(WIDER)
    assert moved(window.page) > 0
