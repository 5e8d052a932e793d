"""Fills the peer with a diary as large as ours: one service of an hour, 09:00 to 18:00 with a break.

Told how many people sign in, how many appointments there are and how many staff. Prints what the load needs
as JSON: staff, service, the first free day, and a signed-in session per client.
"""

import json
import sys
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from benchmarks.peer import site  # noqa: F401 - sets Django up

from appointment.models import (  # isort: skip
    Service,
    StaffMember,
    Unavailability,
    WorkingHours,
)
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

CLIENTS, SEEDED, STAFF = map(int, sys.argv[1:])
VISITS_OF_ONE = 20  # of each person who is in the diary
BUSY_DAYS = 30  # weekdays to come that are half full, as all before them
TODAY = datetime.now(ZoneInfo("Europe/London")).date()
HOURS = (9, 10, 11, 12, 14, 15, 16, 17)
REQUESTS = """
INSERT INTO appointment_appointmentrequest (date, start_time, end_time, service_id, staff_member_id,
    payment_type, id_request, reschedule_attempts, created_at, updated_at)
SELECT day, make_time(hour, 0, 0), make_time(hour + 1, 0, 0), %(service)s, staff, 'full',
    md5(concat(day, hour, staff)), 0, now(), now()
FROM unnest(%(days)s::date[]) AS day, unnest(%(hours)s::int[]) AS hour, unnest(%(staff)s::int[]) AS staff
"""
PEOPLE = """
INSERT INTO auth_user (username, email, password, first_name, last_name, is_superuser, is_staff, is_active,
    date_joined)
SELECT 'person' || n, 'person' || n || '@demo.example', '', 'person', '', false, false, true, now()
FROM generate_series(1, %s) AS n RETURNING id
"""
APPOINTMENTS = """
INSERT INTO appointment_appointment (client_id, appointment_request_id, phone, address, want_reminder,
    additional_info, paid, amount_to_pay, id_request, created_at, updated_at)
SELECT %(first)s + id %% %(people)s, id, '', '', false, '', false, 50, id_request, created_at, updated_at
FROM appointment_appointmentrequest
"""


def weekdays(first: date, step: int = 1):
    day = first
    while True:
        if day.weekday() < 5:
            yield day
        day += timedelta(days=step)


def person(name: str):
    return get_user_model().objects.create(username=name, email=f"{name}@demo.example", first_name=name)


def signed_in(user) -> str:
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session.save()
    return session.session_key


service = Service.objects.create(name="Massage", duration=timedelta(hours=1), price=50)
staff = []
for number in range(STAFF):
    member = StaffMember.objects.create(
        user=person(f"staff{number}"), slot_duration=60, lead_time=time(9), finish_time=time(18),
        appointment_buffer_time=0,
    )  # fmt: skip
    member.services_offered.add(service)
    for day in range(1, 6):
        WorkingHours.objects.create(
            staff_member=member, day_of_week=day, start_time=time(9), end_time=time(18)
        )
    staff.append(member)
clients = [person(f"client{number}") for number in range(CLIENTS)]
days = weekdays(TODAY + timedelta(days=1))
busy = [next(days) for _ in range(BUSY_DAYS)]
Unavailability.objects.bulk_create(
    Unavailability(staff_member=member, date=day, start_time=time(13), end_time=time(14))
    for day in busy
    for member in staff
)
with connection.cursor() as cursor:
    people = SEEDED // VISITS_OF_ONE + 1
    cursor.execute(PEOPLE, [people])
    first = min(pk for (pk,) in cursor.fetchall())
    hours = list(HOURS[::2])
    back = weekdays(busy[-1], step=-1)  # each day half full, as far back as it takes
    taken = [next(back) for _ in range(SEEDED // (len(hours) * STAFF) + 1)]
    given = {"service": service.pk, "staff": [member.pk for member in staff], "hours": hours}
    cursor.execute(REQUESTS, {**given, "days": taken})
    cursor.execute(APPOINTMENTS, {"first": first, "people": people})
    cursor.execute("ANALYZE")
free = [next(days) for _ in range(30)]
json.dump(
    {
        "staff": [member.pk for member in staff],
        "service": service.pk,
        "busy_day": str(next(weekdays(TODAY + timedelta(days=7)))),
        "free_days": [str(day) for day in free],
        "hours": HOURS,
        "sessions": [signed_in(client) for client in clients],
        "cookie": settings.SESSION_COOKIE_NAME,
    },
    sys.stdout,
)
