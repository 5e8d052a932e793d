from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine
from icalendar import Calendar

from bookings.actions import appointments, series
from bookings.actions.details import Details
from bookings.actions.front_door import ROOM, Keys
from bookings.actions.holds import NotCleared, Wish, place
from bookings.adapters.diaries import range_of
from bookings.models import Appointment, Location, Reminder, Room, Series, TimeOff
from bookings.scheduling.intervals import Interval
from hekas.audit.models import AuditEvent
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import BY, LONDON, NOW, TEN, at, cleared_client, cleared_visitor, make_service
from tests.bookings.regular import WEEK, book_series, preventive, terms, wishes
from tests.concurrency.race import somebody_at_work

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
OTHER_KEY = UUID(int=11)


@pytest.fixture
def cleo(clinic):
    return cleared_client()


def told(template):
    return OutboundMessage.objects.filter(template=template)


def test_every_visit_is_booked(clinic, cleo):
    made = book_series(clinic, cleo)
    visits = list(made.appointments.order_by("during"))
    assert [visit.starts_at for visit in visits] == [TEN, TEN + WEEK, TEN + 2 * WEEK]
    assert {(v.status, v.client, v.therapist) for v in visits} == {
        ("booked", cleo.client, clinic.therapists[0])
    }
    assert (made.first, made.until) == (TEN, (TEN + 2 * WEEK).date())
    assert all("24 hours" in visit.policy_text for visit in visits)


def test_one_confirmation_for_all_and_a_reminder_for_each(clinic, cleo):
    made = book_series(clinic, cleo)
    message = told("series_confirmed").get()
    assert message.context["dates"].count("\n") == 2
    assert "and 2 more visits" in message.context["when"]
    assert message.attachments[0]["text"].count("BEGIN:VEVENT") == 3
    assert told("therapist_appointment_booked").count() == 1
    assert not told("appointment_confirmed").exists()
    assert set(Reminder.objects.values_list("appointment", flat=True)) == set(
        made.appointments.values_list("pk", flat=True)
    )


def test_one_conflict_and_nothing_is_booked(clinic, cleo):
    service, amira = preventive(clinic), clinic.therapists[0]
    taken = Wish(service, TEN + WEEK, amira)
    place(wish=taken, person=cleared_visitor(), own=None, by=BY, now=NOW)
    with pytest.raises(series.Conflicts) as refused:
        wanted = wishes(service, amira)
        series.book(wishes=wanted, person=cleo, terms=terms(service, amira), by=BY, now=NOW)
    assert [wish.start for wish in refused.value.wishes] == [TEN + WEEK]
    assert not Series.objects.exists()
    assert not Appointment.objects.filter(status="booked").exists()
    assert not OutboundMessage.objects.exists()


@pytest.mark.parametrize("gone", [{0}, {2}, {5}, {11}, {0, 7, 11}, set(range(12))])
def test_hc_09_every_date_is_looked_at_to_the_last(clinic, cleo, gone):
    """HC-09: elsewhere the first two dates alone were."""
    service, amira = preventive(clinic), clinic.therapists[0]
    wanted = wishes(service, amira, 12)
    for n in gone:
        TimeOff.objects.create(therapist=amira, during=range_of(Interval.lasting(wanted[n].start, 45)))
    with pytest.raises(series.Conflicts) as refused:
        series.book(wishes=wanted, person=cleo, terms=terms(service, amira), by=BY, now=NOW)
    assert {wish.start for wish in refused.value.wishes} == {wanted[n].start for n in gone}
    assert not Appointment.objects.exists()


def test_two_wishes_for_one_time_are_a_conflict(clinic, cleo):
    service, amira = preventive(clinic), clinic.therapists[0]
    twice = [*wishes(service, amira, 1), *wishes(service, clinic.therapists[1], 1)]
    with pytest.raises(series.Conflicts):
        series.book(wishes=twice, person=cleo, terms=terms(service, amira), by=BY, now=NOW)


@pytest.mark.parametrize("answers", [{"gate": "held"}, {"gate": "redirected"}, {"days_old": 15}])
def test_without_clearance_there_is_no_series(clinic, answers):
    with pytest.raises(NotCleared):
        book_series(clinic, cleared_client(**answers))
    assert not Series.objects.exists()


def test_sent_twice_it_books_once(clinic, cleo):
    assert book_series(clinic, cleo) == book_series(clinic, cleo)
    assert (Appointment.objects.count(), told("series_confirmed").count()) == (3, 1)


def test_nothing_deep_near_the_event_and_light_work_before_it(clinic, cleo):
    """The event is the client's own word; the answers knew of none."""
    light, service = make_service(clinic, kind="pre_competition"), preventive(clinic)
    amira, event = clinic.therapists[0], date(2026, 12, 10)
    near = wishes(service, amira, 1, TEN + 14 * DAY, event)  # Tuesday, two days before
    with pytest.raises(series.Conflicts):
        series.book(wishes=near, person=cleo, terms=terms(service, amira, event), by=BY, now=NOW)
    before = [Wish(light, TEN + 13 * DAY, amira, near[0].course)]  # Monday, three days before
    booked = series.book(wishes=before, person=cleo, terms=terms(service, amira, event), by=BY, now=NOW)
    assert booked.appointments.get().fit == "best"


def test_a_series_reaches_beyond_the_usual_horizon_and_no_further(clinic, cleo):
    assert book_series(clinic, cleo, count=12).appointments.count() == 12
    with pytest.raises(series.Conflicts):
        book_series(clinic, cleo, count=1, first=TEN + 27 * WEEK, key=OTHER_KEY)


def test_skipping_one_leaves_the_others(clinic, cleo):
    made = book_series(clinic, cleo)
    second = made.appointments.order_by("during")[1]
    appointments.cancel(appointment=second, by=BY, now=NOW, seen=1)
    assert list(made.appointments.order_by("during").values_list("status", flat=True)) == [
        "booked",
        "cancelled",
        "booked",
    ]


def test_moving_one_far_ahead_keeps_it_in_the_series(clinic, cleo):
    last = book_series(clinic, cleo, count=12).appointments.order_by("during").last()
    from_series = wishes(last.service, last.therapist, 1, last.starts_at + DAY)[0]
    moved = appointments.move(appointment=last, wish=from_series, by=BY, now=NOW, seen=1)
    assert (moved.starts_at, moved.series_id is not None) == (TEN + 11 * WEEK + DAY, True)
    assert Appointment.objects.count() == moved.series.appointments.count() == 12


def test_ending_cancels_what_may_still_be_cancelled_and_says_so_once(clinic, cleo):
    made = book_series(clinic, cleo)
    later = TEN - timedelta(hours=23)
    ended = series.end(series=made, by=BY, now=later)
    assert [visit.starts_at for visit in ended.kept] == [TEN]
    assert [visit.starts_at for visit in ended.gone] == [TEN + WEEK, TEN + 2 * WEEK]
    message = told("series_ended").get()
    assert message.attachments[0]["text"].count("STATUS:CANCELLED") == 2
    assert told("therapist_appointment_cancelled").count() == 1
    assert not told("appointment_cancelled").exists()
    assert set(Reminder.objects.filter(appointment__in=ended.gone).values_list("state", flat=True)) == {
        "void"
    }


def test_ending_twice_does_nothing_twice(clinic, cleo):
    made = book_series(clinic, cleo)
    series.end(series=made, by=BY, now=NOW)
    assert series.end(series=made, by=BY, now=NOW).gone == ()
    assert told("series_ended").count() == 1
    assert AuditEvent.objects.filter(action="series ended").count() == 1


def test_two_weeks_before_the_last_visit_it_is_told_once(clinic, cleo):
    with time_machine.travel(NOW, tick=False):
        book_series(clinic, cleo, count=4)
    last = TEN + 3 * WEEK
    assert series.tell_ending(last - timedelta(days=14, seconds=1)) == 0
    assert [series.tell_ending(last - 14 * DAY + n * DAY) for n in range(3)] == [1, 0, 0]
    message = told("series_ending").get()
    assert (message.context["visits_left"], message.expires_at) == ("2 visits", last)


def test_a_short_series_is_not_told_of(clinic, cleo):
    with time_machine.travel(NOW, tick=False):
        book_series(clinic, cleo, count=2)
    assert series.tell_ending(NOW + DAY) == 0


def test_a_series_that_another_follows_is_not_told_of(clinic, cleo):
    with time_machine.travel(NOW, tick=False):
        book_series(clinic, cleo, count=4)
        book_series(clinic, cleo, count=2, first=TEN + 4 * WEEK, key=OTHER_KEY)
    assert series.tell_ending(TEN + 2 * WEEK) == 0


def test_it_waits_for_the_rooms_of_its_therapists_places_and_of_no_other(clinic, cleo):
    """Each of its dates is locked until all are booked: in a chain nobody elsewhere waits for that."""
    south = Location.objects.create(name="Hekas South", address="2 Demo Street", postcode="M2 2BB")
    there = Room.objects.create(location=south, name="South 1")
    service = preventive(clinic)
    service.rooms.add(there)
    kept = series._keys(wishes(service, clinic.therapists[0]), cleo)
    assert kept.rooms == {room.pk for room in clinic.rooms}
    with somebody_at_work(*_days_of_room(there)):
        assert book_series(clinic, cleo).appointments.count() == 3


def _days_of_room(room):
    keys = Keys()
    for week in range(3):
        keys.add(ROOM, [room.pk], Interval(TEN + week * WEEK, TEN + week * WEEK + timedelta(hours=1)))
    return keys.found


def test_somebody_else_in_a_cancelled_gap_is_no_bother(clinic, cleo):
    series.end(series=book_series(clinic, cleo), by=BY, now=NOW)
    hold = place(
        wish=Wish(clinic.service, TEN, clinic.therapists[0]),
        person=cleared_visitor(),
        own=None,
        by=BY,
        now=NOW,
    )
    who = Details("Demo Dana", "dana@demo.example")
    booked = appointments.book(hold=hold.appointment, person=cleared_visitor(), details=who, by=BY, now=NOW)
    assert booked.status == "booked"


@pytest.mark.parametrize("change", [date(2027, 3, 28), date(2026, 10, 25)])
def test_ten_stays_ten_in_the_diary_the_letter_and_the_calendar_file_over_a_clock_change(clinic, change):
    """Two visits before the change and two after: none moves by an hour, none is doubled."""
    first = at(change - 11 * DAY, "10:00")
    now = at(change - 13 * DAY, "9:00")
    with time_machine.travel(now, tick=False):
        cleo = cleared_client(now=now)
        made = book_series(clinic, cleo, count=4, first=first, now=now)
    visits = list(made.appointments.order_by("during"))
    walls = [visit.starts_at.astimezone(LONDON) for visit in visits]
    assert [(wall.hour, wall.minute) for wall in walls] == [(10, 0)] * 4
    assert [wall.date() for wall in walls] == [change + n * DAY for n in (-11, -4, 3, 10)]
    assert visits[2].starts_at - visits[1].starts_at != WEEK
    message = told("series_confirmed").get()
    assert message.context["dates"].count("10:00am") == 4
    file = Calendar.from_ical(message.attachments[0]["text"])
    assert [event.decoded("dtstart") for event in file.walk("VEVENT")] == [v.starts_at for v in visits]
