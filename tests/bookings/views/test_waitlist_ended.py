"""A place on the waiting list that has ended says what became of it, and what to do next."""

import pytest

from bookings.models import WaitlistEntry
from hekas.accounts.models import User
from tests.bookings.clinic import make_client, make_intake
from tests.bookings.views.test_waitlist import _clock, full, joined  # noqa: F401 - the same clinic
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "heading", "next_step"),
    [("over", "These dates are over", "Book a visit"), ("taken", "You have taken a time", "See your visits")],
)
def test_whoever_waits_no_more_reads_what_became_of_it_and_what_to_do(full, state, heading, next_step):  # noqa: F811
    """Taken, left or over, it said no more than that they wait no more."""
    robot, user = Robot(), User.objects.create_user("alice@demo.example", "demo demo demo")
    make_intake(client=make_client("Demo Alice", user=user))
    robot.client.force_login(user)
    page = joined(robot)
    WaitlistEntry.objects.update(state=state)
    page = robot.open(page.url)
    assert page.headings == [heading]
    assert [words in page.text for words in ("Book a visit", "See your visits")].count(True) == 1
    assert next_step in page.text and "Leave the list" not in page.text
