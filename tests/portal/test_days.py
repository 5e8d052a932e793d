"""The day pages: who sees what, and that nothing clinical is on the clinic's board."""

from datetime import timedelta

import pytest
import time_machine
from psycopg2.extras import DateTimeTZRange

from bookings.actions import appointments, holds
from bookings.actions.details import Details
from bookings.actions.holds import Wish
from bookings.models import TimeOff
from hekas.accounts.models import User
from tests.bookings.clinic import BY, NOW, TEN, cleared_visitor, make_client, make_clinic, make_intake
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db
DAY = "?day=2026-11-24"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def clinic():
    return make_clinic()


def book(clinic, therapist=0, name="Demo Dana"):
    person, wish = cleared_visitor(), Wish(clinic.service, TEN, clinic.therapists[therapist])
    hold = holds.place(wish=wish, person=person, own=None, by=BY, now=NOW).appointment
    who = Details(name, "dana@demo.example", "+447700900123")
    return appointments.book(hold=hold, person=person, details=who, by=BY, now=NOW)


def robot_of(user):
    robot = Robot()
    robot.client.force_login(user)
    return robot


@pytest.fixture
def admin():
    return robot_of(User.objects.create_user("admin@demo.example", "x", role="admin"))


def test_a_therapist_sees_their_own_visits_with_the_result(clinic):
    book(clinic)
    book(clinic, 1, "Demo Eli")
    page = robot_of(clinic.therapists[0].user).open(f"/day/{DAY}")
    assert "Demo Dana" in page.text
    assert "Demo Eli" not in page.text
    assert "/assessments/clients/results/" in page.link("Answers and result")


def test_a_visit_is_marked_from_the_page(clinic, _clock):
    booked = book(clinic)
    _clock.move_to(TEN - timedelta(minutes=5))
    robot = robot_of(clinic.therapists[0].user)
    page = robot.submit(robot.open("/day/").form("mark"), event="arrive")
    assert page.headings == ["Tuesday 24 November"]
    booked.refresh_from_db()
    assert booked.status == "arrived"


def test_the_board_shows_all_therapists(clinic, admin):
    book(clinic)
    book(clinic, 1, "Demo Eli")
    page = admin.open(f"/clinic/{DAY}")
    for words in ("Demo Amira", "Demo Ben", "Demo Dana", "Demo Eli", "9am to 5pm"):
        assert words in page.text


def test_a_held_client_is_to_call_without_a_clinical_word(clinic, admin):
    book(clinic).client.clearances.update(gate="held")
    page = admin.open(f"/clinic/{DAY}")
    assert "To call" in page.text
    assert "Something to talk about" not in page.text
    assert "/assessments/" not in page.html.split("<main")[1]


def test_an_empty_day_says_so(clinic, admin):
    assert "Nobody works on this day" in admin.open("/clinic/?day=2026-11-29").text


@pytest.mark.parametrize("query", ["?day=x", "?day=0001-01-01", "?day=9999-12-31", "?day=2026-02-30"])
def test_an_odd_day_is_today(clinic, admin, query):
    assert admin.open(f"/clinic/{query}").headings == ["Monday 23 November"]


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25", "2027-03-28"])
def test_the_board_of_a_change_day(clinic, admin, day):
    assert admin.open(f"/clinic/?day={day}").status == 200


@pytest.mark.parametrize(
    ("role", "page"), [("client", "/me/"), ("therapist", "/day/"), ("admin", "/clinic/")]
)
def test_signing_in_leads_to_the_page_of_the_role(client, role, page):
    client.force_login(User.objects.create_user("x@demo.example", "x", role=role))
    assert client.get("/after-sign-in/")["Location"] == page


def test_a_client_sees_their_visits(clinic):
    alice = User.objects.create_user("alice@demo.example", "x")
    booked = book(clinic)
    type(booked.client).objects.filter(pk=booked.client.pk).update(user=alice)
    page = robot_of(alice).open("/me/")
    assert "Tuesday 24 November, 10:00am" in page.text
    assert f"/bookings/{booked.uuid}/" in page.link("See the visit")


def test_a_new_client_is_shown_where_to_begin():
    page = robot_of(User.objects.create_user("new@demo.example", "x")).open("/me/")
    assert "Nothing is booked." in page.text
    assert page.link("Start the questions").endswith("/assessments/start/")


def test_old_answers_are_asked_again():
    alice = User.objects.create_user("alice@demo.example", "x")
    make_intake(client=make_client("Demo Alice", user=alice), days_old=15)
    page = robot_of(alice).open("/me/")
    assert page.link("Answer the safety questions").endswith("/assessments/again/")


def test_a_therapist_sees_which_of_their_visits_can_not_stay(clinic):
    book(clinic)
    book(clinic, 1, "Demo Eli")
    TimeOff.objects.create(
        therapist=clinic.therapists[0],
        during=DateTimeTZRange(TEN, TEN + timedelta(hours=1)),
        reason="Away",
    )
    page = robot_of(clinic.therapists[0].user).open(f"/day/{DAY}")
    assert "To look at" in page.text
    assert "Tuesday 24 November, 10:00am, Demo Dana" in page.text
    assert "To look at" not in robot_of(clinic.therapists[1].user).open(f"/day/{DAY}").text
