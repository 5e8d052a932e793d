"""What the desk overrules is what it read: the press of one button, and the room that was named."""

from datetime import timedelta

import pytest

from bookings.actions import appointments, desk
from bookings.actions.desk import InTheWay
from bookings.models import Appointment, Room
from bookings.scheduling.terms import Hindrance
from hekas.audit.models import AuditEvent
from tests.bookings.actions.test_desk import book, move, order
from tests.bookings.clinic import BY, NOW, TEN, cleared_client
from tests.bookings.overruling import press
from tests.bookings.safety.people import confirm, hold
from tests.bookings.views.test_desk import book_page, send, spot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


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
    page = press(jo, page, "desk/book/")
    assert page.status == 409
    again = jo.submit(page.form("desk/book/"), **spot(clinic))
    assert (again.status, "Demo Amira has another visit then." in again.text) == (409, True)
    assert not Appointment.objects.filter(overbooked=True).exists()


def test_nor_where_it_moves(jo, clinic):
    visit = book(clinic, "Demo Dora", start=TEN + 2 * HOUR)
    book(clinic)
    page = jo.open(f"/bookings/desk/{visit.uuid}/move/")
    page = press(jo, page, "move/", day="", at="12:30")
    again = jo.submit(page.form("move/"), **spot(clinic))
    assert again.status == 409
    assert not Appointment.objects.filter(overbooked=True).exists()


def test_another_time_in_the_same_form_is_asked_about_anew(jo, clinic):
    """Both times are outside the hours and nobody stands there: what was read was of the first."""
    page = send(jo, book_page(jo, cleared_client("Demo Dora").client), clinic, at="18:00")
    again = press(jo, page, "desk/book/", at="19:30")
    assert (again.status, "Something else stands there" in again.text) == (409, True)
    assert not Appointment.objects.exists()
    press(jo, again, "desk/book/")
    assert Appointment.objects.get().starts_at == TEN + 9 * HOUR + 30 * MINUTE


def test_so_is_another_length(jo, clinic):
    visit = book(clinic, "Demo Dora", start=TEN + 2 * HOUR)
    page = jo.open(f"/bookings/desk/{visit.uuid}/move/")
    page = jo.submit(page.form("move/"), **spot(clinic, at="17:00", minutes="30"))
    assert press(jo, page, "move/", minutes="90").status == 409
    visit.refresh_from_db()
    assert (visit.starts_at, visit.minutes) == (TEN + 2 * HOUR, 45)


def test_the_room_that_is_shared_is_named_before_and_written_down(jo, clinic, one_room):
    page = send(jo, book_page(jo, cleared_client("Demo Dora").client), clinic, therapist=1)
    assert "No room is free then." in page.text
    assert f"it would share {one_room.name} with another visit" in page.text
    press(jo, page, "desk/book/")
    over = Appointment.objects.get(overbooked=True)
    assert over.room == one_room
    told = AuditEvent.objects.get(action="appointment overbooked").detail
    assert told == {"against": "room", "shares": str(one_room.uuid)}


def test_so_it_is_where_a_visit_moves(jo, clinic, one_room):
    other = book(clinic, "Demo Dora", start=TEN + 2 * HOUR, therapist=1)
    page = jo.open(f"/bookings/desk/{other.uuid}/move/")
    page = jo.submit(page.form("move/"), **spot(clinic, therapist=1))
    assert f"it would share {one_room.name}" in page.text
    press(jo, page, "move/")
    other.refresh_from_db()
    assert (other.overbooked, other.room, other.starts_at) == (True, one_room, TEN)


def test_a_room_that_nobody_named_is_not_shared(clinic, one_room):
    wanted = order(clinic, cleared_client("Demo Dora").client, therapist=1)
    with pytest.raises(InTheWay) as refusal:
        desk.book(order=wanted, by=BY, now=NOW, overbook="on")
    assert (refusal.value.against, refusal.value.shared) == ({Hindrance.ROOM}, one_room)


def test_another_room_than_the_named_one_is_not_shared(clinic, one_room):
    wanted = order(clinic, cleared_client("Demo Dora").client, therapist=1)
    with pytest.raises(InTheWay) as refusal:
        desk.book(order=wanted, by=BY, now=NOW)
    Room.objects.update(is_active=False)
    Room.objects.filter(pk=clinic.rooms[1].pk).update(is_active=True)
    book(clinic, "Demo Eli", overbook=True)
    with pytest.raises(InTheWay):
        desk.book(order=wanted, by=BY, now=NOW, overbook=refusal.value.shown)
    assert not Appointment.objects.filter(client__name="Demo Dora").exists()


def test_where_there_is_no_room_at_all_nothing_can_be_put(jo, clinic):
    Room.objects.update(is_active=False)
    page = send(jo, book_page(jo, cleared_client("Demo Dora").client), clinic)
    assert "No room is free then." in page.text
    assert "all the same" not in page.text
    assert press(jo, page, "desk/book/").status == 409
    assert Appointment.objects.count() == 0


def test_over_another_visit_of_the_therapist_a_free_room_is_taken_and_none_is_named(jo, clinic):
    book(clinic)
    page = send(jo, book_page(jo, cleared_client("Demo Dora").client), clinic)
    assert "it would share" not in page.text
    press(jo, page, "desk/book/")
    assert {one.room for one in Appointment.objects.all()} == set(clinic.rooms)


def shown_over(jo, clinic, dora):
    """A page on which Dora is to be put over whoever is with Amira at ten."""
    page = send(jo, book_page(jo, dora), clinic)
    assert "There now: Demo Cleo, 10:00am to 10:45am with Demo Amira." in page.text
    return page


def test_what_it_would_lie_over_is_named(jo, clinic):
    book(clinic)
    dora = cleared_client("Demo Dora").client
    assert press(jo, shown_over(jo, clinic, dora), "desk/book/").status == 200
    assert Appointment.objects.get(client=dora).overbooked


def test_another_visit_there_than_the_one_that_was_shown_is_asked_about(jo, clinic):
    """Cleo's went, and Eli's came: nobody had said that Dora may lie over Eli's."""
    cleo = book(clinic)
    dora = cleared_client("Demo Dora").client
    page = shown_over(jo, clinic, dora)
    appointments.cancel(appointment=cleo, by=BY, now=NOW, seen=1, for_clinic=True)
    book(clinic, "Demo Eli")
    again = press(jo, page, "desk/book/")
    assert again.status == 409
    assert "Something else stands there than you were shown." in again.text
    assert "There now: Demo Eli" in again.text
    assert not Appointment.objects.filter(client=dora).exists()
    press(jo, again, "desk/book/")
    assert Appointment.objects.get(client=dora).overbooked


def test_one_visit_more_is_asked_about_and_one_that_moved_too(jo, clinic):
    cleo = book(clinic)
    dora = cleared_client("Demo Dora").client
    page = shown_over(jo, clinic, dora)
    eli = book(clinic, "Demo Eli", start=TEN + timedelta(minutes=15), overbook=True)
    again = press(jo, page, "desk/book/")
    assert (again.status, again.text.count("There now: ")) == (409, 2)
    move(cleo, start=TEN - timedelta(minutes=15), overbook=True)
    assert press(jo, again, "desk/book/").status == 409
    assert not Appointment.objects.filter(client=dora).exists()
    assert Appointment.objects.get(pk=eli.pk).overbooked


def test_so_it_is_where_a_visit_moves_over_another(jo, clinic):
    cleo = book(clinic)
    dora = book(clinic, "Demo Dora", start=TEN + 2 * HOUR)
    page = jo.submit(jo.open(f"/bookings/desk/{dora.uuid}/move/").form("move/"), **spot(clinic))
    appointments.cancel(appointment=cleo, by=BY, now=NOW, seen=1, for_clinic=True)
    book(clinic, "Demo Eli")
    again = press(jo, page, "move/")
    assert "Something else stands there" in again.text and "There now: Demo Eli" in again.text
    press(jo, again, "move/")
    dora.refresh_from_db()
    assert (dora.starts_at, dora.overbooked) == (TEN, True)


def test_where_it_has_come_free_by_then_it_is_simply_booked(jo, clinic):
    cleo = book(clinic)
    dora = cleared_client("Demo Dora").client
    page = shown_over(jo, clinic, dora)
    appointments.cancel(appointment=cleo, by=BY, now=NOW, seen=1, for_clinic=True)
    assert press(jo, page, "desk/book/").status == 200
    assert not Appointment.objects.get(client=dora).overbooked


def test_what_is_only_held_names_nobody_and_is_asked_about_once_it_is_booked(jo, clinic):
    held = hold(clinic, cleared_client("Demo Cleo").client)
    dora = cleared_client("Demo Dora").client
    page = send(jo, book_page(jo, dora), clinic)
    assert "There now: somebody who is booking, 10:00am" in page.text
    assert "Demo Cleo" not in page.text
    confirm(held, held.client)
    assert "There now: Demo Cleo" in press(jo, page, "desk/book/").text
