"""The waiting list at the desk: from the board and back by keyboard, and without scripts on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from bookings.models import Service, WaitlistEntry
from hekas.accounts.models import Client, User
from tests.browser.conftest import DESKTOP, PHONE, violations
from tests.browser.keyboard import press
from tests.browser.test_therapists_room import session_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
LONG = "Maximiliane-Josephine Wolfeschlegelsteinhausen-Featherstonehaugh"


@pytest.fixture
def waiting(site):
    """Three who wait, the first with the longest of names."""
    people = list(Client.objects.order_by("pk")[:3])
    Client.objects.filter(pk=people[0].pk).update(name=LONG)
    service = Service.objects.order_by("order").first()
    return [entry(one, service) for one in people]


def entry(one, service):
    today = timezone.localdate()
    return WaitlistEntry.objects.create(
        client=one, service=service, first_day=today, last_day=today + timedelta(days=14)
    )


def signed_in(page, site):
    page.context.add_cookies(session_of(User.objects.get(email="admin@demo.example"), site))
    page.goto("/clinic/")
    return page


def names(page):
    page.locator("td[data-label=Client]").first.wait_for()
    page.wait_for_load_state()
    return page.locator("td[data-label=Client]").all_inner_texts()


def test_by_keyboard_from_the_board_and_back(visit, site, waiting):
    page = signed_in(visit(DESKTOP), site)
    link = page.locator("a[href='/bookings/waitlist/all/']")
    press(page, link)
    expect(page.get_by_role("heading", level=1, name="Waiting list")).to_be_visible()
    assert names(page) == [one.client.name for one in WaitlistEntry.objects.order_by("pk")]
    press(page, page.get_by_role("link", name="The board"))
    expect(link).to_be_visible()


def test_without_scripts_all_stand_there_in_order_and_on_a_phone_nothing_is_wider(visit, site, waiting):
    page = signed_in(visit(PHONE, java_script_enabled=False), site)
    page.locator("a[href='/bookings/waitlist/all/']").click()
    assert names(page)[0] == LONG
    box = page.locator("table").bounding_box()
    assert box["x"] + box["width"] <= PHONE["viewport"]["width"]
    page.get_by_role("link", name="The board").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_an_empty_list_says_so(visit, site):
    page = signed_in(visit(DESKTOP), site)
    WaitlistEntry.objects.all().delete()
    page.goto("/bookings/waitlist/all/")
    expect(page.get_by_text("Nobody waits")).to_be_visible()
    assert violations(page) == []
