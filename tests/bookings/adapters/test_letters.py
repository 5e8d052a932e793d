from datetime import timedelta
from types import SimpleNamespace

import pytest

from bookings.adapters import letters
from tests.bookings.clinic import NOW, TEN

DAY = timedelta(hours=24)


def visit(start=TEN):
    return SimpleNamespace(starts_at=start, change_notice=timedelta(hours=24))


def test_a_time_is_said_in_the_clinics_words():
    assert letters.when(visit()) == "Tuesday 24 November, 10:00am"
    summer = visit(TEN.replace(month=7, day=1))
    assert letters.when(summer) == "Wednesday 1 July, 11:00am"


@pytest.mark.parametrize(
    ("now", "says"),
    [(TEN - DAY, "until 10:00am on Monday 23 November"), (TEN - DAY + timedelta(seconds=1), "is soon")],
)
def test_the_rule_says_only_what_can_still_be_done(now, says):
    assert says in letters.cancel_rule(visit(), now)


@pytest.mark.parametrize(
    ("now", "says"),
    [(TEN - DAY, "Change or cancel"), (TEN - DAY + timedelta(seconds=1), "See your visit")],
)
def test_the_link_promises_only_what_its_page_can_do(now, says):
    """ "Change or cancel" stood above "This visit is soon. To change it, please ring us."."""
    assert letters.manage_says(visit(), now) == says


def test_the_cut_off_over_a_clock_change_is_elapsed_time():
    change = TEN.replace(month=10, day=25, hour=9)
    assert "10:00am on Saturday 24 October" in letters.cancel_rule(visit(change), NOW - 60 * DAY)


def test_a_clients_name_brings_no_link_to_a_therapist():
    """Whoever books types it, and it went as it was into the letter of a visit."""
    room = SimpleNamespace(name="Room 1", location=SimpleNamespace(name="Demo"))
    client = SimpleNamespace(name="Sign in again: https://evil.example/day")
    booked = SimpleNamespace(starts_at=TEN, room=room, client=client, minutes=60)
    assert letters.for_therapist(booked)["client"] == "Sign in again: https: //evil. example/day"
