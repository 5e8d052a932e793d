"""A visit over another: what becomes of its mark, and of a missed visit whose time somebody else has."""

from datetime import timedelta

import pytest

from bookings.actions import appointments, attendance, desk, overbooked
from bookings.actions.desk import InTheWay
from bookings.actions.front_door import SlotTaken
from bookings.models import Appointment
from bookings.queries.desk import Spot
from bookings.queries.to_do import to_do
from bookings.scheduling.terms import Event
from hekas.audit.models import AuditEvent
from tests.bookings.actions.test_desk import book, move
from tests.bookings.actions.test_holds import place
from tests.bookings.clinic import BY, NOW, TEN, cleared_client, cleared_visitor

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def call_off(visit):
    appointments.cancel(appointment=visit, by=BY, now=NOW, seen=visit.version, for_clinic=True)


def mark(visit, event):
    return attendance.mark(appointment=visit, event=event, by=BY, now=TEN)


def miss(visit):
    return mark(visit, Event.MISS)


def move_away(visit):
    move(visit, start=TEN + 4 * HOUR)


def is_marked(visit):
    visit.refresh_from_db()
    return visit.overbooked


@pytest.mark.parametrize("change", [call_off, miss, move_away])
def test_once_nothing_is_beneath_it_stands_alone_and_is_guarded(clinic, change):
    beneath = book(clinic)
    over = book(clinic, "Demo Dora", start=TEN + 30 * MINUTE, overbook=True)
    assert overbooked.settle(NOW) == 0
    change(beneath)
    assert overbooked.settle(NOW) == 1
    assert not is_marked(over)
    assert to_do(NOW) == []
    assert AuditEvent.objects.filter(action="appointment stands alone").count() == 1
    assert overbooked.settle(NOW) == 0


def test_of_two_over_one_the_first_gets_the_place_and_the_other_keeps_its_mark(clinic):
    beneath = book(clinic)
    first, second = (book(clinic, f"Demo D{n}", now=NOW + n * MINUTE, overbook=True) for n in range(2))
    call_off(beneath)
    assert overbooked.settle(NOW + 2 * MINUTE) == 1
    assert (is_marked(first), is_marked(second)) == (False, True)


def test_what_is_over_keeps_its_mark_while_a_room_is_shared(clinic):
    clinic.service.rooms.set(clinic.rooms[:1])
    book(clinic, therapist=1)
    over = book(clinic, "Demo Dora", overbook=True)
    assert overbooked.settle(NOW) == 0
    assert is_marked(over)


def test_a_missed_visit_comes_back_where_its_time_is_free(clinic):
    visit = book(clinic)
    miss(visit)
    assert mark(visit, Event.UNDO).status == "booked"


@pytest.mark.parametrize("overbook", [False, True])
def test_a_missed_visit_does_not_come_back_over_another(clinic, overbook):
    """Also where the other was put over a third, and so is outside the constraint."""
    visit = book(clinic)
    miss(visit)
    third = book(clinic, "Demo Eli", start=TEN + 30 * MINUTE) if overbook else None
    other = book(clinic, "Demo Dora", overbook=overbook)
    assert other.overbooked == overbook
    if third is not None:
        call_off(third)
    with pytest.raises(SlotTaken):
        mark(visit, Event.UNDO)
    visit.refresh_from_db()
    other.refresh_from_db()
    assert (visit.status, other.status) == ("noshow", "booked")


def test_a_missed_visit_does_not_come_back_while_its_client_is_elsewhere(clinic):
    client = cleared_client().client
    visit = book(clinic, client=client)
    miss(visit)
    book(clinic, client=client, therapist=1, start=TEN + 15 * MINUTE)
    with pytest.raises(SlotTaken):
        mark(visit, Event.UNDO)


def test_a_hold_that_ran_out_is_not_in_the_way_of_a_missed_visit(clinic):
    visit = book(clinic)
    miss(visit)
    place(clinic, cleared_visitor(), therapist=visit.therapist)
    Appointment.objects.filter(status="tentative").update(hold_expires_at=TEN + 10 * MINUTE)
    with pytest.raises(SlotTaken):
        mark(visit, Event.UNDO)
    visit.refresh_from_db()
    later = TEN + 11 * MINUTE
    attendance.mark(appointment=visit, event=Event.UNDO, by=BY, now=later)
    assert visit.status == "booked"


def test_what_was_over_another_comes_back_over_it(clinic):
    book(clinic)
    over = book(clinic, "Demo Dora", overbook=True)
    miss(over)
    assert mark(over, Event.UNDO).status == "booked"
    assert over.overbooked
    miss(over)
    Appointment.objects.filter(pk=over.pk).update(ended_at=NOW + MINUTE)
    with pytest.raises(InTheWay):
        book(clinic, "Demo Eli", now=NOW + 2 * MINUTE)
    book(clinic, "Demo Fay", overbook=True, now=NOW + 2 * MINUTE)
    over.refresh_from_db()
    with pytest.raises(SlotTaken):
        mark(over, Event.UNDO)


def test_nobody_comes_back_over_a_visit_that_has_moved_there_meanwhile(clinic):
    """It was booked long before, elsewhere: nobody had said that the missed one may lie over it."""
    other = book(clinic, "Demo Eli", start=TEN + 4 * HOUR)
    beneath = book(clinic)
    over = book(clinic, "Demo Dora", overbook=True)
    miss(over)
    call_off(beneath)
    desk.move(
        appointment=fresh(other),
        spot=Spot(over.therapist, TEN, 45),
        by=BY,
        now=TEN + MINUTE,
        seen=other.version,
    )
    with pytest.raises(SlotTaken):
        mark_at(over, Event.UNDO, TEN + 2 * MINUTE)


def test_nor_over_one_that_was_missed_itself_when_it_was_put_there(clinic):
    """Eli had not come, so Dora was put over nobody but Cleo; then Eli came after all."""
    clinic.service.rooms.set(clinic.rooms[:1])
    eli = book(clinic, "Demo Eli")
    miss(eli)
    book(clinic, start=TEN + 30 * MINUTE, now=TEN + MINUTE)
    over = book(clinic, "Demo Dora", start=TEN + 15 * MINUTE, overbook=True, now=TEN + 2 * MINUTE)
    assert over.overbooked
    mark_at(over, Event.MISS, TEN + 20 * MINUTE)
    call_off(Appointment.objects.get(client__name="Demo Cleo"))
    mark_at(eli, Event.UNDO, TEN + 21 * MINUTE)
    with pytest.raises(SlotTaken):
        mark_at(over, Event.UNDO, TEN + 22 * MINUTE)


def test_nor_over_one_that_was_put_back_when_nobody_had_been_reached(clinic):
    """Eli's was out of the diary when Dora was put over Cleo; nobody said that she may lie over his."""
    eli = book(clinic, "Demo Eli", start=TEN + 30 * MINUTE)
    gone = {"status": "cancelled", "cancelled_by": "clinic", "cancelled_because": "not_reached"}
    Appointment.objects.filter(pk=eli.pk).update(**gone, version=2, ended_at=NOW)
    beneath = book(clinic)
    over = book(clinic, "Demo Dora", start=TEN + 15 * MINUTE, overbook=True)
    call_off(beneath)
    mark_at(over, Event.MISS, TEN + 20 * MINUTE)
    desk.put_back(appointment=fresh(eli), by=BY, now=TEN + 21 * MINUTE, seen=2)
    with pytest.raises(SlotTaken):
        mark_at(over, Event.UNDO, TEN + 22 * MINUTE)


def test_what_was_beneath_it_all_the_time_and_came_is_no_bar(clinic):
    beneath = book(clinic)
    over = book(clinic, "Demo Dora", start=TEN + 5 * MINUTE, overbook=True)
    mark_at(over, Event.MISS, TEN + 10 * MINUTE)
    mark_at(beneath, Event.ARRIVE, TEN + 11 * MINUTE)
    assert mark_at(over, Event.UNDO, TEN + 12 * MINUTE).status == "booked"


def fresh(visit):
    return Appointment.objects.get(pk=visit.pk)


def mark_at(visit, event, now):
    return attendance.mark(appointment=fresh(visit), event=event, by=BY, now=now)
