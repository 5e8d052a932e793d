"""While a card is dragged its ghost says what it would meet; the second of two who drag one is told."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from bookings.actions import desk
from bookings.actions.desk import Order
from bookings.queries.desk import Spot
from hekas.accounts.models import Client, User
from hekas.audit.actors import SYSTEM
from tests.browser.conftest import DESKTOP, violations
from tests.browser.test_board import an_hour, card, day, fresh, open_board  # noqa: F401
from tests.browser.test_therapists_room import session_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture
def desks(chromium, site, day):  # noqa: F811
    """Browsers of the desk on that day; a refusal (409) is what they are here for."""
    opened = []

    def desk_of():
        context = chromium.new_context(**DESKTOP, base_url=site)
        context.add_cookies(session_of(User.objects.get(email="admin@demo.example"), site))
        opened.append(context)
        page = context.new_page()
        page.goto(f"/clinic/?day={timezone.localtime(day.starts_at).date()}")
        return page

    yield desk_of
    for context in opened:
        context.close()


@pytest.fixture
def neighbour(day):  # noqa: F811
    """Somebody else at 11.30am, with the same therapist."""
    other = Client.objects.exclude(pk=day.client_id).filter(clearances__gate="open").first()
    other.clearances.update(expires_at=timezone.now() + timedelta(days=90))
    spot = Spot(day.therapist, day.starts_at + timedelta(minutes=90), 45)
    return desk.book(order=Order(other, day.service, spot, uuid4()), by=SYSTEM, now=timezone.now())


def take(page, item, grip=False):
    """Press on its middle, or on its lower edge; answers where the hand is."""
    box = item.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + (box["height"] - 3 if grip else box["height"] / 2)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 10)
    return x, y


def test_over_time_off_work_and_over_somebody_the_ghost_says_so(open_board, day, neighbour):  # noqa: F811
    page = open_board(DESKTOP)
    x, y = take(page, card(page, day))
    ghost, hour = page.locator(".ghost"), an_hour(page)
    page.mouse.move(x, y + 1.25 * hour, steps=4)
    expect(ghost).to_contain_text("Over another visit: 11:15am")
    page.mouse.move(x, y - 2.5 * hour, steps=4)
    expect(ghost).to_contain_text("Outside working hours: ")
    page.mouse.move(x, y + 15, steps=4)
    expect(ghost).not_to_contain_text("Over")
    expect(ghost).not_to_contain_text("Outside")
    page.keyboard.press("Escape")
    expect(page.locator("[data-moving]")).to_have_count(0)
    page.mouse.up()


def test_made_longer_over_a_neighbour_the_ghost_and_the_page_say_so(desks, day, neighbour):  # noqa: F811
    page = desks()
    x, y = take(page, card(page, day), grip=True)
    page.mouse.move(x, y + an_hour(page), steps=4)
    expect(page.locator(".ghost")).to_contain_text("Over another visit")
    page.mouse.up()
    page.get_by_role("button", name="Move and tell the client").click()
    expect(page.get_by_role("alert")).to_contain_text("has another visit then")
    assert fresh(day).minutes == day.minutes


def test_of_two_who_drag_one_card_the_second_reads_how_it_stands(desks, day):  # noqa: F811
    one, two = desks(), desks()
    for page, hours in ((one, 1), (two, 2)):
        x, y = take(page, card(page, day))
        page.mouse.move(x, y + hours * an_hour(page), steps=4)
        page.mouse.up()
        expect(page.get_by_label("Starts at")).to_have_value(f"{10 + hours}:00")
    one.get_by_role("button", name="Move and tell the client").click()
    expect(card(one, day)).to_contain_text("11:00am")
    two.get_by_role("button", name="Move and tell the client").click()
    expect(two.get_by_role("alert")).to_contain_text("Somebody changed this visit a moment ago")
    expect(two.get_by_label("Starts at")).to_have_value("11:00")
    two.get_by_role("button", name="Close").click()
    expect(card(two, day)).to_contain_text("11:00am")
    assert fresh(day).version == 2


def test_time_off_work_is_drawn_and_named_and_not_by_colour_alone(open_board, day):  # noqa: F811
    page = open_board(DESKTOP)
    shut = page.locator(".lane__closed:not(.lane__closed--blocked)").first
    assert "gradient" in shut.evaluate("one => getComputedStyle(one).backgroundImage")
    assert shut.inner_text().strip()
    assert violations(page) == []
