"""Presses at the same moment, on real threads: one result, one clearance, one record of the person."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from assessments.actions import claims, intakes
from assessments.models import Clearance, Result
from hekas.accounts.models import Client
from tests.assessments.conftest import VISITOR

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
ALICE = {"client": None, "name": "Alice Demo", "email": "alice@example.org", "phone": "+447400123456"}


def at_once(act):
    """What four threads get that do the same at the same moment."""

    def press(_):
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        return set(pool.map(press, range(4)))


def test_pressing_send_makes_one_result(person, now):
    person.begin().answer_all()
    made = at_once(lambda: intakes.submit(person.intake, by=VISITOR, now=now).uuid)
    assert len(made) == Result.objects.count() == Clearance.objects.count() == 1


def test_leaving_a_number_makes_one_person(person, now):
    person.finish()
    told = at_once(lambda: claims.leave_word(person.intake, by=VISITOR, now=now, **ALICE).uuid)
    assert len(told) == Client.objects.count() == 1
