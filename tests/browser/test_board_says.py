"""While a card is dragged its ghost says what it would meet; the second of two who drag one is told."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from bookings.actions import desk
from bookings.actions.desk import Order
from bookings.models import WorkingHours
from bookings.queries.desk import Spot
from bookings.scheduling.intervals import Interval
from hekas.accounts.models import Client, User
from hekas.audit.actors import SYSTEM
from tests.browser.conftest import DESKTOP, PHONE, TABLET, violations
from tests.browser.test_board import an_hour, card, day, fresh, open_board, touch  # noqa: F401
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


@pytest.fixture
def elsewhere(day):  # noqa: F811
    """The same therapist on the next day that they work in that week, or the one before."""
    step = 1 if timezone.localtime(day.starts_at).weekday() < 4 else -1
    return day.starts_at + timedelta(days=step)


def dragged_to(page, day, on):  # noqa: F811
    """The cell of that day, with the card over it and not let go."""
    item, there = card(page, day), timezone.localtime(on).date()
    cell = page.locator(f"[data-cell='{day.therapist.uuid}'][data-day='{there}']")
    item.scroll_into_view_if_needed()
    x, y = take(page, item)
    goal = cell.bounding_box()
    page.mouse.move(goal["x"] + goal["width"] / 2, goal["y"] + 20, steps=5)
    return cell


def let_go(page):
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator("[data-against], [data-moving], [data-over]")).to_have_count(0)


def test_in_the_week_a_day_says_what_the_card_would_meet(open_board, day, elsewhere):  # noqa: F811
    WorkingHours.objects.filter(therapist=day.therapist).update(opens=time(9), closes=time(20))
    page = open_board(DESKTOP, "week")
    cell = dragged_to(page, day, elsewhere)
    expect(cell).to_have_attribute("data-over", "")
    before = cell.get_attribute("data-against")
    let_go(page)
    span = Interval(elsewhere - timedelta(hours=1), elsewhere + timedelta(hours=1))
    desk.block(therapist=day.therapist, span=span, reason="Training", by=SYSTEM, now=timezone.now())
    page.reload()
    expect(dragged_to(page, day, elsewhere)).to_have_attribute("data-against", "Blocked time")
    let_go(page)
    assert before is None


# A day of the week may be longer than the screen: what it says does not stand at its end.
IN_SIGHT = """cell => {
  const { position, bottom, height } = getComputedStyle(cell, "::after");
  const low = parseFloat(bottom);
  return position === "fixed" && low >= 0 && low + parseFloat(height) < innerHeight;
}"""


def test_in_the_week_somebody_else_and_hours_that_are_over_are_said(open_board, day, elsewhere):  # noqa: F811
    other = Client.objects.exclude(pk=day.client_id).filter(clearances__gate="open").first()
    other.clearances.update(expires_at=timezone.now() + timedelta(days=90))
    spot = Spot(day.therapist, elsewhere + timedelta(minutes=15), 45)
    desk.book(order=Order(other, day.service, spot, uuid4()), by=SYSTEM, now=timezone.now())
    page = open_board(DESKTOP, "week")
    cell = dragged_to(page, day, elsewhere)
    expect(cell).to_have_attribute("data-against", "Over another visit")
    assert cell.evaluate(IN_SIGHT)
    let_go(page)
    WorkingHours.objects.filter(therapist=day.therapist).update(opens=time(12), closes=time(20))
    page.reload()
    said = "Outside working hours, Over another visit"
    expect(dragged_to(page, day, elsewhere)).to_have_attribute("data-against", said)
    let_go(page)


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


@pytest.mark.parametrize("view", ["day", "week"])
def test_on_a_phone_the_board_is_a_list_that_says_how_a_visit_is_moved(open_board, day, view):  # noqa: F811
    """In the week a finger that waited seemed to take the card along, and could drop it nowhere."""
    page = open_board(PHONE, view)
    hint = page.get_by_text("Open a visit to move it or to change its length.")
    expect(hint).to_be_visible()
    item = card(page, day)
    item.scroll_into_view_if_needed()
    box = item.bounding_box()
    hand = page.context.new_cdp_session(page)
    touch(hand, "touchStart", box["x"] + box["width"] / 2, box["y"] + 20)
    page.wait_for_timeout(600)
    expect(page.locator("[data-dragging], [data-pressed]")).to_have_count(0)
    touch(hand, "touchEnd")
    page.set_viewport_size(TABLET["viewport"])
    expect(hint).to_be_hidden()
