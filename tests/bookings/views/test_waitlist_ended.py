"""A place on the waiting list that has ended says what became of it, and what to do next."""

import pytest

from bookings.models import WaitlistEntry
from tests.bookings.views.test_journey import cleared_robot
from tests.bookings.views.test_waitlist import _clock, full, joined  # noqa: F401 - the same clinic

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "heading", "next_step"),
    [("over", "These dates are over", "Book a visit"), ("taken", "You have taken a time", "See your visits")],
)
def test_whoever_waits_no_more_reads_what_became_of_it_and_what_to_do(full, alice, state, heading, next_step):  # noqa: F811
    """Taken, left or over, it said no more than that they wait no more."""
    page = joined(alice)
    WaitlistEntry.objects.update(state=state)
    page = alice.open(page.url)
    assert page.headings == [heading]
    assert [words in page.text for words in ("Book a visit", "See your visits")].count(True) == 1
    assert next_step in page.text and "Leave the list" not in page.text


def test_whoever_took_a_time_without_an_account_reads_where_it_is_and_has_a_way_on(full):  # noqa: F811
    """It was "among your visits", of which they have no page, and nothing on the page led anywhere."""
    robot = cleared_robot()
    page = joined(robot)
    WaitlistEntry.objects.update(state="taken")
    page = robot.open(page.url)
    assert page.headings == ["You have taken a time"]
    assert "The link in your confirmation shows it" in page.text and "among your visits" not in page.text
    assert "/bookings/" in page.link("Book another visit")
