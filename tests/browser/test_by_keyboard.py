"""A whole visit and a whole booking by keyboard alone: each act ends where the next one begins."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessments.models import CarePlan, Screening
from bookings.models import Appointment
from hekas.accounts.models import Client, User
from tests.browser.conftest import DESKTOP, TABLET
from tests.browser.keyboard import BARE, choose, press, tab_to
from tests.browser.test_board import HOUR, card, day, fresh, open_board  # noqa: F401 - fixtures
from tests.browser.test_therapists_room import PARTS, client, session_of  # noqa: F401 - a fixture

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


def button(page, name):
    return page.get_by_role("button", name=name).first


def link(page, name):
    return page.locator("main").get_by_role("link", name=name).first


@pytest.fixture
def today(client):  # noqa: F811
    """Their visit of today, the only one, whatever weekday it is."""
    therapist, noon = (
        client.home_therapist,
        timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0),
    )
    Appointment.objects.filter(therapist=therapist, during__startswith__date=noon.date()).delete()
    row = Appointment.objects.filter(therapist=therapist, status="booked").first()
    during = (noon, noon + HOUR / 2)
    Appointment.objects.filter(pk=row.pk).update(client=client, during=during, busy=during)
    return Appointment.objects.get(pk=row.pk)


@pytest.fixture
def room(visit, site, today):
    page = visit(TABLET)
    page.context.add_cookies(session_of(today.therapist.user, site))
    page.goto("/day/")
    return page


def test_a_whole_visit(room, today):
    who, place = today.client.name, room.locator(f"#visit-{today.uuid}")
    press(room, button(room, f"Arrived : {who}"))
    expect(place).to_be_focused()
    press(room, link(room, f"Open the visit of {who}"))
    press(room, button(room, "Start a visit"))
    expect(room.locator("#visit-head")).to_be_focused()
    measure(room)
    press(room, button(room, "Finish the tests"))
    expect(room.locator("#visit-head")).to_be_focused()
    decide(room)
    sign(room)
    press(room, room.get_by_role("link", name="Today"))
    press(room, button(room, f"Finish visit : {who}"))
    expect(place).to_be_focused()
    assert fresh(today).status == "fulfilled"
    assert Screening.objects.get(client=today.client).completed_at
    assert CarePlan.objects.get(client=today.client, status="active").signed_by == today.therapist


def measure(page):
    """Through the five parts, a count of heel raises on the way, and one thing that was felt."""
    tabs = page.locator("nav.tabs")
    for number, part in enumerate(PARTS):
        press(page, tabs.get_by_role("link").nth(number))
        expect(tabs.locator("a[aria-current]")).to_have_attribute("href", f"?part={part}#tests-title")
        if part == "strength":
            tab_to(page, page.locator("#in-heel_raise_straight-left"))
            page.keyboard.type("24")
            page.keyboard.press("Tab")
            expect(page.locator("#saved")).to_contain_text("Saved")
    press(page, page.locator(".visit-bar").get_by_role("link", name="What you feel"))
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    tab_to(page, page.locator("#id_severity_0"))
    page.keyboard.press("ArrowRight")
    tab_to(page, page.locator("#place-left-lumbar"))
    page.keyboard.press("ArrowDown")
    press(page, button(page, "Add what you feel"))
    expect(button(page, "Take back")).to_be_visible()


def decide(page):
    """The therapist's word on each cause that is shown, then the draft."""
    page.wait_for_load_state()
    asked = page.locator("details.decide[open]")
    for left in range(asked.count(), 0, -1):
        tab_to(page, asked.first.get_by_role("textbox"))
        page.keyboard.type("Seen today")
        press(page, asked.first.get_by_role("button").first)
        expect(asked).to_have_count(left - 1)
    press(page, button(page, "Draft a plan"))


def sign(page):
    tab_to(page, page.locator("#exercise-1"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#phase-1$"))
    press(page, page.locator("#phase-3").get_by_role("button", name="Add as goal"))
    expect(page.get_by_text("Enter a few words")).to_be_in_viewport()  # beside the phase, far down the page
    expect(page.locator("#phase-3")).to_be_in_viewport()
    press(page, page.get_by_role("button", name="Read it and sign").last)
    press(page, page.get_by_role("button", name="Sign the plan"))
    expect(page.locator("[data-toasts]")).to_have_text(
        "Signed. They have no account to read it in: give them the letter."
    )


@pytest.fixture
def other(day):  # noqa: F811
    """Somebody else who may be booked on that day too."""
    found = Client.objects.exclude(pk=day.client_id).filter(clearances__gate="open").first()
    found.clearances.update(expires_at=timezone.now() + 90 * 24 * HOUR)
    return found


def booked(who):
    return Appointment.objects.filter(client=who, status="booked").latest("pk")


def test_a_whole_booking_at_the_desk(open_board, day, other):  # noqa: F811
    page = open_board(DESKTOP)
    press(page, page.get_by_role("link", name="Skip to the board"))
    press(page, link(page, "Book"))
    expect(page.get_by_label("Name, e-mail or number")).to_be_focused()
    page.keyboard.type(other.email)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 found")).to_be_focused()
    press(page, page.locator(".desk-people a").first)
    expect(page.get_by_role("heading", name=f"Book for {other.name}")).to_be_focused()
    choose(page, page.get_by_label("What"), str(day.service.uuid))
    choose(page, page.get_by_label("Therapist", exact=True), str(day.therapist.uuid))
    tab_to(page, page.get_by_label("Starts at"))
    page.keyboard.type("1130a")
    press(page, button(page, "Book and tell the client"))
    expect(page.locator("[data-toasts]")).to_contain_text("They are told")
    expect(link(page, "Book")).to_be_focused()
    made = booked(other)
    assert made.starts_at == day.starts_at + 1.5 * HOUR
    move_and_cancel(page, made)


def move_and_cancel(page, made):
    press(page, page.locator(f"#visit-{made.uuid}"))
    press(page, page.get_by_role("link", name="Move or change the length"))
    tab_to(page, page.get_by_label("Length"))
    page.keyboard.press("Control+A")
    page.keyboard.type("30")
    press(page, button(page, "Move and tell the client"))
    expect(page.locator("#desk-dialog")).to_be_hidden()
    expect(page.locator(f"#visit-{made.uuid}")).to_be_focused()
    assert fresh(made).minutes == 30
    page.keyboard.press("Enter")
    press(page, page.get_by_role("link", name="Cancel for the client"))
    press(page, button(page, "Cancel it and tell the client"))
    expect(page.get_by_text("The visit is cancelled, and the client is told.")).to_be_visible()
    assert fresh(made).status == "cancelled"


def test_the_desk_marks_a_visit_on_its_board_and_looks_who_waits(open_board, day):  # noqa: F811
    page = open_board(DESKTOP)
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)  # it has begun
    Appointment.objects.filter(pk=day.pk).update(during=(start, start + HOUR), busy=(start, start + HOUR))
    page.goto("/clinic/?view=week")
    place = page.locator(f"#visit-{day.uuid}")
    for act, stands in (("Arrived", "arrived"), ("Undo", "booked"), ("Did not come", "noshow")):
        press(page, place)
        press(page, page.locator("#desk-dialog").get_by_role("button", name=act))
        expect(place).to_be_focused()
        expect(page).to_have_url(re.compile("view=week"))
        assert fresh(day).status == stands
    press(page, link(page, "Waiting"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Waiting list")


def test_up_the_board_nothing_lies_under_the_names_of_the_therapists(open_board, day):  # noqa: F811
    """They stay at its top as it is pushed; what has the focus stands below them."""
    page = open_board(DESKTOP)
    links = page.locator("#board .lane a")
    links.last.focus()
    for _ in range(links.count() - 1):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(BARE), page.locator(":focus").inner_text()
    expect(links.first).to_be_focused()


def test_time_is_blocked_and_freed(open_board, day):  # noqa: F811
    page = open_board(DESKTOP)
    press(page, link(page, "Block time"))
    choose(page, page.get_by_label("Therapist", exact=True), str(day.therapist.uuid))
    for label, keys in (("From", "0100p"), ("Until", "0200p"), ("Why", "Team meeting")):
        tab_to(page, page.get_by_label(label))
        page.keyboard.type(keys)
    press(page, button(page, "Block it"))
    expect(page.locator("#desk-dialog")).to_be_hidden()
    blocked = page.get_by_role("link", name="Team meeting")
    expect(blocked).to_be_visible()
    expect(link(page, "Block time")).to_be_focused()
    press(page, blocked)
    press(page, button(page, "Free this time"))
    expect(page.locator("[data-toasts]")).to_contain_text("can be booked then again")
    expect(blocked).to_have_count(0)


@pytest.fixture
def plain(chromium, site):
    """The desk's window without scripts; its console may say that a page was refused."""
    context = chromium.new_context(**DESKTOP, locale="en-GB", base_url=site, java_script_enabled=False)
    context.add_cookies(session_of(User.objects.get(email="admin@demo.example"), site))
    yield context.new_page()
    context.close()


def test_a_booking_at_the_desk_without_scripts(plain, day, other):  # noqa: F811
    plain.goto(f"/clinic/?day={timezone.localtime(day.starts_at).date()}")
    link(plain, "Book").click()
    expect(plain.get_by_label("Name, e-mail or number")).to_be_focused()
    plain.keyboard.type(other.email)
    button(plain, "Find").click()
    expect(plain.get_by_role("heading", name="1 found")).to_be_focused()
    plain.locator(".desk-people a").first.click()
    plain.get_by_label("What").select_option(str(day.service.uuid))
    plain.get_by_label("Therapist", exact=True).select_option(str(day.therapist.uuid))
    plain.get_by_label("Starts at").fill("10:00")
    button(plain, "Book and tell the client").click()
    expect(plain.get_by_role("alert")).to_contain_text("has another visit then")
    plain.get_by_label("Starts at").fill("11:30")
    button(plain, "Book and tell the client").click()
    expect(plain.locator("[data-toasts]")).to_contain_text("They are told")
    assert booked(other).starts_at == day.starts_at + 1.5 * HOUR
