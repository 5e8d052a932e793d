"""One hold in two tabs, two devices, two programs: it belongs to its token, and nobody gets two visits."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache

from bookings.actions import appointments, holds
from bookings.actions.appointments import Changed
from bookings.actions.details import Details
from bookings.models import Appointment
from bookings.permissions import HOLD
from hekas.accounts.models import Client, User
from hekas.api.actions import keys
from hekas.api.terms import Scope
from hekas.messaging.models import OutboundMessage
from tests.api.conftest import Program, check_problem, healthy
from tests.bookings.clinic import BY, NOW, TEN, cleared_client, make_client, make_intake
from tests.bookings.views.test_journey import DETAILS, cleared_robot, hold, search
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db
HALF = timedelta(minutes=30)
ANOTHER = "You chose another time in another window"


@pytest.fixture(autouse=True)
def _clock():
    cache.clear()
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def robot(clinic):
    return cleared_robot()


def booked():
    return Appointment.objects.filter(status="booked")


def test_what_the_first_tab_shows_is_not_booked_once_the_second_chose_another_time(robot):
    first = hold(robot).form("confirm")
    hold(robot, TEN + HALF)
    page = robot.submit(first, **DETAILS)
    assert page.status == 409
    assert ANOTHER in page.text and "10:30am" in page.text
    assert not booked().exists() and not OutboundMessage.objects.exists()
    form = page.form("confirm")
    assert form.data()["name"] == [DETAILS["name"]]
    assert robot.submit(form).headings == ["You are booked in"]
    assert booked().get().starts_at == TEN + HALF


def test_the_second_tab_books_what_it_shows(robot):
    hold(robot)
    assert robot.submit(hold(robot, TEN + HALF).form("confirm"), **DETAILS).headings == ["You are booked in"]
    assert booked().get().starts_at == TEN + HALF


def test_chosen_again_as_it_was_either_tab_books_it(robot):
    first = hold(robot).form("confirm")
    hold(robot, TEN + HALF)
    hold(robot, TEN)
    assert robot.submit(first, **DETAILS).headings == ["You are booked in"]
    assert booked().get().starts_at == TEN


def test_confirmed_in_both_tabs_it_is_one_visit_told_of_once(robot):
    first, second = (hold(robot).form("confirm") for _ in range(2))
    for form in (first, second, first):
        page = robot.submit(form, **DETAILS)
        assert (page.status, page.headings) == (200, ["You are booked in"])
    assert booked().count() == 1
    assert OutboundMessage.objects.filter(template="appointment_confirmed").count() == 1


def test_a_page_from_before_the_release_books_as_it_did(robot):
    form = hold(robot).form("confirm")
    form.controls.pop("seen")
    assert robot.submit(form, **DETAILS).headings == ["You are booked in"]


def test_a_hold_that_moved_at_the_very_moment_is_not_booked(clinic):
    cleo = cleared_client()
    wish = holds.Wish(clinic.service, TEN, clinic.therapists[0])
    first = holds.place(wish=wish, person=cleo, own=None, by=BY, now=NOW).appointment
    stale = Appointment.objects.get(pk=first.pk)
    other = holds.Wish(clinic.service, TEN + HALF, clinic.therapists[0])
    holds.place(wish=other, person=cleo, own=first, by=BY, now=NOW)
    with pytest.raises(Changed):
        details = Details(cleo.client.name, cleo.client.email)
        appointments.book(hold=stale, person=cleo, details=details, by=BY, now=NOW)
    assert not booked().exists()


def test_the_secret_of_a_hold_that_moved_opens_nothing(robot, clinic):
    hold(robot)
    old = dict(robot.client.session[HOLD])
    hold(robot, TEN + HALF)
    thief = cleared_robot()
    session = thief.client.session
    session[HOLD] = old
    session.save()
    assert thief.open(f"/bookings/details/{old['uuid']}/").status == 404
    assert Appointment.objects.get().starts_at == TEN + HALF


def test_a_copied_session_neither_books_twice_nor_reads_who_booked(robot):
    """Another device with the same secret, after the first has confirmed."""
    form = hold(robot).form("confirm")
    copy = cleared_robot()
    session = copy.client.session
    session[HOLD] = dict(robot.client.session[HOLD])
    session.save()
    elsewhere = copy.open(form.action.replace("confirm", "details")).form("confirm")
    robot.submit(form, **DETAILS)
    page = copy.submit(elsewhere, name="Demo Other", email="other@demo.example")
    assert page.status == 404
    assert DETAILS["name"] not in page.html and DETAILS["email"] not in page.html
    assert (booked().count(), Client.objects.count()) == (1, 1)


def test_two_devices_of_one_account_have_a_hold_each_and_overlap_in_none(clinic):
    user = User.objects.create_user("cleo@demo.example", "x")
    make_intake(client=make_client("Demo Cleo", user=user))
    phone, laptop = Robot(), Robot()
    for device in (phone, laptop):
        device.client.force_login(user)
    first = hold(phone).form("confirm")
    times = search(laptop).form("hold")
    refused = laptop.submit(times, start=TEN.isoformat())
    assert refused.status == 409
    assert phone.submit(first).headings == ["You are booked in"]
    assert laptop.submit(times, start=(TEN + HALF).isoformat()).status == 409  # it would lie over the first
    assert booked().count() == 1


# A program: the token is all that a hold belongs to


@pytest.fixture
def program(clinic):
    return Program(keys.create(name="Demo program", scopes=[Scope.BOOKINGS_WRITE], by=BY, now=NOW))


def test_one_token_in_two_programs_books_once(program, clinic):
    other = Program(keys.create(name="Other program", scopes=[Scope.BOOKINGS_WRITE], by=BY, now=NOW))
    held = program.hold(clinic).json()
    first, second = program.book(held, healthy(), once="one"), other.book(held, healthy(), once="one")
    assert first.json()["id"] == second.json()["id"]
    assert (booked().count(), Client.objects.count()) == (1, 1)


@pytest.mark.parametrize("changes", [{"name": "Demo Other"}, {"email": "other@demo.example"}])
def test_one_token_for_two_people_books_the_first_and_tells_the_second_nothing(program, clinic, changes):
    held, who = program.hold(clinic).json(), {"name": "Demo Dora", "email": "dora@demo.example"}
    first = program.book(held, healthy(), who, once="one").json()
    answer = program.book(held, healthy(), {**who, **changes}, once="two")
    problem = check_problem(answer, 409, "hold_expired")
    assert "somebody else" in problem["detail"]
    assert first["id"] not in answer.content.decode()
    assert (booked().count(), Client.objects.count()) == (1, 1)
    shouted = {"name": "demo dora", "email": "DORA@demo.example"}
    assert program.book(held, healthy(), shouted, once="three").json()["id"] == first["id"]


def test_another_token_is_not_its_own(program, clinic):
    first, second = (program.hold(clinic, TEN + n * 2 * HALF).json() for n in range(2))
    mixed = {"id": first["id"], "token": second["token"]}
    check_problem(program.book(mixed, healthy()), 404, "not_found")
    assert not booked().exists()


def test_at_the_very_moment_at_which_it_runs_out_both_tabs_say_so(robot, _clock):
    page = hold(robot)
    _clock.move_to(Appointment.objects.get().hold_expires_at)
    assert "Confirm my visit" not in robot.open(page.url).html
    assert robot.submit(page.form("confirm"), **DETAILS).status == 409
    assert not Appointment.objects.filter(status="booked").exists()
