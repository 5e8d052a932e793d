"""Two at one board: what one does the other sees, and nothing that is in somebody's hands there is lost."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from bookings.actions import appointments, desk
from bookings.models import Appointment
from bookings.queries.desk import Spot
from hekas.accounts.models import Client
from hekas.audit.actors import SYSTEM
from tests.browser.conftest import DESKTOP, violations
from tests.browser.test_board import LIVE, card, day, open_board  # noqa: F401

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
HOUR = timedelta(hours=1)
AT_WORK = "document.activeElement.closest('#board a')?.textContent.trim() ?? document.activeElement.tagName"


def move(visit, hours):
    """Another browser moves the visit."""
    row = Appointment.objects.get(pk=visit.pk)
    spot = Spot(row.therapist, row.starts_at + hours * HOUR, 45)
    desk.move(appointment=row, spot=spot, by=SYSTEM, now=timezone.now(), seen=row.version)


def staying(page):
    """The page as it was loaded: gone with its mark if it is ever loaded again."""
    page.evaluate("window.isTheFirst = true")
    return lambda: page.evaluate("window.isTheFirst === true")


def somebody_else(known):
    """Another client who may be booked so far ahead, and has no visit yet."""
    client = Client.objects.filter(clearances__gate="open", clearances__superseded_at=None)
    client = client.exclude(pk=known.pk).filter(appointments=None).first()
    client.clearances.update(expires_at=timezone.now() + timedelta(days=90))
    return client


def test_what_is_booked_in_one_browser_stands_on_the_board_of_another(open_board, day):  # noqa: F811
    mine, theirs, client = open_board(DESKTOP), open_board(DESKTOP), somebody_else(day.client)
    is_still_there = staying(mine)
    theirs.locator(f"[data-lane='{day.therapist.uuid}'] .gap__link").last.click()
    theirs.locator("#desk-dialog input[name=q]").fill(client.email)
    theirs.get_by_role("button", name="Find").click()
    theirs.locator("#desk-dialog .desk-people a").first.click()
    theirs.get_by_label("What").select_option(str(day.service.uuid))
    theirs.get_by_role("button", name="Book and tell the client").click()
    expect(theirs.locator("#desk-dialog")).to_be_hidden()
    booked = Appointment.objects.get(client=client)
    expect(card(mine, booked)).to_contain_text("Booked", timeout=LIVE)
    assert is_still_there()


def test_who_is_taken_in_by_one_browser_is_here_on_the_board_of_another(open_board, day):  # noqa: F811
    with time_machine.travel(day.starts_at - timedelta(minutes=10)):
        mine, theirs = open_board(DESKTOP), open_board(DESKTOP)
        is_still_there = staying(mine)
        theirs.locator(f"#visit-{day.uuid}").click()
        theirs.locator("#desk-dialog").get_by_role("button", name="Arrived").click()
        expect(card(mine, day).locator(".tag")).to_have_text("Arrived", timeout=LIVE)
        assert is_still_there()


def test_the_keyboard_stays_on_free_time_when_somebody_else_moves_a_visit(open_board, day):  # noqa: F811
    page = open_board(DESKTOP)
    page.locator(".gap__link").last.focus()
    before = page.evaluate(AT_WORK)
    move(day, 1.5)
    expect(card(page, day)).to_contain_text("11:30am", timeout=LIVE)
    assert page.evaluate(AT_WORK) == before != "BODY"


def test_where_what_had_the_keyboard_is_gone_it_goes_to_what_is_nearest(open_board, day):  # noqa: F811
    page = open_board(DESKTOP)
    page.locator(f"#visit-{day.uuid}").focus()
    row = Appointment.objects.get(pk=day.pk)
    appointments.cancel(appointment=row, by=SYSTEM, now=timezone.now(), seen=row.version, for_clinic=True)
    expect(card(page, day)).to_have_count(0, timeout=LIVE)
    lane = page.evaluate("document.activeElement.closest('[data-lane]')?.dataset.lane")
    assert lane == str(day.therapist.uuid)
    assert "free" in page.evaluate(AT_WORK)


def test_a_dialog_that_closes_gives_the_keyboard_back_to_what_opened_it(open_board, day):  # noqa: F811
    page = open_board(DESKTOP)
    for opener in (page.locator(f"#visit-{day.uuid}"), page.locator(".gap__link").last):
        opener.focus()
        said = page.evaluate(AT_WORK)
        page.keyboard.press("Enter")
        expect(page.locator("#desk-dialog h1")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#desk-dialog")).not_to_be_visible()
        assert page.evaluate(AT_WORK) == said


def test_an_answer_that_is_late_takes_no_card_out_of_a_hand(open_board, day):  # noqa: F811
    """The board asked before the card was taken, and hears what another browser did while it is dragged."""
    page, asked = open_board(DESKTOP), []
    page.route("**/clinic/board/**", lambda route: route.continue_() if asked else asked.append(route))
    while not asked:
        page.wait_for_timeout(100)
    move(day, 1.5)
    box = card(page, day).bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    expect(page.locator(".ghost")).to_have_count(1)
    with page.expect_response("**/clinic/board/**"):
        asked[0].continue_()
    page.wait_for_timeout(300)
    assert page.locator(".ghost").count() == 1
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(card(page, day)).to_contain_text("11:30am", timeout=LIVE)
    assert violations(page) == []


def test_what_is_half_typed_stays_while_somebody_else_books(open_board, day):  # noqa: F811
    page = open_board(DESKTOP)
    page.locator(".gap__link").last.click()
    words = page.locator("#desk-dialog input[name=q]")
    words.fill("Aisha De")
    move(day, 1.5)
    page.wait_for_timeout(6000)
    expect(words).to_have_value("Aisha De")
    expect(words).to_be_focused()
    page.locator("#desk-dialog [data-closes]").click()
    expect(card(page, day)).to_contain_text("11:30am", timeout=LIVE)


@pytest.mark.parametrize("how", ["ran out", "signed out in another tab"])
def test_the_board_of_who_is_signed_out_goes_by_itself(open_board, how):  # noqa: F811
    """Nobody presses anything: the names would stand on an unattended screen until somebody did."""
    page = open_board(DESKTOP)
    name = page.locator("#board a").first.inner_text()
    assert name and "/clinic/" in page.url
    if how == "ran out":
        page.context.clear_cookies()
    else:
        other = page.context.new_page()
        other.goto("/accounts/logout/")
        other.locator("main").get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/accounts/login/"), timeout=LIVE)
    assert name not in page.content()
