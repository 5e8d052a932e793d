"""Every page without scripts: whatever can be pressed does something."""

import pytest

from tests.access.browsers import undone
from tests.browser.walk import views
from tests.browser.walk.checks import FORCED, SCRIPT

SHOWCASE = "development:components"  # what stands there to be looked at leads nowhere
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def dead(bare):
    def of(answer, address, browser):
        bare.show(answer, address, browser)
        bare.page.evaluate(f"{{ {SCRIPT.read_text()} }}")
        bare.page.evaluate(f"{{ {FORCED.read_text()} }}")
        return [*bare.page.evaluate("walk.dead()"), *bare.complaints]

    return of


@pytest.mark.parametrize("who", views.READERS)
def test_what_is_pressed_without_scripts_does_something(who, house, browsers, dead, seen):
    before, found = seen.count, []
    for name in (name for name in views.NAMES if who in views.readers(name) and name != SHOWCASE):
        with undone():
            browser, address = views.ready(name, house, browsers, who)
            answer = browser.get(address)
            if views.is_page(answer) and seen.is_new(answer):
                found += [f"{name}: {fault}" for fault in dead(answer, address, browser)]
    assert not found, "\n" + "\n".join(found)
    assert seen.count - before > 10


def test_a_button_that_waits_for_a_script_would_be_noticed(house, browsers, dead):
    browser, address = browsers.of(views.NOBODY), views.address_of(SHOWCASE, house)
    found = dead(browser.get(address), address, browser)
    assert [fault for fault in found if "data-opens" in fault]
    assert [fault for fault in found if 'href="#"' in fault]
