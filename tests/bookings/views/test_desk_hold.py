"""Who rings about somebody rings the desk: it can stop bookings for anybody, and read nothing (ADR 43)."""

from datetime import timedelta

import pytest
import time_machine

from assessments.actions import clearances
from assessments.models import Clearance
from assessments.queries.clearances import advice_for
from assessments.queries.waiting import waiting_for
from bookings.actions.holds import NotCleared
from hekas.accounts.models import User
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import NOW, make_client
from tests.bookings.safety.people import GREEN, HELD, RED, book, client_with, give, hold, release, status
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db
HEARD = "Her GP rang: a clot is being looked for"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def jo():
    return User.objects.create_user("jo@demo.example", "x", role="admin", name="Demo Jo")


@pytest.fixture
def desk(jo):
    robot = Robot()
    robot.client.force_login(jo)
    return robot


def stop(desk, client, reason=HEARD):
    booking = desk.open(f"/bookings/desk/book/?client={client.uuid}")
    page = desk.open(booking.link("/hold/"))
    return desk.submit(page.form("/hold/"), reason=reason)


def gate(client, now=NOW):
    return advice_for(now=now, client=client).gate


def test_whoever_is_in_nobodys_care_is_held_and_every_therapist_is_told(desk, clinic):
    cleo = client_with(GREEN)
    page = stop(desk, cleo)
    assert "No more bookings for Demo Cleo" in page.text and "Not yet: " in page.text
    with pytest.raises(NotCleared):
        hold(clinic, cleo)
    told = OutboundMessage.objects.filter(template="held_for_review").values_list("user__email", flat=True)
    assert sorted(told) == sorted(one.user.email for one in clinic.therapists)


def test_a_therapist_reads_why_and_from_whom_and_the_desk_reads_neither(desk, clinic):
    cleo = client_with(GREEN)
    stop(desk, cleo)
    (row,) = waiting_for(clinic.therapists[0])
    assert (row.holder, row.hold_reason) == ("Demo Jo", HEARD)
    assert HEARD not in desk.open(f"/bookings/desk/book/?client={cleo.uuid}").text


def test_newer_clean_answers_stay_held_until_a_therapist_releases_them(desk, clinic):
    cleo = client_with(GREEN)
    visit = book(clinic, cleo)
    stop(desk, cleo)
    give(cleo, GREEN, NOW + HOUR)
    assert (gate(cleo, NOW + HOUR), status(visit)) == ("held", "booked")
    release(cleo, clinic.therapists[0], NOW + 2 * HOUR)
    assert gate(cleo, NOW + 2 * HOUR) == "open"
    assert not Clearance.objects.current().get(client=cleo).is_held_by_hand


def test_a_release_takes_the_desks_name_away_with_the_hold(desk, clinic):
    cleo = client_with(GREEN)
    stop(desk, cleo)
    row = release(cleo, clinic.therapists[0], NOW + HOUR)
    assert (row.held_at_desk_by, row.held_at, row.hold_reason) == (None, None, "")


@pytest.mark.parametrize("told", [HELD, RED, None])
def test_nothing_is_offered_where_nothing_is_open(desk, told):
    cleo = make_client("Demo Cleo") if told is None else client_with(told)
    assert "Stop bookings until" not in desk.open(f"/bookings/desk/book/?client={cleo.uuid}").text
    page = desk.open(f"/bookings/desk/book/{cleo.uuid}/hold/")
    assert "Tell a therapist what you have heard" in page.text and "Who rang" not in page.text


def test_what_was_closed_meanwhile_is_said_and_changes_nothing(desk, jo):
    cleo = client_with(GREEN)
    page = desk.open(f"/bookings/desk/book/{cleo.uuid}/hold/")
    give(cleo, RED)
    assert "nothing had to be stopped" in desk.submit(page.form("/hold/"), reason=HEARD).text
    assert Clearance.objects.current().get(client=cleo).holder == ""


def test_words_are_part_of_it(desk):
    cleo = client_with(GREEN)
    assert "Enter who rang and what they said" in stop(desk, cleo, reason=" ").text
    assert gate(cleo) == "open"


def test_a_stop_that_came_in_between_refuses(jo, clinic):
    with pytest.raises(clearances.NotOpen):
        by = {"by": None, "now": NOW}
        clearances.hold_at_desk(make_client("Demo Nobody"), user=jo, reason=HEARD, **by)
