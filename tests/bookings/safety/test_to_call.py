"""Whom to ring before their visit: found by state, told once, without a clinical word."""

from datetime import timedelta

import pytest
import time_machine

from bookings import tasks
from bookings.actions import to_call as action
from bookings.models import Service
from bookings.queries.clearing import Missing
from bookings.queries.to_call import to_call
from hekas.accounts.models import User
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import NOW, TEN, make_client
from tests.bookings.safety.people import HELD, RED, book, client_with, give, release, status
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SOON = TEN - 5 * HOUR
UNWELL = {"health": {"unwell_now": "yes"}}  # K5: it passes


@pytest.fixture
def cleo(clinic):
    return client_with(phone="+447700900123")


@pytest.fixture
def visit(clinic, cleo):
    return book(clinic, cleo)


def missing(now=SOON, **more):
    return [one.missing for one in to_call(now, **more)]


def test_who_is_cleared_is_not_called(visit):
    assert missing() == []


def test_held_is_to_call_until_released(clinic, cleo, visit):
    give(cleo, HELD, NOW)
    assert missing() == [Missing.WORD]
    release(cleo, clinic.therapists[0])
    assert missing() == []


def test_answers_that_will_be_too_old_at_the_visit(clinic):
    """Fresh now, and not at ten: judged at the time of the visit."""
    answered = TEN - 14 * DAY - HOUR
    book(clinic, client_with(name="Demo Dora", now=answered), now=answered)
    assert missing(SOON) == [Missing.ANSWERS]


def test_a_stop_under_the_same_address(cleo, visit):
    twin = make_client("Demo Twin")
    twin.email = cleo.email
    twin.save()
    give(twin, RED)
    assert missing() == [Missing.WORD]


@pytest.mark.parametrize(
    ("now", "found"), [(TEN - DAY - HOUR, 0), (TEN - DAY + HOUR, 1), (TEN + 2 * HOUR, 0)]
)
def test_only_the_next_24_hours(cleo, visit, now, found):
    give(cleo, HELD, NOW)
    assert len(to_call(now)) == found


def test_each_therapist_has_their_own(clinic, cleo, visit):
    give(cleo, HELD, NOW)
    assert [len(to_call(SOON, therapist)) for therapist in clinic.therapists] == [1, 0]


def test_the_number_of_statements_does_not_grow(clinic, django_assert_num_queries):
    for hours in range(5):
        give(book(clinic, client_with(name=f"Demo C{hours}"), TEN + hours * HOUR).client, HELD, NOW)
    with django_assert_num_queries(4):
        assert len(to_call(SOON)) == 5


def test_who_was_told_of_is_asked_about_with_all_others(clinic, django_assert_num_queries):
    """Every hour again: a chain of 200 therapists has some 700 of them, and each was two statements more."""
    for hours in range(3):
        give(book(clinic, client_with(name=f"Demo C{hours}"), TEN + hours * HOUR).client, HELD, NOW)
        action.tell(SOON)
        with django_assert_num_queries(6):
            assert action.tell(SOON + HOUR) == hours + 1
    assert OutboundMessage.objects.filter(template="therapist_call_first").count() == 3


def test_other_answers_are_told_of_once_more(cleo, visit):
    for n in range(2):
        give(cleo, HELD, NOW + n * HOUR)
        assert [action.tell(SOON + HOUR) for _ in range(2)] == [1, 1]
    assert OutboundMessage.objects.filter(template="therapist_call_first").count() == 2


def test_the_therapist_is_told_once_and_neutrally(cleo, visit):
    give(cleo, HELD, NOW)
    assert [action.tell(SOON + n * HOUR) for n in range(3)] == [1, 1, 1]
    told = OutboundMessage.objects.get(template="therapist_call_first")
    assert told.user == visit.therapist.user
    assert "vein" not in str(dict(told.context)).lower()


def test_the_tasks_do_both(cleo, visit):
    give(cleo, HELD, NOW)
    with time_machine.travel(SOON, tick=False):
        assert (tasks.tell_whom_to_call(), tasks.withdraw_uncleared()) == (1, 0)
    with time_machine.travel(TEN - 2 * HOUR, tick=False):
        assert (tasks.withdraw_uncleared(), status(visit)) == (1, "cancelled")


@pytest.mark.parametrize("page", ["/clinic/", "/day/"])
def test_the_list_stands_on_the_day_without_a_reason(clinic, cleo, visit, page):
    give(cleo, HELD, NOW)
    robot = Robot()
    admin = User.objects.create_user("admin@demo.example", "x", role="admin")
    robot.client.force_login(admin if page == "/clinic/" else clinic.therapists[0].user)
    with time_machine.travel(SOON, tick=False):
        shown = robot.open(page)
    assert "To call: visits of the next 24 hours" in shown.text
    assert ("Take care: see the visit" in shown.text) == (page == "/day/")
    assert "Demo Cleo" in shown.text
    assert not [word for word in ("vein", "K7", "held because") if word in shown.text]


@pytest.mark.parametrize("page", ["/clinic/", "/clinic/?view=week", "/day/"])
def test_whoever_is_on_the_list_is_marked_on_their_card_too(clinic, visit, page):
    """Not held, but new to a service for those who have been here: the desk has to find another visit."""
    Service.objects.update(clearance="seen")
    robot = Robot()
    admin = User.objects.create_user("admin@demo.example", "x", role="admin")
    robot.client.force_login(clinic.therapists[0].user if page == "/day/" else admin)
    with time_machine.travel(SOON, tick=False):
        shown = robot.open(page)
    assert "Find them a first assessment" in shown.text
    assert any(mark in shown.html for mark in ("visit--held", "slot--held", "week__visit--held"))


def test_the_list_is_not_there_when_there_is_nobody(visit, client, clinic):
    client.force_login(clinic.therapists[0].user)
    with time_machine.travel(SOON, tick=False):
        assert "To call: " not in client.get("/day/").content.decode()


def call():
    return OutboundMessage.objects.filter(template="therapist_call_first").order_by("id")


def test_who_was_released_need_not_be_called(clinic, cleo, visit):
    """The mail server was away for an hour: the therapist who let them through is not sent after them."""
    give(cleo, HELD, NOW)
    action.tell(SOON)
    release(cleo, clinic.therapists[0], now=SOON)
    (letter,) = call()
    assert (letter.state, letter.dropped_because) == (
        "dropped", "nothing stands between the client and the visit any more",
    )  # fmt: skip


def test_who_answered_again_need_not_be_called(cleo, visit):
    give(cleo, UNWELL, NOW)
    action.tell(SOON)
    give(cleo, now=SOON)
    assert [letter.state for letter in call()] == ["dropped"]


def test_who_untold_what_does_not_pass_is_still_called(cleo, visit):
    """Veins do not go by being left out: docs/adr/0029-what-was-told-is-asked-about.md."""
    give(cleo, HELD, NOW)
    action.tell(SOON)
    give(cleo, now=SOON)
    assert [letter.state for letter in call()] == ["queued"]


def test_a_release_that_leaves_something_else_missing_takes_nothing_back(clinic, cleo, visit):
    give(cleo, HELD, NOW)
    twin = make_client("Demo Twin")
    twin.email = cleo.email
    twin.save()
    give(twin, RED)
    action.tell(SOON)
    release(cleo, clinic.therapists[0], now=SOON)
    assert [letter.state for letter in call()] == ["queued"]


def test_who_is_held_again_is_to_be_called_again(clinic, cleo, visit):
    for minute in (0, 1):
        soon = SOON + minute * timedelta(minutes=1)
        give(cleo, HELD, soon - timedelta(seconds=30))
        action.tell(soon)
        release(cleo, clinic.therapists[0], now=soon)
        give(cleo, HELD, soon)
        action.tell(soon)
    assert [letter.state for letter in call()] == ["dropped", "dropped", "dropped", "queued"]
