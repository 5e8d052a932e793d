"""Every page of the site, for one of each role, in every state, on phone, tablet and desktop.

The list comes from the resolver and from the table of the access tests, so a new page can't be forgotten.
"""

import pytest

from tests.access.browsers import undone
from tests.browser.walk import views
from tests.browser.walk.checks import look

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("name", views.NAMES)
def test_a_page_can_be_used_by_everyone(name, house, browsers, window, seen):
    found = []
    for who in views.readers(name):
        for ask in views.asks(name, house):
            with undone():
                browser, address = views.ready(name, house, browsers, who)
                answer = views.answer(browser, address, ask)
                whole = ask.method == "get"
                if views.is_page(answer) and seen.is_new(answer, whole=whole):
                    window.show(answer, address, browser)
                    faults = look(window, whole=whole)
                    found += [f"{who}, {ask.state} ({answer.status_code}): {fault}" for fault in faults]
    assert not found, "\n" + "\n".join(found)
