"""The desk: rules of its own, the same safety, the same promise that no two people get one slot."""

from datetime import timedelta
from uuid import uuid4

import pytest

from bookings.actions import appointments, desk
from bookings.actions.desk import InTheWay, NotYet, Order
from bookings.models import Appointment, Location, Room, TimeOff, WorkingHours
from bookings.queries.clearing import Missing
from bookings.queries.desk import Spot
from bookings.scheduling.intervals import Interval
from bookings.scheduling.terms import Hindrance
from hekas.audit.models import AuditEvent
from hekas.messaging.models import OutboundMessage
from tests.bookings.actions.test_holds import held_elsewhere
from tests.bookings.clinic import (
    BY,
    NOW,
    TEN,
    TUESDAY,
    at,
    cleared_client,
    make_client,
    make_intake,
    make_service,
)
from tests.bookings.overruling import overruled

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def order(clinic, client, start=TEN, therapist=0, minutes=45, key=None, service=None):
    spot = Spot(clinic.therapists[therapist], start, minutes)
    return Order(client, service or clinic.service, spot, key or uuid4())


def book(clinic, name="Demo Cleo", client=None, overbook=False, now=NOW, **more):
    client = client or cleared_client(name).client
    said = {"order": order(clinic, client, **more), "by": BY, "now": now}
    return overruled(desk.book, **said) if overbook else desk.book(**said)


def move(booked, start=None, therapist=None, minutes=None, overbook=False, now=NOW, seen=None):
    fresh = Appointment.objects.get(pk=booked.pk)
    spot = Spot(therapist or fresh.therapist, start or fresh.starts_at, minutes or fresh.minutes)
    seen = seen or fresh.version
    said = {"appointment": fresh, "spot": spot, "by": BY, "now": now, "seen": seen}
    return overruled(desk.move, **said) if overbook else desk.move(**said)


def told(template):
    return OutboundMessage.objects.filter(template=template).count()


def test_a_visit_is_booked_for_a_client_who_is_told(clinic):
    booked = book(clinic)
    assert (booked.status, booked.version, booked.overbooked) == ("booked", 1, False)
    assert booked.policy_text and booked.policy_accepted_at is None  # its client was not asked
    assert told("appointment_confirmed") == told("therapist_appointment_booked") == 1
    assert AuditEvent.objects.filter(action="appointment booked").count() == 1


def test_sent_twice_it_books_once(clinic):
    client, key = cleared_client().client, uuid4()
    first, again = (book(clinic, client=client, key=key) for _ in range(2))
    assert first == again
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("start", [NOW + HOUR, TEN + 7 * MINUTE, at(TUESDAY, "10:00") + timedelta(days=98)])
def test_staff_are_not_bound_by_notice_grid_or_horizon(clinic, start):
    clinic.service.notice_hours = 48
    clinic.service.save()
    assert book(clinic, start=start).starts_at == start


@pytest.mark.parametrize(
    ("known", "missing"),
    [
        ({"gate": "held"}, Missing.WORD),
        ({"gate": "redirected"}, Missing.ADVICE),
        ({"days_old": 15}, Missing.ANSWERS),
        ({"last_cramp": TEN - 2 * HOUR}, Missing.REST),
    ],
)
@pytest.mark.parametrize("overbook", [False, True])
def test_nobody_unsafe_is_booked_whoever_books(clinic, known, missing, overbook):
    client = make_client()
    make_intake(client=client, **known)
    with pytest.raises(NotYet) as refusal:
        book(clinic, client=client, overbook=overbook)
    assert refusal.value.missing is missing
    assert Appointment.objects.count() == 0


def test_whoever_never_answered_is_asked_first(clinic):
    with pytest.raises(NotYet) as refusal:
        book(clinic, client=make_client())
    assert refusal.value.missing is Missing.ANSWERS


def test_a_service_for_those_who_were_seen(clinic):
    clinic.service.clearance = "seen"
    clinic.service.save()
    client = cleared_client().client
    with pytest.raises(NotYet) as refusal:
        book(clinic, client=client)
    assert refusal.value.missing is Missing.VISIT
    book(clinic, client=client, service=make_service(clinic, name="First assessment"))
    assert book(clinic, client=client, start=TEN + HOUR)


def test_a_taken_time_is_refused_with_what_is_in_the_way(clinic):
    book(clinic)
    with pytest.raises(InTheWay) as refusal:
        book(clinic, "Demo Dora", start=TEN + 30 * MINUTE)
    assert refusal.value.against == {Hindrance.THERAPIST}
    with pytest.raises(InTheWay) as refusal:
        book(clinic, "Demo Eli", start=at(TUESDAY, "16:30"))
    assert refusal.value.against == {Hindrance.HOURS}


def test_overbooking_is_said_written_down_and_outside_the_constraint(clinic):
    book(clinic)
    over = book(clinic, "Demo Dora", start=TEN + 30 * MINUTE, overbook=True)
    assert over.overbooked
    assert AuditEvent.objects.filter(action="appointment overbooked").count() == 1
    with pytest.raises(InTheWay):
        book(clinic, "Demo Eli", start=TEN + 60 * MINUTE)


def test_overbooking_a_free_time_is_a_plain_booking(clinic):
    assert not book(clinic, overbook=True).overbooked
    late = book(clinic, "Demo Dora", start=at(TUESDAY, "17:30"), overbook=True)
    assert not late.overbooked
    assert AuditEvent.objects.get(action="working rules overruled").detail == {"against": "hours"}
    assert AuditEvent.objects.filter(action="appointment overbooked").count() == 0


def test_rooms_where_the_therapist_never_works_are_not_waited_for(clinic, monkeypatch):
    far = Room.objects.create(location=Location.objects.create(name="Far"), name="Far room")
    clinic.service.rooms.add(far)
    locked, lock = [], desk.lock
    monkeypatch.setattr(desk, "lock", lambda keys: locked.append(keys) or lock(keys))
    assert book(clinic).room in clinic.rooms
    assert [keys.rooms for keys in locked] == [{room.pk for room in clinic.rooms}]


def test_whoever_works_nowhere_is_put_into_a_room_that_is_free(clinic):
    WorkingHours.objects.filter(therapist=clinic.therapists[1]).delete()
    rooms = {book(clinic).room, book(clinic, "Demo Dana", therapist=1, overbook=True).room}
    assert rooms == set(clinic.rooms)


def test_nobody_is_in_two_places_whoever_says_so(clinic):
    client = cleared_client().client
    book(clinic, client=client)
    with pytest.raises(InTheWay) as refusal:
        book(clinic, client=client, start=TEN + 15 * MINUTE, therapist=1, overbook=True)
    assert refusal.value.against == {Hindrance.CLIENT}
    assert not refusal.value.may_be_overruled


def test_an_overbooked_visit_that_finds_a_free_time_is_guarded_again(clinic):
    book(clinic)
    over = book(clinic, "Demo Dora", overbook=True)
    assert not move(over, start=TEN + 3 * HOUR).overbooked


def test_a_move_frees_the_old_time_and_tells_everybody(clinic):
    booked = book(clinic)
    moved = move(booked, start=TEN + HOUR, therapist=clinic.therapists[1])
    assert (moved.version, moved.therapist, moved.starts_at) == (2, clinic.therapists[1], TEN + HOUR)
    assert told("appointment_changed") == told("therapist_appointment_cancelled") == 1
    assert book(clinic, "Demo Dora").starts_at == TEN


def test_a_visit_is_made_longer_and_shorter_where_there_is_room(clinic):
    booked = book(clinic)
    assert move(booked, minutes=60).minutes == 60
    assert move(booked, minutes=30).minutes == 30
    book(clinic, "Demo Dora", start=TEN + HOUR)
    with pytest.raises(InTheWay):
        move(booked, minutes=60)


def test_a_move_over_ones_own_old_time_is_no_overlap(clinic):
    assert move(book(clinic), start=TEN + 20 * MINUTE).starts_at == TEN + 20 * MINUTE


def test_a_visit_moves_while_answers_are_only_old(clinic):
    booked = book(clinic)
    later = NOW + timedelta(days=20)
    assert move(booked, start=TEN + timedelta(days=28), now=later)
    booked.client.clearances.update(gate="held")
    with pytest.raises(NotYet):
        move(booked, start=TEN + timedelta(days=35), now=later)


def test_what_changed_meanwhile_is_not_moved(clinic):
    booked = book(clinic)
    move(booked, start=TEN + HOUR)
    with pytest.raises(appointments.Changed):
        move(booked, start=TEN + 2 * HOUR, seen=1)


def test_time_is_blocked_and_freed_and_visits_in_it_stay(clinic):
    booked, amira = book(clinic), clinic.therapists[0]
    span = Interval(TEN, TEN + HOUR)
    blocked = desk.block(therapist=amira, span=span, reason="Training", by=BY, now=NOW)
    assert blocked.inside == 1
    booked.refresh_from_db()
    assert booked.status == "booked"
    with pytest.raises(InTheWay) as refusal:
        move(book(clinic, "Demo Dora", therapist=1), therapist=amira)
    assert Hindrance.AWAY in refusal.value.against
    desk.unblock(off=blocked.off, by=BY, now=NOW)
    assert not TimeOff.objects.exists()
    assert set(
        AuditEvent.objects.filter(subject_type="bookings.timeoff").values_list("action", flat=True)
    ) == {
        "time blocked",
        "time unblocked",
    }


def test_a_hold_of_the_same_client_that_ran_out_elsewhere_is_not_in_the_way(clinic):
    elsewhere = held_elsewhere(clinic, client := cleared_client().client)
    assert book(clinic, client=client, now=NOW + 11 * MINUTE).status == "booked"
    elsewhere.refresh_from_db()
    assert elsewhere.status == "expired"


def test_a_visit_that_is_put_where_it_stands_is_not_touched_and_nobody_is_told(clinic):
    booked = book(clinic)
    assert move(booked, seen=1).version == 1
    assert told("appointment_changed") == 0
    assert not AuditEvent.objects.filter(action="appointment moved").exists()
    assert move(booked, minutes=60).version == 2  # a longer visit is a change that they see
    assert told("appointment_changed") == 1
