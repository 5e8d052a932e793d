"""What the tests of series begin with: a preventive visit, and wishes week by week."""

from datetime import timedelta
from uuid import UUID

from bookings.actions.holds import Wish
from bookings.actions.series import Terms, book
from bookings.queries.series import course
from bookings.scheduling.series import Rhythm, plan
from tests.bookings.clinic import BY, LONDON, NOW, TEN, make_service

KEY = UUID("00000000-0000-4000-8000-00000000000a")
WEEK = timedelta(weeks=1)


def preventive(clinic, **changes):
    return make_service(clinic, kind="preventive", name="Preventive massage", **changes)


def wishes(service, therapist, count=3, first=TEN, event=None):
    """The same wall-clock time week by week, as the plan of a series has them."""
    wall = first.astimezone(LONDON)
    rhythm = Rhythm(wall.date(), wall.time(), 1, count)
    starts = plan(rhythm, {}, wall.date() + count * WEEK, LONDON).starts
    return [Wish(service, start, therapist, course(event)) for start in starts]


def terms(service, therapist, event=None, key=KEY):
    return Terms(service, therapist, 1, key, event)


def book_series(clinic, person, count=3, first=TEN, event=None, key=KEY, now=NOW):
    service = clinic.services.get("preventive") or preventive(clinic)
    clinic.services["preventive"] = service
    amira = clinic.therapists[0]
    wanted = wishes(service, amira, count, first, event)
    return book(wishes=wanted, person=person, terms=terms(service, amira, event, key), by=BY, now=now)
