"""The checks of forced colours see what they are for: a button without an edge, words on their own colour."""

import pytest
from django.urls import reverse

from tests.access.people import NOBODY

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def page(browsers, window):
    address = reverse("account_login")
    window.show(browsers.of(NOBODY).get(address), address, browsers.of(NOBODY))
    window.page.emulate_media(forced_colors="active", reduced_motion="reduce")
    yield window.page
    window.page.emulate_media(forced_colors="none", reduced_motion="reduce")


def test_a_whole_page_has_neither_fault(page):
    assert page.evaluate("[...walk.borderless(), ...walk.unseen()]") == []


@pytest.mark.parametrize(
    ("spoilt", "check"),
    [
        ("document.querySelector('main .btn').style.border = 'none'", "borderless"),
        ("document.querySelector('main input[name=login]').style.border = 'none'", "borderless"),
        (
            "Object.assign(document.querySelector('h1').style,"
            " { forcedColorAdjust: 'none', color: 'rgb(9, 9, 9)', background: 'rgb(9, 9, 9)' })",
            "unseen",
        ),
    ],
)
def test_what_is_taken_away_is_noticed(spoilt, check, page):
    page.evaluate(spoilt)
    assert len(page.evaluate(f"walk.{check}()")) == 1
