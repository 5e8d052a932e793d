"""In the figures no name runs into the bar beside it, at any size."""

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string

from bookings.presenters.figures import Picture, lying
from tests.access.people import JO
from tests.browser.walk.checks import DESKTOP, PHONE, TABLET

pytestmark = pytest.mark.browser
NAMES = ("Preventive massage", "First assessment", "Wolfeschlegelsteinhausenbergerdorff")
SHEETS = "".join(
    f'<link rel="stylesheet" href="/static/{one}.css">' for one in ("build/site", "css/pages/figures")
)
CLEAR = """() => {
  const bars = [...document.querySelectorAll('.bars__bar')].map((bar) => bar.getBoundingClientRect().left);
  return [...document.querySelectorAll('.bars__name')].map((name, at) =>
    bars[at] - name.getBoundingClientRect().right);
}"""


@pytest.mark.parametrize("size", [PHONE, TABLET, DESKTOP])
def test_a_name_ends_before_its_bar(house, browsers, window, size):
    values, words = dict.fromkeys(NAMES, 10), dict.fromkeys(NAMES, "£144")
    picture = Picture("kinds", "By kind", "A sentence.", lying(values, words), [], [], is_lying=True)
    part = render_to_string("bookings/parts/figure.html", {"picture": picture})
    page = f'{SHEETS}<main class="page page--wide staff"><div class="figures">{part}</div></main>'
    window.show(HttpResponse(page), "/", browsers.of(JO))
    window.page.set_viewport_size({"width": size[0], "height": size[1]})
    rooms = window.page.evaluate(CLEAR)
    assert len(rooms) == len(NAMES)
    assert min(rooms) > 0
