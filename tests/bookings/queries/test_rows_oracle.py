"""The search, from the rows themselves, against somebody who looks at every minute and knows no core.

Hours, fortnights, dates of effect, exceptions, time off, closures, rooms and visits are drawn by chance; the
slow way reads them with plain queries and counts on the wall clock.
"""

import random
from datetime import UTC, date, datetime, time, timedelta

import pytest
from psycopg2.extras import DateTimeTZRange

from assessments.queries.advice import Advice
from bookings.models import (
    Appointment,
    ChangedHours,
    ClinicClosure,
    Location,
    Room,
    Service,
    TimeOff,
    WorkingHours,
)
from bookings.queries.availability import Seek, read_books, slots_in
from bookings.scheduling.intervals import Interval
from tests.bookings.clinic import LONDON, make_clinic

pytestmark = pytest.mark.django_db
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
WEEKS = [date(2026, 3, 23), date(2026, 10, 19), date(2026, 11, 23)]  # a change day in each of the first two
LENGTH, TURNOVER, STEP = 45, 15, 30


def wall(day, clock):
    return datetime.combine(day, clock, tzinfo=LONDON).astimezone(UTC)


def some_time(chance):
    return time(chance.randrange(7, 20), chance.choice([0, 15, 30, 45]))


def two_times(chance):
    opens, closes = sorted([some_time(chance), some_time(chance)])
    return (opens, closes) if opens < closes else (time(9), time(17))


def draw(clinic, chance, monday):
    """Rows of every kind, as the admin's page would let them be."""
    south = Location.objects.create(name="South", address="2 Demo Street", postcode="M2 2BB")
    clinic.service.rooms.add(Room.objects.create(location=south, name="South room"))
    places = [clinic.location, south]
    WorkingHours.objects.all().delete()
    for therapist in clinic.therapists:
        for weekday in range(7):
            for opens, closes in [two_times(chance) for _ in range(chance.randrange(3))]:
                WorkingHours.objects.create(
                    therapist=therapist,
                    location=chance.choice(places),
                    weekday=weekday,
                    opens=opens,
                    closes=closes,
                    first_day=monday + chance.randrange(-21, 5) * DAY,
                    last_day=chance.choice([None, None, monday + chance.randrange(5, 14) * DAY]),
                    every_weeks=chance.choice([1, 1, 2, 3]),
                )
        draw_changes(therapist, chance, monday, places)
    first = monday + chance.randrange(14) * DAY
    closed = {"first_day": first, "last_day": first + chance.randrange(2) * DAY}
    ClinicClosure.objects.create(name="Demo", location=chance.choice([None, south]), **closed)
    draw_visits(clinic, chance, monday)


def draw_changes(therapist, chance, monday, places):
    on = monday + chance.randrange(14) * DAY
    for opens, closes in [two_times(chance) for _ in range(chance.randrange(3))]:
        place = chance.choice(places)
        ChangedHours.objects.create(therapist=therapist, on=on, location=place, opens=opens, closes=closes)
    ChangedHours.objects.create(therapist=therapist, on=monday + chance.randrange(14) * DAY)
    begin = wall(monday + chance.randrange(14) * DAY, some_time(chance))
    TimeOff.objects.create(
        therapist=therapist, during=DateTimeTZRange(begin, begin + chance.randrange(20, 3000) * MINUTE)
    )


def draw_visits(clinic, chance, monday):
    """Wherever they are, also over one another's breaks; nobody is put over anybody."""
    for _ in range(12):
        start = wall(monday + chance.randrange(14) * DAY, some_time(chance))
        therapist, room = chance.choice(clinic.therapists), chance.choice(list(clinic.service.rooms.all()))
        length = chance.choice([20, 45, 90])
        busy = DateTimeTZRange(start, start + (length + chance.choice([0, 15])) * MINUTE)
        there = Appointment.objects.filter(busy__overlap=busy)
        if not there.filter(therapist=therapist).exists() and not there.filter(room=room).exists():
            Appointment.objects.create(
                therapist=therapist, room=room, service=clinic.service, price_pence=1, busy=busy,
                during=DateTimeTZRange(start, start + length * MINUTE),
                hold_expires_at=start, status="tentative",
            )  # fmt: skip


def hours_on(therapist, day):
    """What the therapist works that date: the exception's hours alone where there is one."""
    changed = ChangedHours.objects.filter(therapist=therapist, on=day)
    if changed.exists():
        return [row for row in changed if row.opens]
    found = []
    for row in WorkingHours.objects.filter(therapist=therapist, weekday=day.weekday(), first_day__lte=day):
        weeks = (day - day.weekday() * DAY - (row.first_day - row.first_day.weekday() * DAY)).days // 7
        if (row.last_day is None or day <= row.last_day) and weeks % row.every_weeks == 0:
            found.append(row)
    return found


def is_shut(place, day):
    rows = ClinicClosure.objects.filter(first_day__lte=day, last_day__gte=day)
    return any(row.location_id in (None, place) for row in rows)


def minutes_of(begin, length):
    return {begin + n * MINUTE for n in range(length)}


def covered(spans):
    return {span.lower + n * MINUTE for span in spans for n in range(int((span.upper - span.lower) / MINUTE))}


def slots_of_a_day(clinic, therapist, day, taken_rooms):
    """Every start, each looked at minute by minute."""
    worked, starts = {}, set()
    for row in hours_on(therapist, day):
        if not is_shut(row.location_id, day):
            begin, end = wall(day, row.opens), wall(day, row.closes)
            length = int((end - begin) / MINUTE)
            worked.setdefault(row.location_id, set()).update(minutes_of(begin, length))
            starts |= {(row.location_id, begin + n * MINUTE) for n in range(0, length, STEP)}
    visits = Appointment.objects.filter(therapist=therapist)
    away = TimeOff.objects.filter(therapist=therapist).values_list("during", flat=True)
    busy = covered([*visits.values_list("busy", flat=True), *away])
    for place, start in starts:
        whole = minutes_of(start, LENGTH + TURNOVER)
        rooms = clinic.service.rooms.filter(location=place).order_by("order", "id")
        room = next((row.pk for row in rooms if not whole & taken_rooms[row.pk]), None)
        if room and whole <= worked[place] and not whole & busy:
            yield start, therapist.pk, room


@pytest.mark.parametrize("seed", range(12))
def test_the_rows_give_the_slots_that_the_minutes_give(seed):
    chance, monday = random.Random(seed), WEEKS[seed % len(WEEKS)]
    clinic = make_clinic()
    Service.objects.update(minutes=LENGTH, turnover_minutes=TURNOVER, step_minutes=STEP)
    clinic.service.refresh_from_db()
    draw(clinic, chance, monday)
    rooms = Room.objects.all()
    taken = {
        row.pk: covered(Appointment.objects.filter(room=row).values_list("busy", flat=True)) for row in rooms
    }
    expected = {
        slot
        for day in (monday + n * DAY for n in range(14))
        for therapist in clinic.therapists
        for slot in slots_of_a_day(clinic, therapist, day, taken)
    }
    within = Interval(wall(monday, time()), wall(monday + 14 * DAY, time()))
    seek = Seek(clinic.service, Advice(gate="open", stale=False))
    found = slots_in(read_books(seek, within, now=within.start - DAY))
    assert {(slot.start, slot.therapist, slot.room) for slot in found} == expected
    assert len(found) == len(expected)
    assert expected, "a clinic in which nothing is free shows nothing"
