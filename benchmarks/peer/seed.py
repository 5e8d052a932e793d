"""Fills the peer: one service of an hour, five staff, 09:00 to 18:00 with a break, 1,000 appointments.

Prints what the load needs as JSON: staff, service, the first free day, and a signed-in session per client.
"""

import json
import sys
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from benchmarks.peer import site  # noqa: F401 - sets Django up

from appointment.models import (  # isort: skip
    Appointment,
    AppointmentRequest,
    Service,
    StaffMember,
    Unavailability,
    WorkingHours,
)
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore

SEEDED, CLIENTS, STAFF = 1000, int(sys.argv[1]), 5
TODAY = datetime.now(ZoneInfo("Europe/London")).date()
HOURS = (9, 10, 11, 12, 14, 15, 16, 17)


def weekdays(first: date):
    day = first
    while True:
        if day.weekday() < 5:
            yield day
        day += timedelta(days=1)


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
seeded = 0
for day in days:
    for member in staff:
        Unavailability.objects.create(staff_member=member, date=day, start_time=time(13), end_time=time(14))
        for hour in HOURS[::2]:
            if seeded < SEEDED:
                ends = (datetime.combine(day, time(hour)) + timedelta(hours=1)).time()
                request = AppointmentRequest.objects.create(
                    date=day, start_time=time(hour), end_time=ends, service=service, staff_member=member
                )
                Appointment.objects.create(client=clients[seeded % CLIENTS], appointment_request=request)
                seeded += 1
    if seeded >= SEEDED:
        break
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
