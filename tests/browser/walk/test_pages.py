"""Every page of the site, for one of each role, in every state, on phone, tablet and desktop.

The list comes from the resolver and from the table of the access tests, so a new page can't be forgotten.
"""

import re

import pytest

from tests.access.browsers import undone
from tests.browser.walk import views
from tests.browser.walk.checks import look

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
NEVER_THE_SAME = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|<code[^>]*reference[^<]+')


class Seen(set):
    """The same page is looked at once, whoever opened it."""

    def is_new(self, answer):
        body = NEVER_THE_SAME.sub(b"", answer.content)
        new = body not in self
        self.add(body)
        return new


@pytest.mark.parametrize("name", views.NAMES)
def test_a_page_can_be_used_by_everyone(name, house, browsers, window):
    seen, found = Seen(), []
    for who in views.readers(name):
        for ask in views.asks(name, house):
            with undone():
                browser, address = views.ready(name, house, browsers, who)
                answer = views.answer(browser, address, ask)
                if views.is_page(answer) and seen.is_new(answer):
                    window.show(answer, address, browser)
                    faults = look(window, whole=ask.method == "get")
                    found += [f"{who}, {ask.state} ({answer.status_code}): {fault}" for fault in faults]
    assert not found, "\n" + "\n".join(found)
