"""A time that is half typed is no empty time: the form of the desk waits and says so."""

import pytest
from playwright.sync_api import expect

from bookings.models import TimeOff
from hekas.accounts.models import User
from tests.browser.conftest import DESKTOP, violations
from tests.browser.test_therapists_room import session_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture
def block(visit, site):
    page = visit(DESKTOP)
    page.context.add_cookies(session_of(User.objects.get(email="admin@demo.example"), site))
    page.goto("/bookings/desk/block/")
    return page


def test_it_is_told_which_to_finish_and_nothing_is_cleared(block):
    before = TimeOff.objects.count()
    since = block.get_by_label("From", exact=True)
    since.fill("")
    since.focus()
    block.keyboard.type("14")
    assert since.input_value() == ""
    since.evaluate("one => one.form.requestSubmit()")
    said = block.locator("#id_since_half")
    expect(said).to_have_text("Finish the time, like 14:30")
    expect(since).to_be_focused()
    expect(since).to_have_attribute("aria-invalid", "true")
    assert violations(block) == []
    block.keyboard.type("30")
    expect(said).to_have_count(0)
    expect(since).to_have_value("14:30")
    assert TimeOff.objects.count() == before
