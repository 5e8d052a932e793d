"""The settings on the smallest screen with twice the text: what is chosen and pressed fits the screen."""

import pytest

from hekas.accounts.models import User
from tests.browser.test_therapists_room import session_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


FORMS = [
    "bookings/workinghours",
    "bookings/changedhours",
    "bookings/timeoff",
    "bookings/clinicclosure",
    "bookings/service",
    "bookings/location",
    "accounts/client",
    "accounts/therapist",
    "privacy/legalhold",
]


@pytest.fixture
def page(visit, site):
    window = visit({"viewport": {"width": 320, "height": 640}})
    window.context.add_cookies(session_of(User.objects.get(email="admin@demo.example"), site))
    return window


def test_no_form_is_wider_than_the_screen_empty_or_refused(page):
    """Of "Save and continue editing" the last words stood beyond it."""
    widths = {}
    for form in FORMS:
        page.goto(f"/admin/{form}/add/")
        widths[form, "empty"] = enlarged(page)
        page.locator("input[name=_save]").click()
        page.locator(".errornote").wait_for()  # the answer is there, and not the form as it was
        page.wait_for_load_state()
        widths[form, "refused"] = enlarged(page)
    assert {state: width for state, width in widths.items() if width > 320} == {}


def enlarged(page):
    """How wide the page is with twice the text, in CSS pixels."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    return page.evaluate("document.documentElement.scrollWidth")


@pytest.mark.parametrize("width", [390, 820, 1280])
def test_on_the_index_add_is_as_large_as_view_and_grows_with_the_text(page, width):
    """Below 1024 px "Add" had thirteen pixels, however large the text."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/admin/")
    links = page.locator("#content-main td > :is(.addlink, .viewlink)")
    size = "all => [...new Set(all.map(one => getComputedStyle(one).fontSize))]"
    assert links.evaluate_all(size) == ["15px"]
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert links.evaluate_all(size) == ["30px"]


def test_a_list_to_choose_from_is_no_wider_than_the_screen(page):
    page.goto("/admin/bookings/workinghours/add/")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    chosen = page.locator("#id_therapist")
    assert chosen.evaluate("one => one.getBoundingClientRect().right <= innerWidth")
