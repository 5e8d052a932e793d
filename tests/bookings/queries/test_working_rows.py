"""The statements that are written by hand say what the querysets say."""

import json
from datetime import timedelta

import pytest

from bookings.actions import holds
from bookings.actions.holds import Wish
from bookings.models import Appointment, ClinicClosure, Location, Room
from bookings.queries.working_rows import Span, rooms_of, taken
from bookings.scheduling.intervals import Interval
from bookings.scheduling.minutes import moment
from bookings.scheduling.terms import Status
from tests.bookings.clinic import BY, NOW, TEN, TUESDAY, cleared_visitor, make_client

pytestmark = pytest.mark.django_db
REACH = Interval(TEN - timedelta(hours=10), TEN + timedelta(hours=14))
LATER = NOW + timedelta(minutes=11)


def place(clinic, start=TEN, therapist=0):
    wish = Wish(clinic.service, start, clinic.therapists[therapist])
    return holds.place(wish=wish, person=cleared_visitor(), own=None, by=BY, now=NOW).appointment


def found(clinic, now=NOW, reach=REACH, **more):
    """Whoever is taken, and from when; in order of time."""
    busy = taken([row.pk for row in clinic.therapists], [], reach, now, **more)
    visits = [(visit.busy, who) for who, visits in busy.therapists.items() for visit in visits]
    rooms = {run: room for room, runs in busy.rooms.items() for run in runs}
    return [(who, rooms[run], moment(run[0])) for run, who in sorted(visits)]


def the_visit(busy):
    ((visit,),) = busy.therapists.values()
    return visit


def said_by_the_queryset(now=NOW):
    rows = Appointment.objects.taking(now).starting(REACH.start, REACH.end).order_by("busy", "id")
    return list(rows.values_list("therapist", "room", "busy__startswith"))


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.TENTATIVE])
@pytest.mark.parametrize("now", [NOW, LATER])
def test_what_is_taken_is_what_the_queryset_calls_taking(clinic, status, now):
    place(clinic)
    other = place(clinic, TEN + timedelta(hours=2), therapist=1)
    client = make_client()
    Appointment.objects.filter(pk=other.pk).update(
        status=status.value, hold_expires_at=None, booked_at=NOW, client=client
    )
    assert found(clinic, now) == said_by_the_queryset(now)


def test_a_visit_says_its_treatment_its_turnover_and_its_depth(clinic):
    row = place(clinic)
    busy = taken([row.therapist_id], [], REACH, NOW)
    visit = the_visit(busy)
    assert {who: list(visits) for who, visits in busy.therapists.items()} == {row.therapist_id: [visit]}
    assert (busy.rooms, busy.client) == ({row.room_id: [visit.busy]}, [])
    assert tuple(map(moment, visit.during)) == (row.during.lower, row.during.upper)
    assert tuple(map(moment, visit.busy)) == (row.busy.lower, row.busy.upper)
    assert visit.deep is row.service.is_deep


def test_part_minutes_are_rounded_outwards(clinic):
    row, odd = place(clinic), timedelta(seconds=30)
    late = (row.during.lower + odd, row.during.upper + odd)
    Appointment.objects.update(during=late, busy=late)
    visit = the_visit(taken([row.therapist_id], [], REACH, NOW))
    assert moment(visit.busy[0]) == row.during.lower
    assert moment(visit.busy[1]) == row.during.upper + timedelta(minutes=1)


def test_a_room_and_a_client_are_taken_whoever_the_therapist_is(clinic):
    row = place(clinic)
    client = make_client()
    Appointment.objects.update(client=client)
    assert not taken([], [], REACH, NOW).rooms
    by_room, by_client = (
        taken([], [row.room_id], REACH, NOW),
        taken([], [], REACH, NOW, client=client.pk),
    )
    assert by_room.rooms == by_client.rooms == {row.room_id: [the_visit(by_client).busy]}
    assert (by_room.client, by_client.client) == ([], [the_visit(by_client).during])


def test_another_clients_visit_is_not_ones_own(clinic):
    row = place(clinic)
    Appointment.objects.update(client=make_client())
    busy = taken([row.therapist_id], [], REACH, NOW, client=make_client("Demo Dora").pk)
    assert the_visit(busy) and not busy.client


def test_what_is_being_moved_is_left_out(clinic):
    row = place(clinic)
    assert found(clinic, leaving_out=row.pk) == []


def test_a_visit_that_lasts_into_the_reach_is_seen(clinic):
    row = place(clinic)
    after = Interval(row.busy.lower + timedelta(minutes=5), row.busy.upper + timedelta(hours=1))
    assert len(found(clinic, reach=after)) == 1


def test_only_the_rooms_of_the_places_asked_for_with_their_closures(clinic):
    elsewhere = Location.objects.create(name="Demo East", address="2 Example Street", postcode="M1 2AB")
    clinic.service.rooms.add(Room.objects.create(location=elsewhere, name="East 1"))
    ClinicClosure.objects.create(name="Fire drill", first_day=TUESDAY, last_day=TUESDAY, location=elsewhere)
    span = Span(TUESDAY, TUESDAY, REACH)
    (east,) = rooms_of(clinic.service, span, [elsewhere.pk])
    assert json.loads(east.closures) == [[TUESDAY.isoformat()] * 2]
    here = rooms_of(clinic.service, span, [clinic.location.pk])
    assert {row.place_uuid for row in here} == {str(clinic.location.uuid)}
    assert all(row.closures is None for row in here)
