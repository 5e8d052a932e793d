"""Every calendar file that leaves the house, over the whole life of visits, in the order of sending."""

import re
from datetime import timedelta

import pytest
from icalendar import Calendar

from bookings.actions import appointments, desk, series
from bookings.actions.feeds import renew
from bookings.actions.holds import Wish
from bookings.models import Appointment
from bookings.queries import days
from bookings.queries.desk import Spot
from bookings.queries.person import Person
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import BY, NOW, TEN
from tests.bookings.regular import WEEK, book_series
from tests.bookings.safety.people import RED, book, client_with, confirm, give, hold

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def cleo(clinic):
    return client_with()


def sent():
    """(method, uid, sequence, status, start) of every event in the order of sending."""
    found = []
    for message in OutboundMessage.objects.filter(client__isnull=False).order_by("id"):
        for file in message.attachments:
            calendar = Calendar.from_ical(file["text"])
            for event in calendar.walk("VEVENT"):
                what = (str(event["UID"]), int(event["SEQUENCE"]), str(event["STATUS"]))
                found.append((str(calendar["METHOD"]), *what, event["DTSTART"].dt))
    return found


def fresh(visit):
    return Appointment.objects.with_names().get(pk=visit.pk)


def move(visit, start, therapist, now=NOW):
    row = fresh(visit)
    wish = Wish(row.service, start, therapist)
    return appointments.move(appointment=row, wish=wish, by=BY, now=now, seen=row.version)


def cancel(visit):
    row = fresh(visit)
    appointments.cancel(appointment=row, by=BY, now=NOW, seen=row.version)


def test_one_uid_from_the_hold_to_the_end_and_a_new_one_for_a_new_visit(clinic, cleo):
    amira, ben = clinic.therapists
    held = hold(clinic, cleo)
    assert sent() == []
    visit = confirm(held, cleo)
    move(visit, TEN + 2 * HOUR, amira)
    move(visit, TEN, amira)
    move(visit, TEN, ben)
    row = fresh(visit)
    desk.move(appointment=row, spot=Spot(ben, TEN, 60), by=BY, now=NOW, seen=row.version)
    cancel(visit)
    second = book(clinic, cleo)
    files = sent()
    uid, other = f"{visit.uuid}@hekas", f"{second.uuid}@hekas"
    assert [file[:4] for file in files] == [
        ("PUBLISH", uid, 1, "CONFIRMED"),
        ("PUBLISH", uid, 2, "CONFIRMED"),
        ("PUBLISH", uid, 3, "CONFIRMED"),
        ("PUBLISH", uid, 4, "CONFIRMED"),
        ("PUBLISH", uid, 5, "CONFIRMED"),
        ("CANCEL", uid, 6, "CANCELLED"),
        ("PUBLISH", other, 1, "CONFIRMED"),
    ]
    assert [file[4] for file in files][1:3] == [TEN + 2 * HOUR, TEN]


def test_a_visit_of_a_series_that_is_moved_skipped_or_ended_is_the_same_to_a_calendar(clinic, cleo):
    made = book_series(clinic, Person(client=cleo), count=4)
    first, second, *_ = made.appointments.order_by("during")
    move(first, TEN + DAY, clinic.therapists[0])
    cancel(second)
    series.end(series=made, by=BY, now=NOW)
    last = {}
    for method, uid, sequence, status, _ in sent():
        assert sequence > last.get(uid, (0,))[0]
        last[uid] = (sequence, method, status)
    assert set(last) == {f"{visit.uuid}@hekas" for visit in made.appointments.all()}
    assert {(method, status) for _, method, status in last.values()} == {("CANCEL", "CANCELLED")}


def test_one_that_was_kept_when_a_series_ended_and_is_called_off_later_is_told_of_too(clinic, cleo):
    """The desk moved it ahead, and the client ended the series again: else they came for nothing."""
    made = book_series(clinic, Person(client=cleo))
    later = TEN - 23 * HOUR
    (kept,) = series.end(series=made, by=BY, now=later).kept
    row = fresh(kept)
    spot = Spot(row.therapist, TEN + 2 * WEEK, row.minutes)
    desk.move(appointment=row, spot=spot, by=BY, now=later, seen=row.version)
    assert [one.pk for one in series.end(series=made, by=BY, now=later).gone] == [kept.pk]
    assert OutboundMessage.objects.filter(template="series_ended").exclude(state="dropped").count() == 2
    told = OutboundMessage.objects.filter(template="therapist_appointment_cancelled", about=made.about)
    assert told.exclude(state="dropped").count() == 2
    assert sent()[-1][:4] == ("CANCEL", f"{kept.uuid}@hekas", 3, "CANCELLED")


def test_what_a_red_answer_takes_out_leaves_the_calendar_and_so_do_later_visits(clinic, cleo):
    visits = [book(clinic, cleo), book(clinic, cleo, TEN + WEEK)]
    give(cleo, RED, now=NOW + HOUR)
    gone = {file[1]: file[0] for file in sent()}
    assert gone == {f"{visit.uuid}@hekas": "CANCEL" for visit in visits}
    therapists = OutboundMessage.objects.filter(template="therapist_appointment_cancelled")
    assert therapists.count() == 1  # one letter, with both


def test_each_file_names_who_publishes_it_and_nobody_else(clinic, cleo):
    visit = book(clinic, cleo)
    cancel(visit)
    for message in OutboundMessage.objects.exclude(attachments=[]):
        text = message.attachments[0]["text"].replace("\r\n ", "")
        assert re.search(r"^ORGANIZER;CN=Hekas:mailto:\S+@\S+\r$", text, re.MULTILINE)
        assert "ATTENDEE" not in text
        assert cleo.name not in text
        assert set(re.findall(r"^SUMMARY:(.*)\r$", text, re.MULTILINE)) == {"Appointment at Hekas"}


def test_a_feed_follows_a_visit_to_another_therapist_and_forgets_what_is_called_off(clinic, cleo):
    amira, ben = clinic.therapists
    for who in clinic.therapists:
        renew(therapist=who, by=BY, now=NOW)
    visit, other = book(clinic, cleo), book(clinic, client_with(name="Demo Dora"), TEN + HOUR)
    assert list(days.in_calendar(amira, NOW)) == [visit, other]
    move(visit, TEN, ben)
    assert (list(days.in_calendar(amira, NOW)), list(days.in_calendar(ben, NOW))) == ([other], [visit])
    cancel(visit)
    assert list(days.in_calendar(ben, NOW)) == []
