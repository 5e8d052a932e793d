"""What the database refuses, whoever writes: admin, shell, import, a bug of ours."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from psycopg2.extras import DateTimeTZRange

from bookings.models import Appointment
from tests.bookings.clinic import NOW, TEN, make_client

pytestmark = pytest.mark.django_db
MINUTES = timedelta(minutes=1)


def span(start, minutes, bounds="[)"):
    return DateTimeTZRange(TEN + start * MINUTES, TEN + (start + minutes) * MINUTES, bounds)


def write(clinic, start=0, minutes=45, turnover=15, **changes):
    fields = {
        "therapist": clinic.therapists[0],
        "room": clinic.rooms[0],
        "service": clinic.service,
        "client": None,
        "during": span(start, minutes),
        "busy": span(start, minutes + turnover),
        "status": "tentative",
        "hold_expires_at": NOW,
        "price_pence": 5200,
    }
    with transaction.atomic():
        return Appointment.objects.create(**{**fields, **changes})


def assert_refused(clinic, by, **fields):
    with pytest.raises(IntegrityError, match=by):
        write(clinic, **fields)


def booked(**more):
    return {"status": "booked", "hold_expires_at": None, "booked_at": NOW, **more}


@pytest.mark.parametrize("start", [-59, -30, 0, 10, 59])
def test_a_therapist_is_in_one_place_at_a_time(clinic, start):
    write(clinic)
    assert_refused(clinic, "a_therapist_is_in_one_place_at_a_time", start=start, room=clinic.rooms[1])


@pytest.mark.parametrize("start", [-59, 0, 59])
def test_a_room_has_one_visit_at_a_time(clinic, start):
    write(clinic)
    assert_refused(clinic, "a_room_has_one_visit_at_a_time", start=start, therapist=clinic.therapists[1])


def test_a_client_is_in_one_place_at_a_time(clinic):
    cleo, other = make_client(), {"therapist": clinic.therapists[1], "room": clinic.rooms[1]}
    write(clinic, client=cleo)
    assert_refused(clinic, "a_client_is_in_one_place_at_a_time", client=cleo, start=30, **other)
    assert write(clinic, client=cleo, start=45, **other)


@pytest.mark.parametrize(
    ("start", "minutes"),
    [(-44, 45), (-10, 45), (0, 45), (44, 45), (-10, 90), (10, 10), (0, 15), (30, 15), (-10, 11), (44, 1)],
)
def test_a_client_overlaps_in_no_way_at_all(clinic, start, minutes):
    """From before, from behind, around it, inside it, with one end in common, by a minute."""
    cleo, other = make_client(), {"therapist": clinic.therapists[1], "room": clinic.rooms[1]}
    write(clinic, client=cleo)
    only = "a_client_is_in_one_place_at_a_time"
    assert_refused(clinic, only, client=cleo, start=start, minutes=minutes, **other)


def test_neighbours_and_strangers_are_welcome(clinic):
    write(clinic)
    assert write(clinic, start=60)
    assert write(clinic, start=-60)
    assert write(clinic, therapist=clinic.therapists[1], room=clinic.rooms[1])


@pytest.mark.parametrize("over", ["cancelled", "noshow", "fulfilled", "expired"])
def test_what_is_over_is_not_in_the_way(clinic, over):
    write(clinic, **booked(status=over, client=make_client()))
    assert write(clinic)


@pytest.mark.parametrize("taking", ["booked", "arrived"])
def test_what_stands_is_in_the_way(clinic, taking):
    write(clinic, **booked(status=taking, client=make_client()))
    assert_refused(clinic, "a_therapist_is_in_one_place_at_a_time")


def test_an_empty_time_can_not_slip_through(clinic):
    write(clinic)
    assert_refused(clinic, "an_appointment_takes_time", minutes=0)


@pytest.mark.parametrize("bounds", ["[]", "(]", "()"])
def test_a_time_is_half_open(clinic, bounds):
    assert_refused(clinic, "an_appointment_takes_time", during=span(0, 45, bounds), busy=span(-5, 70))


def test_a_time_has_an_end(clinic):
    assert_refused(
        clinic,
        "an_appointment_takes_time",
        during=DateTimeTZRange(TEN, None),
        busy=DateTimeTZRange(TEN, None),
    )


def test_the_treatment_lies_in_the_busy_time(clinic):
    assert_refused(clinic, "the_turnover_comes_after_the_treatment", busy=span(0, 30))


def test_nobody_blocks_a_whole_day(clinic):
    assert write(clinic, minutes=300, turnover=0)
    assert_refused(clinic, "an_appointment_is_over_within_five_hours", start=400, minutes=300, turnover=1)


def test_a_hold_and_only_a_hold_runs_out(clinic):
    assert_refused(clinic, "a_hold_and_only_a_hold_runs_out", hold_expires_at=None)
    assert_refused(
        clinic, "a_hold_and_only_a_hold_runs_out", **booked(client=make_client(), hold_expires_at=NOW)
    )


def test_whoever_is_booked_in_is_known(clinic):
    assert_refused(clinic, "whoever_is_booked_in_is_known", **booked())
    assert_refused(clinic, "whoever_is_booked_in_is_known", **booked(client=make_client(), booked_at=None))


def test_moving_into_ones_own_old_time_is_no_overlap(clinic):
    own = write(clinic)
    own.during, own.busy = span(15, 45), span(15, 60)
    own.save()
    assert Appointment.objects.get().starts_at == TEN + 15 * MINUTES
