"""What the desk overrules is what it read: the press of one button, and the room that was named."""

from datetime import timedelta

import pytest
import time_machine

from bookings.actions import desk
from bookings.actions.desk import InTheWay
from bookings.models import Appointment, Room
from bookings.scheduling.terms import Hindrance
from hekas.accounts.models import User
from hekas.audit.models import AuditEvent
from tests.bookings.actions.test_desk import book, order
from tests.bookings.clinic import BY, NOW, TEN, cleared_client
from tests.bookings.views.test_desk import book_page, send, spot
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def jo():
    robot = Robot()
    robot.client.force_login(User.objects.create_user("jo@demo.example", "x", role="admin"))
    return robot


@pytest.fixture
def one_room(clinic):
    """Two therapists and one room: Amira's visit at ten has it."""
    first, second = clinic.rooms
    Room.objects.filter(pk=second.pk).update(is_active=False)
    book(clinic)
    return first


def test_pressed_and_refused_once_the_plain_button_overrules_nothing(jo, clinic):
    """A client's own visit was in the way; then they chose the time of somebody else's."""
    cleo = cleared_client("Demo Dora").client
    book(clinic)
    book(clinic, client=cleo, start=TEN + 2 * HOUR)
    page = send(jo, book_page(jo, cleo), clinic, at="12:00")
    page = jo.submit(page.form("desk/book/"), overbook="on")
    assert page.status == 409
    again = jo.submit(page.form("desk/book/"), **spot(clinic))
    assert (again.status, "Demo Amira has another visit then." in again.text) == (409, True)
    assert not Appointment.objects.filter(overbooked=True).exists()


def test_nor_where_it_moves(jo, clinic):
    visit = book(clinic, "Demo Dora", start=TEN + 2 * HOUR)
    book(clinic)
    page = jo.open(f"/bookings/desk/{visit.uuid}/move/")
    page = jo.submit(page.form("move/"), overbook="on", day="", at="12:30")
    again = jo.submit(page.form("move/"), **spot(clinic))
    assert again.status == 409
    assert not Appointment.objects.filter(overbooked=True).exists()


def test_the_room_that_is_shared_is_named_before_and_written_down(jo, clinic, one_room):
    page = send(jo, book_page(jo, cleared_client("Demo Dora").client), clinic, therapist=1)
    assert "No room is free then." in page.text
    assert f"it would share {one_room.name} with another visit" in page.text
    jo.submit(page.form("desk/book/"), overbook="on")
    over = Appointment.objects.get(overbooked=True)
    assert over.room == one_room
    told = AuditEvent.objects.get(action="appointment overbooked").detail
    assert told == {"against": "room", "shares": str(one_room.uuid)}


def test_so_it_is_where_a_visit_moves(jo, clinic, one_room):
    other = book(clinic, "Demo Dora", start=TEN + 2 * HOUR, therapist=1)
    page = jo.open(f"/bookings/desk/{other.uuid}/move/")
    page = jo.submit(page.form("move/"), **spot(clinic, therapist=1))
    assert f"it would share {one_room.name}" in page.text
    jo.submit(page.form("move/"), overbook="on")
    other.refresh_from_db()
    assert (other.overbooked, other.room, other.starts_at) == (True, one_room, TEN)


def test_a_room_that_nobody_named_is_not_shared(clinic, one_room):
    wanted = order(clinic, cleared_client("Demo Dora").client, therapist=1)
    with pytest.raises(InTheWay) as refusal:
        desk.book(order=wanted, by=BY, now=NOW, overbook=True)
    assert (refusal.value.against, refusal.value.shared) == ({Hindrance.ROOM}, one_room)


def test_another_room_than_the_named_one_is_not_shared(clinic, one_room):
    wanted = order(clinic, cleared_client("Demo Dora").client, therapist=1)
    with pytest.raises(InTheWay):
        desk.book(order=wanted, by=BY, now=NOW, overbook=True, shares=clinic.rooms[1].uuid)
    assert not Appointment.objects.filter(overbooked=True).exists()


def test_where_there_is_no_room_at_all_nothing_can_be_put(jo, clinic):
    Room.objects.update(is_active=False)
    page = send(jo, book_page(jo, cleared_client("Demo Dora").client), clinic)
    assert "No room is free then." in page.text
    assert "all the same" not in page.text
    assert jo.submit(page.form("desk/book/"), overbook="on").status == 409
    assert Appointment.objects.count() == 0


def test_over_another_visit_of_the_therapist_a_free_room_is_taken_and_none_is_named(jo, clinic):
    book(clinic)
    page = send(jo, book_page(jo, cleared_client("Demo Dora").client), clinic)
    assert "it would share" not in page.text
    jo.submit(page.form("desk/book/"), overbook="on")
    assert {one.room for one in Appointment.objects.all()} == set(clinic.rooms)
