"""Days that turn at midnight in London, also where UTC is on the day before, and where the clocks change."""

from datetime import UTC, date, datetime, timedelta

import pytest

from assessments.models import Clearance, ProgressEntry
from assessments.queries.clearances import advice_for
from bookings.actions.holds import NotCleared
from bookings.models import Appointment, WorkingHours
from bookings.queries.clearing import Missing, missing_at_the_door
from bookings.scheduling.series import quiet
from bookings.scheduling.terms import ServiceKind
from bookings.scheduling.windows import judge
from hekas.accounts import ages
from hekas.accounts.models import Client
from tests.bookings.clinic import LONDON, make_client
from tests.bookings.safety.people import book, client_with, confirm, give, hold

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SUMMER, WINTER = date(2026, 7, 1), date(2026, 12, 1)
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)  # 23 hours, 25 hours


def midnight(day):
    return datetime(day.year, day.month, day.day, tzinfo=LONDON).astimezone(UTC)


def born(day):
    client = make_client("Demo Kim")
    Client.objects.filter(pk=client.pk).update(born_on=day)
    client.refresh_from_db()
    return client


@pytest.mark.parametrize("day", [SUMMER, WINTER, SPRING, SPRING + DAY, AUTUMN, AUTUMN + DAY])
@pytest.mark.parametrize(("after", "gate"), [(-MINUTE, "held"), (timedelta(), "open")])
def test_eighteen_is_from_midnight_in_london(clinic, day, after, gate):
    kim, now = born(day.replace(year=day.year - 18)), midnight(day) + after
    give(kim, now=now)
    assert advice_for(now=now, client=kim).gate == gate


@pytest.mark.parametrize(
    ("day", "gate"),
    [(date(2026, 2, 28), "held"), (date(2026, 3, 1), "open")],
)
def test_born_on_29_february_they_are_18_on_1_march(clinic, day, gate):
    kim, now = born(date(2008, 2, 29)), midnight(day) + 12 * HOUR
    give(kim, now=now)
    assert advice_for(now=now, client=kim).gate == gate


def test_born_on_29_february_the_20th_is_on_the_day_itself():
    assert ages.age_on(date(2008, 2, 29), date(2028, 2, 28)) == 19
    assert ages.age_on(date(2008, 2, 29), date(2028, 2, 29)) == 20


def open_every_day(clinic):
    hours = [
        WorkingHours(therapist=who, location=clinic.location, weekday=day, opens="00:00", closes="23:45")
        for who in clinic.therapists
        for day in range(7)
    ]
    WorkingHours.objects.all().delete()
    WorkingHours.objects.bulk_create(hours)


@pytest.mark.parametrize("change", [SPRING, AUTUMN])
def test_answers_count_a_fortnight_to_the_second_whatever_the_clocks_do(clinic, change):
    """Elapsed: over the autumn change an hour earlier by the clock on the wall, never a second more."""
    answered = midnight(change) - 7 * DAY + 10 * HOUR
    cleo = client_with(now=answered)
    last = Clearance.objects.get(client=cleo).expires_at
    assert last == answered + 14 * DAY
    assert advice_for(now=last - MINUTE, client=cleo).may_book
    assert not advice_for(now=last, client=cleo).may_book


@pytest.mark.parametrize("change", [SPRING, AUTUMN])
def test_they_are_too_old_at_the_door_from_that_second(clinic, change):
    open_every_day(clinic)
    answered = midnight(change) - 7 * DAY + 10 * HOUR
    cleo = client_with(now=answered)
    visit = book(clinic, cleo, answered + 14 * DAY, now=answered + 10 * DAY)
    assert missing_at_the_door(visit, visit.starts_at - MINUTE) is None
    assert missing_at_the_door(visit, visit.starts_at) is Missing.ANSWERS


@pytest.mark.parametrize(
    "start",
    [datetime(2027, 3, 28, 0, 55, tzinfo=UTC), datetime(2027, 10, 31, 0, 55, tzinfo=UTC)],
)
def test_a_hold_over_the_change_lasts_ten_minutes(clinic, start):
    cleo = client_with(now=start - HOUR)
    held = hold(clinic, cleo, midnight((start + 2 * DAY).date()) + 10 * HOUR, now=start)
    assert held.hold_expires_at - start == 10 * MINUTE
    fresh = Appointment.objects.get(pk=held.pk)
    assert confirm(fresh, cleo, start + 10 * MINUTE - MINUTE).status == "booked"


@pytest.mark.parametrize("later", range(3))
@pytest.mark.parametrize("change", [SPRING, AUTUMN])
def test_the_last_two_days_before_an_event_are_days_of_the_clinic(change, later):
    event = change + later * DAY
    window = [quiet(ServiceKind.TREATMENT, event, LONDON)]

    def fit(moment):
        return judge(moment, ServiceKind.TREATMENT, window).fit.value

    first, after = midnight(event - 2 * DAY), midnight(event + DAY)
    assert [fit(first - MINUTE), fit(first), fit(after - MINUTE), fit(after)] == [
        "allowed", "avoid", "avoid", "allowed",
    ]  # fmt: skip


@pytest.mark.parametrize("change", [SPRING, AUTUMN])
def test_rest_after_a_cramp_of_the_day_of_the_change_is_never_short(clinic, change):
    """Of a date alone: a whole day after its last minute."""
    open_every_day(clinic)
    told = midnight(change + DAY) + 9 * HOUR
    cleo = client_with(now=told - DAY)
    ProgressEntry.objects.create(client=cleo, kind="cramp", happened_on=change, written_at=told)
    rested = midnight(change + DAY) + 24 * HOUR
    assert advice_for(now=told, client=cleo).not_before == rested
    with pytest.raises(NotCleared):
        confirm(_held(clinic, cleo, rested - 90 * MINUTE, told), cleo, told)
    assert book(clinic, cleo, rested, now=told).status == "booked"


def _held(clinic, cleo, start, now):
    """A time that was held before anybody knew of the cramp."""
    ProgressEntry.objects.filter(client=cleo).update(happened_on=now.date() - 9 * DAY)
    held = hold(clinic, cleo, start, now=now)
    ProgressEntry.objects.filter(client=cleo).update(happened_on=now.date() - DAY)
    return Appointment.objects.get(pk=held.pk)
