"""The settings on the smallest screen with twice the text: what is chosen from fits the screen."""

import pytest

from hekas.accounts.models import User
from tests.browser.test_therapists_room import session_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


def test_a_list_to_choose_from_is_no_wider_than_the_screen(visit, site):
    page = visit({"viewport": {"width": 320, "height": 640}})
    page.context.add_cookies(session_of(User.objects.get(email="admin@demo.example"), site))
    page.goto("/admin/bookings/workinghours/add/")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    chosen = page.locator("#id_therapist")
    assert chosen.evaluate("one => one.getBoundingClientRect().right <= innerWidth")
