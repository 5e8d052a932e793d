"""A client without scripts, signed out in another tab, in two tabs with different answers, on a slow line."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.models import ProgressEntry
from bookings.models import Appointment
from hekas.portal.demo import words
from tests.browser.conftest import PHONE
from tests.browser.test_journey import answer_page
from tests.browser.test_odd_ways import GO_ON, begin, tab  # noqa: F401 - a fixture
from tests.browser.test_roles import NEWCOMER, cancel_it, link, move_it, newcomer, press, sign_in, title  # noqa: F401
from tests.browser.test_slow_line import FIRST_TEXT, SLOW, first_words

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DIARY = reverse("assessments:diary")


def taps(page):
    for said in ("Left", "In bed", "4"):
        page.locator("form.taps").first.get_by_role("button", name=said, exact=True).click()


def test_a_client_without_scripts_books_moves_cancels_and_writes_a_cramp_down(visit, newcomer):  # noqa: F811
    page = visit(PHONE, java_script_enabled=False)
    sign_in(page, NEWCOMER)
    link(page, "See the reasons")
    title(page, re.compile("may be adding"))
    page.locator("form.next-times button").last.click()
    press(page, "Confirm my visit")
    title(page, "You are booked in")
    move_it(page)
    cancel_it(page)
    link(page, "Write down a cramp")
    taps(page)
    expect(page.get_by_role("button", name="Take back")).to_have_count(1)
    assert list(Appointment.objects.filter(client=newcomer).values_list("status", flat=True)) == ["cancelled"]
    assert ProgressEntry.objects.get(client=newcomer).pain == 4


def test_a_cramp_that_is_written_down_after_signing_out_elsewhere_is_said_not_to_be_kept(
    tab,  # noqa: F811
    newcomer,  # noqa: F811
):
    sign_in(tab, NEWCOMER)
    tab.goto(DIARY)
    other = tab.context.new_page()
    other.goto(reverse("portal:home_client"))
    press(other, "Sign out")
    tab.get_by_role("button", name="Left", exact=True).click()
    expect(tab.get_by_text("What you pressed just now was not kept.")).to_be_visible()
    tab.get_by_label("E-mail address").fill(NEWCOMER)
    tab.get_by_label("Password").fill(words.PASSWORD)
    tab.get_by_role("button", name="Sign in", exact=True).click()
    title(tab, "Cramp diary")
    assert not ProgressEntry.objects.filter(client=newcomer).exists()


def test_other_answers_in_a_second_tab_are_shown_beside_those_that_were_kept(tab):  # noqa: F811
    first = begin(tab)
    other = tab.context.new_page()
    other.goto(first)
    answer_page(tab)
    tab.get_by_role("button", **GO_ON).click()
    expect(tab).not_to_have_url(first)
    answer_page(other)
    other.locator("form.question input[value='not_sure']").last.check(force=True)
    other.get_by_role("button", **GO_ON).click()
    expect(other.get_by_text("You answered this page somewhere else too")).to_be_visible()
    other.get_by_role("button", **GO_ON).click()
    expect(other).not_to_have_url(first)


@pytest.mark.parametrize("name", ["portal:cramp_now", "assessments:start"])
def test_the_first_words_come_soon_where_one_is_in_pain(name, visit):
    assert SLOW["latency"] / 1000 < first_words(visit, reverse(name)) < FIRST_TEXT


def test_the_cramp_page_says_what_to_do_while_its_drawings_are_away(visit):
    page = visit(PHONE)
    page.route("**/*.svg", lambda route: None)
    page.goto(reverse("portal:cramp_now"), wait_until="commit")
    expect(page.get_by_role("heading", name="Stretch it gently")).to_be_visible()
    expect(page.get_by_text("Straighten your leg.")).to_be_visible()
    expect(page.locator("main a[href='tel:999']").first).to_be_visible()
    page.unroute_all(behavior="ignoreErrors")
