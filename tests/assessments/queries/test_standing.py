"""The statement written by hand says what the models say."""

import pytest

from assessments.models import Clearance
from assessments.queries.clearances import advice_for_each
from assessments.queries.standing import lock_standing, standing_of

pytestmark = pytest.mark.django_db


def test_it_is_the_clearance_with_its_result_and_its_answers(person, now):
    person.finish()
    (one,) = standing_of([], [person.intake.pk])
    row = Clearance.objects.select_related("result", "intake").get()
    assert (one.row, one.said, one.judged_at) == (row, row.result.snapshot, row.result.made_at)
    assert (one.result_uuid, one.intake_uuid) == (row.result.uuid, row.intake.uuid)
    assert (one.cramp_on, one.cramp_told) == (None, None)
    assert {field.attname: getattr(one.row, field.attname) for field in Clearance._meta.concrete_fields} == {
        field.attname: getattr(row, field.attname) for field in Clearance._meta.concrete_fields
    }


def test_what_was_replaced_is_not_in_force(person, now):
    person.finish()
    Clearance.objects.update(superseded_at=now)
    assert standing_of([], [person.intake.pk]) == []
    assert lock_standing([], [person.intake.pk]) == set()


def test_what_is_locked_is_what_is_in_force(person, now):
    person.finish()
    assert lock_standing([], [person.intake.pk]) == {
        one.row.pk for one in standing_of([], [person.intake.pk])
    }


def test_nobody_asked_for_is_nobody_found(person, now, django_assert_num_queries):
    person.finish()
    with django_assert_num_queries(1):
        assert advice_for_each([], now=now) == {}
