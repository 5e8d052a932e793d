"""A time that is not free says nothing of why: a hold, somebody's visit, or an hour that the clinic keeps."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from bookings.actions import desk
from bookings.scheduling.intervals import Interval
from tests.access.browsers import undone
from tests.api.conftest import healthy
from tests.bookings.clinic import BY, NOW, TEN, TUESDAY

AS_LONG_AS_A_VISIT = Interval(TEN, TEN + timedelta(hours=1))  # and what follows it


def hold(program, clinic):
    held = program.hold(clinic, therapist=clinic.therapists[0])
    assert held.status_code == 201
    return held.json()


def book(program, clinic):
    assert program.book(hold(program, clinic), healthy()).status_code == 201


def keep(clinic):
    therapist = clinic.therapists[0]
    desk.block(therapist=therapist, span=AS_LONG_AS_A_VISIT, reason="Own appointment", by=BY, now=NOW)


def listed(anybody, clinic):
    """The whole answer, from the rows themselves."""
    cache.clear()
    answer = anybody.get("/slots", service=clinic.service.uuid, **{"from": TUESDAY, "to": TUESDAY})
    assert answer.status_code == 200
    return answer.content


@pytest.mark.parametrize("take", [hold, book])
def test_a_gap_of_somebodys_is_as_one_of_the_clinics(program, anybody, clinic, take):
    type(clinic.service).objects.update(
        step_minutes=15
    )  # one would fit between a treatment and its turnover's end
    free = listed(anybody, clinic)
    with undone():
        take(program, clinic)
        of_somebody = listed(anybody, clinic)
    with undone():
        keep(clinic)
        of_the_clinic = listed(anybody, clinic)
    assert of_somebody == of_the_clinic != free
