"""Words that lie over other words are found, and what only looks so to a machine is not."""

import pytest
from django.http import HttpResponse

from tests.access.people import NOBODY

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
TIGHT = '<h1 style="font:700 2rem/1 sans-serif; width: 6rem">Two words in lines</h1><p>Beside it</p>'
DRAWN = (
    '<svg width="300" height="60"><text x="9" y="30">calf, left</text><text x="{}" y="34">heel</text></svg>'
)
OVER = (
    '<div style="position: relative"><b>One name</b><b style="position: absolute; left: {}">Other</b></div>'
)
CUT = '<div style="height: 1.5rem; overflow: hidden"><p>Seen<br><br>Not seen</p></div><p>Below it</p>'


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (TIGHT, 0),
        (CUT, 0),
        (DRAWN.format(160), 0),
        (DRAWN.format(40), 1),
        (OVER.format("8rem"), 0),
        (OVER.format("1rem"), 1),
    ],
)
def test_letters_that_lie_over_others_are_found(house, browsers, window, body, found):
    window.show(HttpResponse(f"<!doctype html><title>Words</title>{body}"), "/", browsers.of(NOBODY))
    assert len(window.page.evaluate("walk.overlaid()")) == found
