"""A thumb that means Yes and lands beside it: how often that is read as No, as the rows are laid out.

Taps spread as in Bi and Zhai's dual Gaussian model (UIST 2016): in millimetres, of a target W wide, H high,
σx² = 0.0075 W² + 1.68 and σy² = 0.0108 H² + 1.33, for somebody who sits and uses a finger. A thumb on the
move, or an unsteady hand, is taken as half as much again.
"""

from math import erf, sqrt

import pytest

from tests.access.browsers import undone
from tests.access.people import ALICE
from tests.browser.walk import states, views

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
MILLIMETRES = 25.4 / 160  # of a CSS pixel on a phone
UNSTEADY = 1.5
MOST = 0.001  # of all that mean Yes
ROWS = """[...document.querySelectorAll(".field .choices")].map((group) =>
  [...group.querySelectorAll(".choice:has(input[type=radio])")].map((row) => {
    const { x, y, width, height } = row.getBoundingClientRect();
    return [row.textContent.trim(), x, y, width, height];
  })).filter((rows) => rows.length > 1 && rows[0][0] === "Yes" && rows[1][0] === "No")"""


def share(centre, low, high, spread):
    """The share of a normal distribution between two places."""
    return sum(sign * erf((at - centre) / spread / sqrt(2)) for sign, at in ((1, high), (-1, low))) / 2


def lands(aim, other):
    """How often a tap at one row's middle lands on another. Both: left, top, width, height (mm)."""
    x, y, width, height = aim
    across = UNSTEADY * sqrt(0.0075 * width**2 + 1.68)
    down = UNSTEADY * sqrt(0.0108 * height**2 + 1.33)
    left, top, wide, high = other
    return share(x + width / 2, left, left + wide, across) * share(y + height / 2, top, top + high, down)


def test_rows_that_touch_would_be_noticed():
    """One above the other without room between: a wide row of 8 mm is missed by one in ten."""
    yes = (0, 0, 50, 8)
    assert lands(yes, yes) > 0.9
    assert lands(yes, (0, 8, 50, 8)) > 10 * MOST


@pytest.mark.parametrize("width", [320, 360, 390, 820])
def test_a_tap_that_means_yes_is_hardly_ever_a_no(house, browsers, window, width):
    alice, found, pages = browsers.of(ALICE), {}, 0
    with undone():
        for address in states.question_pages(house.alice, house.now):
            answer = alice.get(address)
            if not views.is_page(answer) or b'value="no"' not in answer.content:
                continue
            window.show(answer, address, alice)
            window.page.set_viewport_size({"width": width, "height": 800})
            groups = window.page.evaluate(ROWS)
            pages += bool(groups)
            for (_, *yes), (_, *no), *_ in groups:
                yes, no = ([MILLIMETRES * one for one in box] for box in (yes, no))
                found[address.rsplit("/", 2)[-2]] = lands(yes, no)
    print("most", width, max(found.values()), "of", pages, "pages")
    assert pages > 10
    assert {page: share for page, share in found.items() if share > MOST} == {}
