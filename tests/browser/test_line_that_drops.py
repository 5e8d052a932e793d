"""A line that drops while something is sent: the page stays, says so, and one more press sends it."""

import pytest
from playwright.sync_api import expect

from assessments.models import Intake
from bookings.models import Appointment
from tests.browser.test_journey import answer_page
from tests.browser.test_odd_ways import GO_ON, begin, tab  # noqa: F401 - a fixture
from tests.browser.test_roles import NEWCOMER, link, newcomer, press, sign_in, title  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OFF, ON = "You are not connected.", "You are connected again."
LYING = {"viewport": {"width": 740, "height": 360}, "is_mobile": True, "has_touch": True}


def test_answers_that_are_sent_without_a_line_are_not_lost(tab):  # noqa: F811
    first = begin(tab)
    answer_page(tab)
    tab.context.set_offline(True)
    tab.get_by_role("button", **GO_ON).click()
    expect(tab.get_by_role("alert")).to_contain_text(OFF)
    assert tab.url == first
    answered = tab.locator("form.question input:checked").count()
    assert answered > 1
    tab.context.set_offline(False)
    expect(tab.get_by_role("alert")).to_contain_text(ON)
    tab.get_by_role("button", **GO_ON).click()
    expect(tab).not_to_have_url(first)
    tab.go_back()
    expect(tab.locator("form.question input:checked")).to_have_count(answered)


def test_a_slip_that_was_kept_is_mended_where_the_page_never_heard_of_it(tab):  # noqa: F811
    """They were told that another tab had answered."""
    first = begin(tab)
    tab.route("**/kept/", lambda route: (route.fetch(), route.abort()))
    with tab.expect_event("requestfailed"):
        tab.locator("form.question").get_by_text("Yes", exact=True).first.click()
    assert Intake.objects.exclude(kept_from="").count() == 1
    tab.unroute("**/kept/")
    answer_page(tab)
    tab.get_by_role("button", **GO_ON).click()
    expect(tab).not_to_have_url(first)
    expect(tab.get_by_text("another tab")).to_have_count(0)


def test_a_visit_that_is_confirmed_without_a_line_is_booked_once_by_the_next_press(tab, newcomer):  # noqa: F811
    sign_in(tab, NEWCOMER)
    link(tab, "See the reasons")
    tab.locator("form.next-times button").last.click()
    title(tab, "Check and confirm")
    tab.context.set_offline(True)
    press(tab, "Confirm my visit")
    expect(tab.get_by_role("alert")).to_contain_text(OFF)
    tab.context.set_offline(False)
    tab.get_by_role("button", name="Confirm my visit").dblclick()  # a shaking finger
    title(tab, "You are booked in")
    assert Appointment.objects.filter(client=newcomer, status="booked").count() == 1


def test_on_a_phone_that_lies_nothing_covers_the_field_that_has_the_focus(visit):
    """360 pixels are half a screen: whatever sticks would hide the questions."""
    page = visit(LYING)
    begin(page)
    fields = page.locator("form.question input:visible")
    for number in range(fields.count()):
        field = fields.nth(number)
        field.focus()
        expect(field).to_be_in_viewport()
        on_top = field.evaluate(
            """(e) => { const box = e.getBoundingClientRect();
            const found = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            return e === found || e.closest("label")?.contains(found) }"""
        )
        assert on_top, field.get_attribute("id")
    assert page.evaluate("document.documentElement.scrollWidth") <= 740
