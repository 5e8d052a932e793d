"""The board in a real browser: a card is dragged, moved by keyboard, put back; it changes by itself."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from bookings.actions import desk
from bookings.actions.desk import Order
from bookings.models import Appointment, Service
from bookings.queries.desk import Spot
from bookings.scheduling.intervals import Interval
from hekas.accounts.models import Client, User
from hekas.audit.actors import SYSTEM
from tests.browser.conftest import DESKTOP, PHONE, TABLET, violations
from tests.browser.test_therapists_room import session_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
HOUR = timedelta(hours=1)
LIVE = 30_000  # ms: the board looks again every few seconds, and the machine may be busy


@pytest.fixture
def day(site):
    """A day in a few weeks on which the first therapist has nothing yet, with one visit at 10am."""
    service = Service.objects.get(kind="reassessment")
    client = Client.objects.filter(clearances__gate="open", clearances__superseded_at=None).first()
    client.clearances.update(expires_at=timezone.now() + timedelta(days=90))
    for days in range(40, 60):
        start = timezone.localtime(timezone.now() + timedelta(days=days))
        start = start.replace(hour=10, minute=0, second=0, microsecond=0)
        for therapist in service.therapists.order_by("name"):
            spot = Spot(therapist, start, 45)
            try:
                return desk.book(order=Order(client, service, spot, uuid4()), by=SYSTEM, now=timezone.now())
            except (desk.InTheWay, desk.NotYet):
                continue
    pytest.fail("no free morning in the demo clinic")


@pytest.fixture
def open_board(visit, site, day):
    def opened(size, view="day"):
        page = visit(size)
        page.context.add_cookies(session_of(User.objects.get(email="admin@demo.example"), site))
        page.goto(f"/clinic/?day={timezone.localtime(day.starts_at).date()}&view={view}")
        return page

    return opened


def card(page, day):
    return page.locator(f"li:has(#visit-{day.uuid})")


def an_hour(page):
    """How high an hour is drawn: twelve rows of the grid."""
    tall, rows = page.locator(".lane__grid").first.evaluate(
        "lane => [lane.clientHeight, getComputedStyle(lane).gridTemplateRows.split(' ').length]"
    )
    return 12 * tall / rows


def drag(page, item, down, right=0):
    """Take a card by its middle and let go so many pixels further down."""
    box = item.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 20)
    expect(page.locator(".ghost")).to_have_count(1)
    page.mouse.move(x + right, y + down, steps=4)
    page.mouse.up()


def fresh(day):
    return Appointment.objects.get(pk=day.pk)


def test_a_drag_asks_and_the_button_moves(open_board, day):
    page = open_board(DESKTOP)
    drag(page, card(page, day), an_hour(page))
    expect(page.get_by_label("Starts at")).to_have_value("11:00")
    assert fresh(day).version == 1
    page.get_by_role("button", name="Move and tell the client").click()
    expect(page.locator("[data-toasts]")).to_contain_text("11:00am")
    expect(card(page, day)).to_contain_text("11:00am")
    assert fresh(day).starts_at == day.starts_at + HOUR


def test_in_the_week_a_card_is_dropped_on_another_day_and_keeps_its_time(open_board, day):
    page = open_board(DESKTOP, "week")
    item = card(page, day)
    weekday = timezone.localtime(day.starts_at).weekday()
    step = 1 if weekday < 4 else -1
    there = timezone.localtime(day.starts_at).date() + timedelta(days=step)
    cell = page.locator(f"[data-cell='{day.therapist.uuid}'][data-day='{there}']")
    item.scroll_into_view_if_needed()
    box, goal = item.bounding_box(), cell.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(goal["x"] + goal["width"] / 2, goal["y"] + 20, steps=5)
    expect(page.locator("[data-over]")).to_have_attribute("data-day", str(there))
    page.mouse.up()
    expect(page.locator("#desk-dialog input[name=day]")).to_have_value(str(there))
    expect(page.get_by_label("Starts at")).to_have_value("10:00")
    expect(page.locator("[data-over]")).to_have_count(0)
    assert fresh(day).version == 1


def test_in_the_week_a_card_that_is_let_go_where_it_was_stays(open_board, day):
    page = open_board(DESKTOP, "week")
    item = card(page, day)
    item.scroll_into_view_if_needed()
    box = item.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 12, box["y"] + 26, steps=3)
    page.mouse.up()
    expect(page.locator("#desk-dialog")).to_be_hidden()
    expect(page.locator("[data-dragging]")).to_have_count(0)


def test_a_card_that_is_let_go_by_mistake_stays(open_board, day):
    page = open_board(DESKTOP)
    drag(page, card(page, day), 2 * an_hour(page))
    page.keyboard.press("Escape")
    expect(page.locator("#desk-dialog")).to_be_hidden()
    expect(card(page, day)).to_contain_text("10:00am")
    expect(page.locator(".ghost")).to_have_count(0)
    assert fresh(day).version == 1


def test_the_lower_edge_makes_a_visit_longer(open_board, day):
    page = open_board(DESKTOP)
    box = card(page, day).bounding_box()
    x, y = box["x"] + 40, box["y"] + box["height"] - 3
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 10)
    page.mouse.move(x, y + an_hour(page) / 4, steps=3)
    page.mouse.up()
    expect(page.get_by_label("Length")).to_have_value("60")
    page.get_by_role("button", name="Move and tell the client").click()
    expect(card(page, day)).to_contain_text("60 min")
    assert fresh(day).minutes == 60


def test_by_keyboard_alone(open_board, day):
    page = open_board(DESKTOP)
    page.locator(f"#visit-{day.uuid}").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Move or change the length")).to_be_visible()
    page.get_by_role("link", name="Move or change the length").press("Enter")
    page.get_by_label("Starts at").fill("11:10")
    assert violations(page) == []
    page.get_by_role("button", name="Move and tell the client").press("Enter")
    expect(card(page, day)).to_contain_text("11:10am")
    expect(page.locator(f"#visit-{day.uuid}")).to_be_focused()


def test_with_a_finger_one_presses_and_waits(open_board, day):
    """A short touch opens the visit; the board scrolls under a finger that moves at once."""
    page = open_board(TABLET)
    card(page, day).locator("a").tap()
    expect(page.get_by_role("link", name="Move or change the length")).to_be_visible()
    assert violations(page) == []


def test_the_board_changes_when_somebody_else_books(open_board, day):
    page = open_board(DESKTOP)
    spot = Spot(day.therapist, day.starts_at + 1.5 * HOUR, 45)
    desk.move(appointment=fresh(day), spot=spot, by=SYSTEM, now=timezone.now(), seen=1)
    expect(card(page, day)).to_contain_text("11:30am", timeout=LIVE)


@pytest.mark.parametrize("size", [DESKTOP, TABLET, PHONE], ids=["desktop", "tablet", "phone"])
@pytest.mark.parametrize("view", ["day", "week"])
def test_the_board_is_readable_for_everybody(open_board, size, view):
    page = open_board(size, view)
    expect(page.get_by_role("link", name="Block time")).to_be_visible()
    assert violations(page) == []
    wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def touch(hand, kind, x=0, y=0):
    points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
    hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def test_a_finger_that_waits_drags(open_board, day):
    page = open_board(TABLET)
    card(page, day).scroll_into_view_if_needed()
    box = card(page, day).bounding_box()
    x, y = box["x"] + 30, box["y"] + 20
    hand = page.context.new_cdp_session(page)
    touch(hand, "touchStart", x, y)
    expect(page.locator(".ghost")).to_have_count(1)
    for down in (20, 50, an_hour(page)):
        touch(hand, "touchMove", x, y + down)
    touch(hand, "touchEnd")
    expect(page.get_by_label("Starts at")).to_have_value("11:00")
    assert fresh(day).version == 1


def test_a_finger_on_the_lower_edge_makes_a_visit_longer(open_board, day):
    page = open_board(TABLET)
    card(page, day).scroll_into_view_if_needed()
    box = card(page, day).bounding_box()
    x, y = box["x"] + 40, box["y"] + box["height"] - 3
    hand = page.context.new_cdp_session(page)
    touch(hand, "touchStart", x, y)
    expect(page.locator(".ghost")).to_have_count(1)
    for down in (an_hour(page) / rows for rows in (12, 6, 4)):
        touch(hand, "touchMove", x, y + down)
    touch(hand, "touchEnd")
    expect(page.get_by_label("Length")).to_have_value("60")
    expect(page.get_by_label("Starts at")).to_have_value("10:00")
    assert fresh(day).version == 1


def test_a_finger_that_moves_at_once_takes_no_card_along(open_board, day):
    """The board scrolls under it: no ghost, no dialog, nothing asked."""
    page = open_board(TABLET)
    card(page, day).scroll_into_view_if_needed()
    box = card(page, day).bounding_box()
    x, y = box["x"] + 30, box["y"] + 20
    hand = page.context.new_cdp_session(page)
    touch(hand, "touchStart", x, y)
    for up in (20, 60, 120):
        touch(hand, "touchMove", x, y - up)
    page.wait_for_timeout(500)  # longer than a finger has to wait
    expect(page.locator(".ghost")).to_have_count(0)
    touch(hand, "touchEnd")
    expect(page.locator("#desk-dialog")).to_be_hidden()
    assert fresh(day).version == 1


def test_in_the_week_a_finger_that_waits_drops_a_card_on_another_day(open_board, day):
    page = open_board(TABLET, "week")
    item = card(page, day)
    step = 1 if timezone.localtime(day.starts_at).weekday() < 4 else -1
    there = timezone.localtime(day.starts_at).date() + timedelta(days=step)
    cell = page.locator(f"[data-cell='{day.therapist.uuid}'][data-day='{there}']")
    item.scroll_into_view_if_needed()
    box, goal = item.bounding_box(), cell.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 20
    hand = page.context.new_cdp_session(page)
    touch(hand, "touchStart", x, y)
    expect(page.locator("[data-dragging]")).to_have_count(1)
    for part in (0.3, 0.6, 1):
        touch(hand, "touchMove", x + (goal["x"] + goal["width"] / 2 - x) * part, y)
    expect(page.locator("[data-over]")).to_have_attribute("data-day", str(there))
    touch(hand, "touchEnd")
    expect(page.locator("#desk-dialog input[name=day]")).to_have_value(str(there))
    expect(page.get_by_label("Starts at")).to_have_value("10:00")
    assert fresh(day).version == 1


def test_longer_by_keyboard_alone_and_a_second_browser_sees_it(chromium, site, open_board, day):
    """Whoever has the board open elsewhere touches nothing and reads the new length."""
    page, other = open_board(DESKTOP), chromium.new_context(**DESKTOP, base_url=site).new_page()
    other.context.add_cookies(session_of(User.objects.get(email="admin@demo.example"), site))
    other.goto(page.url)
    expect(card(other, day)).to_contain_text("45 min")
    page.locator(f"#visit-{day.uuid}").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Move or change the length").press("Enter")
    page.get_by_label("Length").fill("75")
    page.get_by_role("button", name="Move and tell the client").press("Enter")
    expect(card(page, day)).to_contain_text("75 min")
    expect(card(other, day)).to_contain_text("75 min", timeout=LIVE)
    assert fresh(day).minutes == 75
    other.context.close()


def test_what_the_server_refuses_goes_back_with_words(chromium, site, day):
    """Somebody is there already: the dialog says so, and the card stands where it stood."""
    other = Client.objects.exclude(pk=day.client_id).filter(clearances__gate="open").first()
    other.clearances.update(expires_at=timezone.now() + timedelta(days=90))
    spot = Spot(day.therapist, day.starts_at + 1.5 * HOUR, 45)
    order = Order(other, day.service, spot, uuid4())
    desk.book(order=order, by=SYSTEM, now=timezone.now())
    page = chromium.new_context(**DESKTOP, base_url=site).new_page()
    page.context.add_cookies(session_of(User.objects.get(email="admin@demo.example"), site))
    page.goto(f"/clinic/?day={timezone.localtime(day.starts_at).date()}")
    drag(page, card(page, day), an_hour(page))
    page.get_by_role("button", name="Move and tell the client").click()
    expect(page.get_by_role("alert")).to_contain_text("has another visit then")
    expect(page.get_by_role("button", name="Put it there all the same")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(card(page, day)).to_contain_text("10:00am")
    assert fresh(day).version == 1
    page.context.close()


HIT = """(link, off) => {
  const box = link.closest("li, .lane__closed").getBoundingClientRect();
  return document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2 + off) === link;
}"""


def test_what_is_shorter_than_half_an_hour_is_as_easily_pressed(open_board, day):
    """A quarter is drawn 23 pixels high; 21 pixels above and below its middle one still presses it."""
    now, noon = timezone.now(), day.starts_at + 2 * HOUR
    desk.block(therapist=day.therapist, span=Interval.lasting(noon, 15), reason="Phone", by=SYSTEM, now=now)
    spot = Spot(day.therapist, day.starts_at, 20)
    desk.move(appointment=fresh(day), spot=spot, by=SYSTEM, now=now, seen=1)
    page = open_board(TABLET)
    for link in (page.get_by_role("link", name="Phone, "), page.locator(f"#visit-{day.uuid}")):
        link.scroll_into_view_if_needed()
        assert [link.evaluate(HIT, off) for off in (-21, 0, 21)] == [True, True, True]


def test_half_an_hour_of_free_time_is_a_finger_high(open_board, day):
    """Its dashed border takes two of its pixels: one presses the whole of it, and a little beside."""
    now, eleven = timezone.now(), day.starts_at + HOUR
    for start in (eleven, eleven + HOUR):
        desk.block(
            therapist=day.therapist, span=Interval.lasting(start, 30), reason="Phone", by=SYSTEM, now=now
        )
    page = open_board(TABLET)
    free = page.locator(f"#gap-{day.therapist.uuid}-{(eleven + 0.5 * HOUR).timestamp():.0f}")
    free.scroll_into_view_if_needed()
    assert [free.evaluate(HIT, off) for off in (-21, 0, 21)] == [True, True, True]


def test_what_was_done_is_told_where_one_is_on_a_long_board(open_board, day):
    """On a phone the board is many screens long; the words stay in sight until the next thing is done."""
    page = open_board(PHONE)
    place = page.locator(f"#visit-{day.uuid}")
    place.scroll_into_view_if_needed()
    place.tap()
    page.get_by_role("link", name="Move or change the length").tap()
    page.get_by_label("Starts at").fill("16:30")
    page.get_by_role("button", name="Move and tell the client").tap()
    told = page.locator("[data-toasts] .toast")
    expect(told).to_contain_text("4:30pm")
    page.evaluate("scrollBy(0, 1600)")
    expect(told).to_be_in_viewport()
    assert page.evaluate("scrollY") > 200
    page.keyboard.press("Tab")
    expect(told).not_to_be_in_viewport()
