"""Visits of a series skipped, moved, moved and skipped, ended: each with its own life, told of once each."""

from datetime import timedelta

import pytest

from bookings.actions import appointments, desk, series
from bookings.actions.appointments import Changed
from bookings.actions.front_door import SlotTaken
from bookings.actions.holds import NeverOnOffer, Wish, place
from bookings.models import Appointment, Reminder
from bookings.queries.desk import Spot
from bookings.queries.person import Person
from bookings.queries.series import course_of
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import BY, NOW, TEN, cleared_visitor
from tests.bookings.regular import WEEK, book_series
from tests.bookings.safety.people import client_with
from tests.bookings.test_calendar_life import sent

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVENT = (TEN + 3 * WEEK + 3 * DAY).date()  # a Friday, three days after the last of four Tuesdays


@pytest.fixture
def made(clinic):
    return book_series(clinic, Person(client=client_with()), count=4, event=EVENT)


@pytest.fixture
def visits(made):
    return list(made.appointments.order_by("during"))


def fresh(visit):
    return Appointment.objects.with_names().select_related("series").get(pk=visit.pk)


def move(visit, start, now=NOW, seen=None):
    row = fresh(visit)
    wish = Wish(row.service, start, row.therapist, course_of(row))
    return appointments.move(appointment=row, wish=wish, by=BY, now=now, seen=seen or row.version)


def skip(visit, now=NOW, seen=None):
    row = fresh(visit)
    appointments.cancel(appointment=row, by=BY, now=now, seen=seen or row.version)


def shown(made):
    return [(one.starts_at, one.status, one.version) for one in made.appointments.order_by("id")]


def of(visit):
    """What a calendar was told of this visit, in order: sequence, status, start."""
    return [event[2:] for event in sent() if event[1] == f"{visit.uuid}@hekas"]


def letters(template):
    return OutboundMessage.objects.filter(template=template).exclude(state="dropped").count()


def told():
    """One confirmation for all, however often they change."""
    names = ("series_confirmed", "appointment_confirmed", "appointment_changed", "appointment_cancelled")
    return [letters(name) for name in (*names, "series_ended")]


def test_one_is_skipped_and_then_it_can_not_be_moved_back(made, visits):
    skip(visits[1])
    for seen in (1, 2):
        with pytest.raises((Changed, NeverOnOffer)):
            move(visits[1], TEN + WEEK + HOUR, seen=seen)
    assert [status for _, status, _ in shown(made)] == ["booked", "cancelled", "booked", "booked"]
    assert of(visits[1]) == [(1, "CONFIRMED", TEN + WEEK), (2, "CANCELLED", TEN + WEEK)]
    assert told() == [1, 0, 0, 1, 0]


def test_one_is_skipped_and_another_moved_into_its_gap(made, visits):
    skip(visits[1])
    move(visits[2], TEN + WEEK)
    assert shown(made) == [
        (TEN, "booked", 1),
        (TEN + WEEK, "cancelled", 2),
        (TEN + WEEK, "booked", 2),
        (TEN + 3 * WEEK, "booked", 1),
    ]
    assert of(visits[2]) == [(1, "CONFIRMED", TEN + 2 * WEEK), (2, "CONFIRMED", TEN + WEEK)]
    assert of(visits[3]) == [(1, "CONFIRMED", TEN + 3 * WEEK)]
    assert told() == [1, 0, 1, 1, 0]


def test_one_is_moved_and_then_skipped_at_its_new_time(made, visits):
    move(visits[1], TEN + WEEK + DAY)
    skip(visits[1])
    assert shown(made)[1] == (TEN + WEEK + DAY, "cancelled", 3)
    assert of(visits[1])[1:] == [(2, "CONFIRMED", TEN + WEEK + DAY), (3, "CANCELLED", TEN + WEEK + DAY)]
    assert told() == [1, 0, 0, 1, 0]  # that it was moved is taken back: it was not sent yet


def test_the_page_of_before_the_move_skips_nothing(made, visits):
    move(visits[1], TEN + WEEK + DAY)
    with pytest.raises(Changed):
        skip(visits[1], seen=1)
    assert shown(made)[1][1] == "booked"


def test_moved_and_moved_back_it_has_one_uid_and_a_sequence_that_rises(made, visits):
    move(visits[0], TEN + HOUR)
    move(visits[0], TEN)
    assert of(visits[0]) == [(n, "CONFIRMED", start) for n, start in ((1, TEN), (2, TEN + HOUR), (3, TEN))]
    assert made.appointments.count() == 4


def test_ended_after_a_move_the_moved_one_goes_too_wherever_it_is(made, visits):
    move(visits[0], TEN + DAY)
    move(visits[3], TEN + 4 * WEEK)  # beyond the event and beyond what the series was booked for
    skip(visits[1])
    ended = series.end(series=made, by=BY, now=NOW)
    assert [one.starts_at for one in ended.gone] == [TEN + DAY, TEN + 2 * WEEK, TEN + 4 * WEEK]
    assert {status for _, status, _ in shown(made)} == {"cancelled"}
    assert of(visits[0])[-1] == (3, "CANCELLED", TEN + DAY)
    assert of(visits[1])[-1] == (2, "CANCELLED", TEN + WEEK)
    assert of(visits[2])[-1] == (2, "CANCELLED", TEN + 2 * WEEK)
    assert of(visits[3])[-1] == (3, "CANCELLED", TEN + 4 * WEEK)
    assert told()[4] == 1


def test_ended_after_a_move_to_tomorrow_that_one_is_kept(made, visits):
    move(visits[3], TEN + 2 * HOUR)
    now = TEN - 21 * HOUR
    ended = series.end(series=made, by=BY, now=now)
    assert [one.starts_at for one in ended.kept] == [TEN, TEN + 2 * HOUR]
    assert [one.starts_at for one in ended.gone] == [TEN + WEEK, TEN + 2 * WEEK]


def test_none_is_moved_into_the_last_days_before_the_event_and_each_may_go_beyond_it(clinic, made, visits):
    for days in (1, 2, 3):
        with pytest.raises(NeverOnOffer):
            move(visits[3], TEN + 3 * WEEK + days * DAY)
    moved = move(visits[3], TEN + 3 * WEEK + 6 * DAY)  # the Monday after
    assert (moved.series_id, moved.version) == (made.pk, 2)
    assert of(visits[3])[-1] == (2, "CONFIRMED", TEN + 3 * WEEK + 6 * DAY)


def test_two_are_never_moved_to_one_time(made, visits):
    move(visits[1], TEN + DAY)
    with pytest.raises((SlotTaken, NeverOnOffer)):
        move(visits[2], TEN + DAY)
    assert shown(made)[2][:2] == (TEN + 2 * WEEK, "booked")


def test_the_gap_of_a_moved_one_is_anybodys(clinic, made, visits):
    move(visits[1], TEN + WEEK + DAY)
    wish = Wish(clinic.service, TEN + WEEK, clinic.therapists[0])
    assert place(wish=wish, person=cleared_visitor(), own=None, by=BY, now=NOW).appointment.pk


def test_each_is_reminded_of_at_the_time_it_has_now(made, visits):
    move(visits[1], TEN + WEEK + DAY)
    skip(visits[2])
    planned = Reminder.objects.filter(appointment__in=visits, state="planned")
    assert {one.appointment_id for one in planned} == {visits[n].pk for n in (0, 1, 3)}
    moved = planned.filter(appointment=visits[1])
    assert {one.version for one in moved} == {2}
    assert all(one.due_at < TEN + WEEK + DAY for one in moved)


def test_what_the_desk_moves_stays_in_the_series_and_ends_with_it(clinic, made, visits):
    row = fresh(visits[2])
    spot = Spot(clinic.therapists[1], TEN + 2 * WEEK + HOUR, row.minutes)
    desk.move(appointment=row, spot=spot, by=BY, now=NOW, seen=1)
    assert of(visits[2])[-1] == (2, "CONFIRMED", TEN + 2 * WEEK + HOUR)
    assert len(series.end(series=made, by=BY, now=NOW).gone) == 4
    assert of(visits[2])[-1] == (3, "CANCELLED", TEN + 2 * WEEK + HOUR)
