"""Back, and two tabs, while a visit is booked, moved or cancelled: one visit, and pages that are true."""

import re

import pytest
from playwright.sync_api import expect

from bookings.models import Appointment
from tests.browser.conftest import PHONE
from tests.browser.test_roles import NEWCOMER, link, newcomer, press, sign_in, title  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tab(chromium, site, newcomer):  # noqa: F811
    """Signed in, on the result. A page may be refused: the console then says so, and that is right."""
    context = chromium.new_context(**PHONE, locale="en-GB", timezone_id="Europe/London", base_url=site)
    page = context.new_page()
    sign_in(page, NEWCOMER)
    link(page, "See the reasons")
    title(page, re.compile("may be adding"))
    yield page
    context.close()


def states(client):
    return sorted(Appointment.objects.filter(client=client).values_list("status", flat=True))


def hold(page):
    page.locator("form.next-times button").last.click()
    title(page, "Check and confirm")
    return page.url


def booked(page):
    hold(page)
    press(page, "Confirm my visit")
    title(page, "You are booked in")


def test_back_from_the_details_and_another_time_leaves_one_hold(tab, newcomer):  # noqa: F811
    first = hold(tab)
    tab.go_back()
    title(tab, re.compile("may be adding"))
    tab.locator("form.next-times button").first.click()
    title(tab, "Check and confirm")
    assert tab.url != first or Appointment.objects.filter(status="tentative").count() == 1
    press(tab, "Confirm my visit")
    title(tab, "You are booked in")
    assert (states(newcomer), Appointment.objects.filter(status="tentative").count()) == (["booked"], 0)


def test_back_after_booking_says_that_it_is_booked(tab, newcomer):  # noqa: F811
    booked(tab)
    tab.go_back()
    tab.reload()
    title(tab, "You are booked in")
    assert states(newcomer) == ["booked"]


def test_two_tabs_confirm_one_visit(tab, newcomer):  # noqa: F811
    details = hold(tab)
    other = tab.context.new_page()
    other.goto(details)
    title(other, "Check and confirm")
    for page in (tab, other):
        press(page, "Confirm my visit")
        title(page, "You are booked in")
    assert states(newcomer) == ["booked"]


def test_two_tabs_hold_two_times_and_only_the_last_can_be_confirmed(tab, newcomer):  # noqa: F811
    other = tab.context.new_page()
    other.goto(tab.url)
    hold(tab)
    other.locator("form.next-times button").first.click()
    title(other, "Check and confirm")
    assert Appointment.objects.filter(status="tentative").count() == 1
    press(other, "Confirm my visit")
    title(other, "You are booked in")
    press(tab, "Confirm my visit")
    expect(tab.get_by_role("heading", level=1)).to_be_visible()
    assert states(newcomer) == ["booked"]


def test_a_visit_cancelled_in_one_tab_is_not_moved_in_the_other(tab, newcomer):  # noqa: F811
    booked(tab)
    link(tab, "Change the time")
    title(tab, "Choose a new time")
    other = tab.context.new_page()
    other.goto("/me/")
    link(other, "See the visit")
    link(other, "Cancel this visit")
    press(other, "Yes, cancel it")
    title(other, "Your visit is cancelled")
    tab.locator(".time").last.click()
    title(tab, "Your visit")
    expect(tab.get_by_text("Cancelled").first).to_be_visible()
    assert states(newcomer) == ["cancelled"]


def test_a_visit_moved_in_one_tab_is_cancelled_in_the_other_only_after_a_look(tab, newcomer):  # noqa: F811
    booked(tab)
    other = tab.context.new_page()
    other.goto("/me/")
    link(other, "See the visit")
    link(other, "Cancel this visit")
    link(tab, "Change the time")
    tab.locator(".time").last.click()
    expect(tab.get_by_role("heading", level=1)).not_to_have_text("Choose a new time")
    press(other, "Yes, cancel it")
    expect(other.get_by_text("It has changed since you opened the page")).to_be_visible()
    assert states(newcomer) == ["booked"]
