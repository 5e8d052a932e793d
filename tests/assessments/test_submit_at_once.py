"""Two presses at the same moment, on real threads: one result, one clearance."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from assessments.actions import intakes
from assessments.models import Clearance, Result
from tests.assessments.conftest import VISITOR


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_pressing_send_at_the_same_moment_makes_one_result(person, now):
    person.begin().answer_all()

    def press(_):
        try:
            return intakes.submit(person.intake, by=VISITOR, now=now).uuid
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        results = set(pool.map(press, range(4)))
    assert len(results) == Result.objects.count() == Clearance.objects.count() == 1
