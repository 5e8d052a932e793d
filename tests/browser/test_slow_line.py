"""A bad connection: pages serve before their scripts are there; two presses do nothing twice."""

import time

import pytest
from playwright.sync_api import expect

from bookings.models import Appointment
from hekas.messaging.models import OutboundMessage
from tests.browser.conftest import PHONE
from tests.browser.test_journey import answer_page
from tests.browser.test_odd_ways import GO_ON, begin
from tests.browser.test_roles import NEWCOMER, link, newcomer, sign_in, title  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KILOBIT = 1000 / 8
SLOW = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400 * KILOBIT,
    "uploadThroughput": 400 * KILOBIT,
}
FIRST_TEXT = 4.0  # seconds: three journeys there and back at 400 ms, and 14 kB at 50 kB a second, with room
TRIES = 3


@pytest.fixture
def slow(visit):
    """A phone on 400 kbit/s with 400 ms to go there and back."""
    return slowed(visit(PHONE))


def slowed(page):
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    return page


def first_words(visit, address):
    """Seconds until they stand there on a first visit: of one soon enough, else the quickest of some."""
    took = []
    while len(took) < TRIES and min(took, default=FIRST_TEXT) >= FIRST_TEXT:
        page = slowed(visit(PHONE))
        began = time.monotonic()
        page.goto(address, wait_until="commit")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        took.append(time.monotonic() - began)
    return min(took)


def never(route):
    """The script does not come while the page is looked at."""


def test_pages_serve_while_their_scripts_are_still_away(visit):
    page = visit(PHONE)
    page.route("**/*.js", never)
    page.goto("/", wait_until="commit")
    page.get_by_role("link", name="Start the questions").first.click(no_wait_after=True)
    page.locator("main form[method=post] button").first.click(no_wait_after=True)
    expect(page.get_by_role("button", **GO_ON)).to_be_visible()
    first = page.url
    answer_page(page)
    page.get_by_role("button", **GO_ON).click(no_wait_after=True)
    expect(page).not_to_have_url(first)
    expect(page.get_by_role("button", **GO_ON)).to_be_visible()
    page.unroute_all(behavior="ignoreErrors")


def test_the_first_words_come_soon_on_a_slow_line(visit):
    took = first_words(visit, "/")
    assert took > SLOW["latency"] / 1000, "the line is not slow"
    assert took < FIRST_TEXT


def test_two_presses_lose_nothing_and_book_once(slow, newcomer):  # noqa: F811
    first = begin(slow)
    answer_page(slow)
    slow.get_by_role("button", **GO_ON).dblclick()
    expect(slow).not_to_have_url(first)
    slow.go_back()
    expect(slow.locator("form.question input[value='no']:checked").nth(1)).to_be_attached()
    sign_in(slow, NEWCOMER)
    slow.get_by_role("button", name="No, somebody else").dblclick()
    link(slow, "See the reasons")
    slow.locator("form.next-times button").last.dblclick()
    title(slow, "Check and confirm")
    slow.get_by_role("button", name="Confirm my visit").dblclick()
    title(slow, "You are booked in")
    mine = Appointment.objects.filter(client=newcomer)
    assert list(mine.values_list("status", flat=True)) == ["booked"]
    sent = OutboundMessage.objects.filter(client=newcomer, template="appointment_confirmed")
    assert (sent.count(), Appointment.objects.filter(status="tentative").count()) == (1, 0)
