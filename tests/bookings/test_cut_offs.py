"""The cut-off to the second, by each way that a client has, on and after both days of the clock changes."""

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.test import Client as Browser

from bookings.actions import series
from bookings.adapters.letters import cancel_rule
from bookings.models import Appointment, WorkingHours
from bookings.queries.person import Person
from hekas.accounts.models import User
from hekas.api.terms import Scope
from hekas.messaging.models import OutboundMessage
from tests.api.conftest import Program, make_key
from tests.bookings.clinic import BY, LONDON, at
from tests.bookings.regular import WEEK, book_series
from tests.bookings.safety.people import book, client_with

pytestmark = pytest.mark.django_db
DAY, SECOND, NEVER = timedelta(days=1), timedelta(seconds=1), timedelta(microseconds=1)
# The day of a visit at 10am, and when the 24 hours before it begin on the clinic's clock.
DAYS = [
    (date(2027, 3, 28), "9:00am on Saturday 27 March"),
    (date(2027, 3, 29), "10:00am on Sunday 28 March"),
    (date(2027, 10, 31), "11:00am on Saturday 30 October"),
    (date(2027, 11, 1), "10:00am on Sunday 31 October"),
]
WAYS = ["link", "account", "program"]


@pytest.fixture(params=DAYS, ids=[str(day) for day, _ in DAYS])
def visit(clinic, request):
    """A visit that Cleo booked three days before it."""
    hours = [
        WorkingHours(therapist=who, location=clinic.location, weekday=day, opens=time(9), closes=time(17))
        for who in clinic.therapists
        for day in (5, 6)
    ]
    WorkingHours.objects.bulk_create(hours)
    day, words = request.param
    start = at(day, "10:00")
    cleo = client_with(now=start - 4 * DAY)
    cleo.user = User.objects.create_user("cleo@demo.example", "x", name=cleo.name, role="client")
    cleo.save()
    booked = book(clinic, cleo, start, now=start - 3 * DAY)
    booked.words = words
    return booked


def change(visit, way, what, now):
    """The status that a client gets who cancels, or moves to noon of the day after, at that moment."""
    with time_machine.travel(now, tick=False):
        noon = datetime.combine(visit.starts_at.astimezone(LONDON) + DAY, time(12), LONDON)
        if way == "program":
            program = Program(make_key(Scope.BOOKINGS_WRITE))
            how, body = ("cancel", {}) if what == "cancel" else ("reschedule", {"start": noon.isoformat()})
            return program.post(f"/appointments/{visit.uuid}/{how}", body).status_code
        browser = Browser()
        if way == "account":
            browser.force_login(visit.client.user)
        letter = OutboundMessage.objects.get(template="appointment_confirmed", about=visit.about)
        own = letter.context["manage_url"].split("/", 3)[3]
        path = f"/{own}{what}/" if way == "link" else f"/bookings/{visit.uuid}/{what}/"
        said = {"version": "1", "start": noon.isoformat(), "therapist": "any"}
        return browser.post(path, said).status_code


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("what", ["cancel", "move"])
def test_to_the_second(visit, way, what):
    last = visit.starts_at - timedelta(hours=24)
    for late in (SECOND, NEVER):
        assert change(visit, way, what, last + late) == 409
    assert Appointment.objects.get(pk=visit.pk).version == 1
    assert change(visit, way, what, last) in (200, 302)
    fresh = Appointment.objects.get(pk=visit.pk)
    assert (fresh.version, fresh.status) == (2, "cancelled" if what == "cancel" else "booked")


def test_the_letter_says_the_same_moment_by_the_clinics_clock(visit):
    assert visit.words in cancel_rule(visit, visit.starts_at - 2 * DAY)
    last = visit.starts_at - timedelta(hours=24)
    assert visit.words in cancel_rule(visit, last)
    assert "ring us" in cancel_rule(visit, last + SECOND)
    assert visit.words not in cancel_rule(visit, last + SECOND)


@pytest.mark.parametrize("change_day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_a_series_is_ended_up_to_the_same_second(clinic, change_day):
    """Its first visit is on the Monday after the change."""
    first = at(change_day + DAY, "10:00")
    cleo = client_with(now=first - 4 * DAY)
    made = book_series(clinic, Person(client=cleo), first=first, now=first - 3 * DAY)
    last = first - timedelta(hours=24)
    late = series.end(series=made, by=BY, now=last + SECOND)
    assert [visit.starts_at for visit in late.kept] == [first]
    again = book_series(clinic, Person(client=cleo), first=first + WEEK, key=made.uuid, now=first - 2 * DAY)
    ended = series.end(series=again, by=BY, now=first + WEEK - timedelta(hours=24))
    assert (len(ended.gone), ended.kept) == (3, ())
