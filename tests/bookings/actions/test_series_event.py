"""The event of a series gets another date: nothing deep is booked, or stays, in its last two days."""

from datetime import timedelta
from uuid import UUID

import pytest

from bookings.actions import appointments, desk, holds, series, series_event
from bookings.actions.appointments import Changed
from bookings.actions.desk import NotYet
from bookings.actions.details import Details
from bookings.actions.front_door import SlotTaken
from bookings.actions.holds import NeverOnOffer, Wish
from bookings.models import Appointment, Reminder
from bookings.queries.series import course, course_of
from bookings.queries.to_do import Trouble, to_do
from hekas.audit.models import AuditEvent
from hekas.messaging.models import OutboundMessage
from tests.bookings.actions.test_desk import order
from tests.bookings.clinic import BY, NOW, TEN, cleared_client, make_service
from tests.bookings.overruling import overruled
from tests.bookings.regular import WEEK, book_series

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FRIDAY = (TEN + 2 * WEEK + 3 * DAY).date()  # three days after the last of three Tuesdays
EARLIER = (TEN + WEEK + 2 * DAY).date()  # a Thursday, two days after the second


@pytest.fixture
def cleo(clinic):
    return cleared_client()


@pytest.fixture
def made(clinic, cleo):
    return book_series(clinic, cleo, event=FRIDAY)


def change(made, event, now=NOW, seen=None):
    made.refresh_from_db()
    if seen is None:
        seen = [one.uuid for one in series_event.spoilt(series.to_come(made, now), event, now).gone]
    return series_event.change(series=made, event=event, seen=seen, by=BY, now=now)


def statuses(made):
    return list(made.appointments.order_by("created_at", "id").values_list("status", flat=True))


def hold(clinic, person, start):
    wish = Wish(clinic.service, start, clinic.therapists[0])
    return holds.place(wish=wish, person=person, own=None, by=BY, now=NOW).appointment


def told(template):
    return OutboundMessage.objects.filter(template=template).exclude(state="dropped")


def test_earlier_it_takes_out_what_lies_in_its_last_two_days_and_no_more(clinic, made):
    done = change(made, EARLIER)
    assert [one.starts_at for one in done.gone] == [TEN + WEEK]
    assert statuses(made) == ["booked", "cancelled", "booked"]
    made.refresh_from_db()
    assert made.event == EARLIER


@pytest.mark.parametrize(("ahead", "goes"), [(-1, False), (0, True), (1, True), (2, True), (3, False)])
def test_the_day_and_the_two_before_it_are_the_last_days(clinic, made, ahead, goes):
    done = change(made, (TEN + WEEK + ahead * DAY).date())
    assert [one.starts_at for one in done.gone] == ([TEN + WEEK] if goes else [])


def test_client_and_therapist_are_told_of_what_went_and_the_calendar_lets_it_go(clinic, made):
    (gone,) = change(made, EARLIER).gone
    assert told("appointment_cancelled").get().about == gone.about
    assert "STATUS:CANCELLED" in told("appointment_cancelled").get().attachments[0]["text"]
    assert told("therapist_appointment_cancelled").get().about == gone.about
    assert set(Reminder.objects.filter(appointment=gone).values_list("state", flat=True)) == {"void"}
    event = AuditEvent.objects.get(action="series event changed")
    assert (event.detail["before"], event.detail["after"]) == (FRIDAY.isoformat(), EARLIER.isoformat())


def test_from_then_on_no_way_books_deep_work_near_the_new_day(clinic, cleo, made):
    change(made, EARLIER)
    near = TEN + WEEK + DAY
    with pytest.raises(NeverOnOffer):
        hold(clinic, cleo, near)
    with pytest.raises(NotYet):
        overruled(desk.book, order=order(clinic, cleo.client, start=near), by=BY, now=NOW)


def test_the_days_before_the_old_one_are_free_again(clinic, cleo, made):
    old = TEN + 2 * WEEK + 2 * DAY
    with pytest.raises(NeverOnOffer):
        hold(clinic, cleo, old)
    change(made, EARLIER)
    assert hold(clinic, cleo, old).status == "tentative"


def test_later_it_takes_nothing_out_and_holds_at_the_new_day(clinic, cleo, made):
    later = FRIDAY + 7 * DAY
    assert change(made, later).gone == ()
    assert statuses(made) == ["booked"] * 3
    with pytest.raises(NeverOnOffer):
        hold(clinic, cleo, TEN + 3 * WEEK + 2 * DAY)


def test_without_an_event_everything_stays_and_all_days_are_free(clinic, cleo, made):
    assert change(made, None).gone == ()
    assert statuses(made) == ["booked"] * 3
    assert hold(clinic, cleo, TEN + 2 * WEEK + 2 * DAY).status == "tentative"


def test_a_series_without_one_is_given_one(clinic, cleo):
    made = book_series(clinic, cleo)
    assert len(change(made, EARLIER).gone) == 1


def test_light_work_stays_and_moves_to_the_new_days(clinic, cleo):
    light = make_service(clinic, kind="pre_competition", minutes=30)
    amira, monday = clinic.therapists[0], TEN + 2 * WEEK - DAY
    terms = series.Terms(light, amira, 1, UUID(int=77), FRIDAY)
    wish = Wish(light, monday, amira, course(FRIDAY))
    made = series.book(wishes=[wish], person=cleo, terms=terms, by=BY, now=NOW)
    change(made, FRIDAY + 7 * DAY)
    visit = made.appointments.get()
    assert (visit.status, visit.starts_at) == ("booked", monday)
    again = Appointment.objects.with_names().select_related("series").get()
    for start, fits in ((monday + DAY, False), (monday + WEEK, True)):
        to = Wish(light, start, amira, course_of(again))
        if fits:
            moved = appointments.move(appointment=again, wish=to, by=BY, now=NOW, seen=1)
            assert (moved.starts_at, moved.fit) == (start, "best")
        else:
            with pytest.raises(NeverOnOffer):
                appointments.move(appointment=again, wish=to, by=BY, now=NOW, seen=1)


def test_too_late_to_call_off_it_stays_and_stands_on_the_list(clinic, made):
    """The cut-off has passed: nobody loses a visit without a word, and staff see it at once."""
    now = TEN + WEEK - 23 * HOUR
    done = change(made, EARLIER, now=now)
    assert ([one.starts_at for one in done.kept], done.gone) == ([TEN + WEEK], ())
    assert [(one.appointment.starts_at, one.troubles) for one in to_do(now)] == [
        (TEN + WEEK, (Trouble.TIMING,))
    ]


def test_another_visit_of_theirs_near_the_new_day_stands_on_the_list(clinic, cleo, made):
    held = hold(clinic, cleo, TEN + WEEK + DAY)
    who = Details(cleo.client.name, cleo.client.email)
    other = appointments.book(hold=held, person=cleo, details=who, by=BY, now=NOW)
    change(made, EARLIER)
    assert [(one.appointment, one.troubles) for one in to_do(NOW)] == [(other, (Trouble.TIMING,))]


def test_done_twice_it_does_nothing_twice(clinic, made):
    change(made, EARLIER)
    assert change(made, EARLIER).gone == ()
    assert told("appointment_cancelled").count() == 1
    assert AuditEvent.objects.filter(action="series event changed").count() == 1


def test_what_was_not_shown_is_not_cancelled(clinic, made):
    """It was moved into the way in another tab after the page was opened: nothing at all is done."""
    with pytest.raises(Changed):
        change(made, EARLIER, seen=[])
    made.refresh_from_db()
    assert (statuses(made), made.event) == (["booked"] * 3, FRIDAY)


def test_one_that_was_moved_beyond_the_event_stays(clinic, cleo, made):
    last = made.appointments.with_names().select_related("series").order_by("during").last()
    to = Wish(last.service, TEN + 3 * WEEK, last.therapist, course_of(last))
    appointments.move(appointment=last, wish=to, by=BY, now=NOW, seen=1)
    assert change(made, EARLIER).gone[0].starts_at == TEN + WEEK
    last.refresh_from_db()
    assert (last.status, last.starts_at) == ("booked", TEN + 3 * WEEK)


def test_an_ended_series_has_no_event_to_change(clinic, made):
    series.end(series=made, by=BY, now=NOW)
    with pytest.raises(Changed):
        change(made, EARLIER)


def test_a_fault_on_the_way_changes_nothing(clinic, made, monkeypatch):
    def taken(*_, **__):
        raise SlotTaken

    monkeypatch.setattr(series_event.notices, "tell_cancelled", taken)
    with pytest.raises(SlotTaken):
        change(made, EARLIER)
    made.refresh_from_db()
    assert (statuses(made), made.event) == (["booked"] * 3, FRIDAY)


def other_visit(clinic, cleo, start):
    who = Details(cleo.client.name, cleo.client.email)
    held = hold(clinic, cleo, start)
    return appointments.book(hold=held, person=cleo, details=who, by=BY, now=NOW)


def change_all(made, event, seen):
    made.refresh_from_db()
    return series_event.change(series=made, event=event, seen=seen, beyond=True, by=BY, now=NOW)


def test_whoever_sees_all_their_visits_is_shown_the_others_too_and_they_go(clinic, cleo, made):
    """Deep work beside the series, in the last days of the new date; what lies elsewhere stays."""
    near, far = (other_visit(clinic, cleo, TEN + WEEK + n * DAY) for n in (1, 3))
    shown = series_event.looked_at(made, EARLIER, NOW, beyond=True)
    gone = series_event.spoilt(shown, EARLIER, NOW).gone
    assert [one.starts_at for one in gone] == [TEN + WEEK, near.starts_at]
    change_all(made, EARLIER, [one.uuid for one in gone])
    assert [Appointment.objects.get(pk=one.pk).status for one in (near, far)] == ["cancelled", "booked"]
    assert to_do(NOW) == []


def test_another_visit_that_was_not_shown_keeps_the_date_as_it_is(clinic, cleo, made):
    shown = series_event.looked_at(made, EARLIER, NOW, beyond=True)
    seen = [one.uuid for one in series_event.spoilt(shown, EARLIER, NOW).gone]
    other_visit(clinic, cleo, TEN + WEEK + DAY)
    with pytest.raises(Changed):
        change_all(made, EARLIER, seen)
    made.refresh_from_db()
    assert (statuses(made), made.event) == (["booked"] * 3, FRIDAY)


def test_the_letter_says_why(made):
    change(made, EARLIER)
    assert "last 2 days before your event" in told("appointment_cancelled").get().context["why"]
