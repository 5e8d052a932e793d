"""What each role does, clicked through on phone, tablet and desktop; no address is typed after the first."""

import re
from datetime import timedelta
from random import Random

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from bookings.models import Appointment
from hekas.accounts.models import Client, User
from hekas.portal.demo import intakes as stories
from hekas.portal.demo import words
from tests.browser.conftest import DESKTOP, PHONE, TABLET

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = (PHONE, TABLET, DESKTOP)
NEWCOMER = f"newcomer@{words.DOMAIN}"


def sign_in(page, email):
    page.goto("/")
    page.get_by_role("link", name="Your account").last.click()
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(words.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda now: "/accounts/login/" not in now)


def title(page, words):
    """The page that one came to; whole, however wide the screen is."""
    expect(page.get_by_role("heading", level=1)).to_have_text(words)
    page.wait_for_load_state()  # before its styles are there it is as wide as it likes
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width, (
        f"{page.url} is too wide at {width}"
    )


def link(page, name, **more):
    page.locator("main").get_by_role("link", name=name, **more).first.click()


def press(page, name):
    page.locator("main").get_by_role("button", name=name).first.click()


@pytest.fixture
def newcomer(site):
    """Somebody with an account who has answered, has read nothing yet, and was never here."""
    user = User.objects.create_user(NEWCOMER, words.PASSWORD, name="Newcomer Demo", role="client")
    user.emailaddress_set.create(email=NEWCOMER, verified=True, primary=True)
    client = Client.objects.create(user=user, name="Newcomer Demo", email=NEWCOMER, phone="+447700900456")
    story = next(one for one in stories.stories() if one["name"] == "load and a race")
    with transaction.atomic():
        stories.tell_one(client, story, Random(1), timezone.now())
    return client


def test_a_client_reads_books_moves_and_cancels(visit, newcomer):
    for size in SIZES:
        page = visit(size)
        sign_in(page, NEWCOMER)
        title(page, "Hello Newcomer Demo")
        link(page, "See the reasons")
        title(page, re.compile("may be adding to your calf cramps"))
        pages = opened(page)
        page.locator("form.next-times button").last.click()  # one
        title(page, "Check and confirm")
        press(page, "Confirm my visit")  # two
        title(page, "You are booked in")
        assert len(pages) == 2, "from the result to a booked visit in two presses and two pages"
        move_it(page)
        cancel_it(page)
    mine = Appointment.objects.filter(client=newcomer)
    assert list(mine.values_list("status", flat=True)) == ["cancelled"] * len(SIZES)


def opened(page):
    """The pages that are shown from now on: each navigation of the window that ends in a page."""
    seen = []

    def note(answer):
        if answer.request.is_navigation_request() and answer.status == 200:
            seen.append(answer.url)

    page.on("response", note)
    return seen


def home(page):
    page.get_by_role("link", name="Your account").last.click()
    title(page, "Hello Newcomer Demo")


def move_it(page):
    home(page)
    link(page, "See the visit")
    title(page, "Your visit")
    link(page, "Change the time")
    title(page, "Choose a new time")
    page.locator(".time").last.click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Choose a new time")


def cancel_it(page):
    home(page)
    link(page, "See the visit")
    link(page, "Cancel this visit")
    title(page, "Cancel this visit?")
    press(page, "Yes, cancel it")
    title(page, "Your visit is cancelled")
    home(page)
    expect(page.get_by_text("Nothing is booked.")).to_be_visible()


@pytest.fixture
def today(site):
    """A visit of today for the therapist of the demo, whatever weekday it is."""
    therapist = User.objects.get(email=f"therapist@{words.DOMAIN}").therapist
    row = Appointment.objects.filter(therapist=therapist, status="booked", client__isnull=False).first()
    start = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    Appointment.objects.filter(during__startswith__date=start.date()).exclude(pk=row.pk).delete()
    during = (start, start + timedelta(minutes=30))
    Appointment.objects.filter(pk=row.pk).update(during=during, busy=during)
    return Appointment.objects.get(pk=row.pk)


def test_a_therapist_goes_through_the_day(visit, today):
    for size in SIZES:
        page = visit(size)
        sign_in(page, f"therapist@{words.DOMAIN}")
        page.wait_for_url("**/day/")
        day = page.get_by_role("heading", level=1).inner_text()
        link(page, "Open the visit")
        title(page, re.compile(re.escape(today.client.name)))
        work(page, "Today")
        title(page, day)
        link(page, "Answers and result")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        for name, heading in (
            ("To call", "Waiting for you"),
            ("Doubts", "Asked to look again"),
            ("Rules", "Rules and therapists"),
        ):
            work(page, name)
            title(page, re.compile(heading))
        page.get_by_role("link", name="your account").click()
        title(page, "Set up a second step")
        page.get_by_role("link", name="Your page").click()
        title(page, day)
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("link", name="Your account").last).to_be_visible()


def work(page, name):
    """A link of the header; on a phone they are below the button that says where one is."""
    header = page.get_by_role("navigation", name="Work")
    if page.viewport_size["width"] < TABLET["viewport"]["width"]:
        header.locator("summary").click()
    header.get_by_role("link", name=name).click()


def test_an_admin_goes_through_the_clinic(visit, site):
    for size in SIZES:
        page = visit(size)
        sign_in(page, f"admin@{words.DOMAIN}")
        page.wait_for_url("**/clinic/")
        board = page.get_by_role("heading", level=1).inner_text()
        link(page, "Week", exact=True)
        title(page, re.compile("^Week of"))
        link(page, "Day", exact=True)
        title(page, board)
        find_a_client(page)
        look_around(page)
        expect(page.get_by_role("link", name="Services").first).to_be_visible()


def find_a_client(page):
    """By the button of the board: a dialog where there is room and script, else a page."""
    link(page, "Book")
    page.get_by_label("Name, e-mail or number").fill("Aisha")
    page.get_by_role("button", name="Find").click()
    page.locator(".desk-people a").first.click()
    expect(page.get_by_role("heading", name="Book for Aisha Demo")).to_be_visible()


def look_around(page):
    page.reload()
    page.keyboard.press("Escape")
    work(page, "Figures")
    title(page, "Figures")
    work(page, "Messages")
    title(page, "Messages")
    work(page, "Privacy")
    title(page, "Wishes to be forgotten")
    link(page, "Who did and read what")
    title(page, "Who did and read what")
    work(page, "Settings")
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
