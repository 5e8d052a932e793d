"""What was signed stays, by whatever way somebody comes to the database: the database itself refuses."""

import pytest
from django.db import DatabaseError, connection, transaction

from assessments.actions import care_plans
from assessments.models import Activity, Amendment, CarePlan, Goal

from .conftest import NOW, THEA

pytestmark = pytest.mark.django_db


def refused(sql, *values):
    """Does the database refuse this, and leave all as it was?"""
    with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def done(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


@pytest.fixture
def noted(active, therapist):
    return care_plans.amend(active, text="Two-leg raises again.", therapist=therapist, by=THEA, now=NOW)


@pytest.mark.parametrize(
    "change",
    [
        *("signed_document = '{}'", "signed_at = signed_at + interval '1 day'", "signed_by_id = NULL"),
        *("phases = '[]'", "load = '[]'", "education = '[]'", "note = note || 'x'", "rules_version = 'x'"),
        *("starts_on = starts_on + 1", "next_event_on = '2027-05-01'", "screening_id = NULL"),
    ],
)
def test_all_that_was_signed_is_fixed(active, change):
    before = CarePlan.objects.values().get()
    refused(f"UPDATE assessments_careplan SET {change} WHERE id = %s", active.pk)
    assert CarePlan.objects.values().get() == before


@pytest.mark.parametrize(
    "model, change",
    [(Activity, "title = 'x'"), (Activity, "how = '[]'"), (Activity, "per_week = 1"), (Goal, "text = 'x'")],
)
def test_no_exercise_and_no_goal_of_it_is_said_otherwise_or_taken_out(active, model, change):
    table = model._meta.db_table
    before = list(model.objects.order_by("pk").values())
    refused(f"UPDATE {table} SET {change} WHERE plan_id = %s", active.pk)
    refused(f"DELETE FROM {table} WHERE plan_id = %s", active.pk)
    assert list(model.objects.order_by("pk").values()) == before


def test_nothing_is_added_to_it(active):
    with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
        Goal.objects.create(plan=active, kind="phase", phase=1, text="One more")
    assert not Goal.objects.filter(text="One more").exists()


def test_an_amendment_is_never_changed_only_followed(noted, active, therapist):
    refused("UPDATE assessments_amendment SET text = 'x' WHERE id = %s", noted.pk)
    refused("DELETE FROM assessments_amendment WHERE id = %s", noted.pk)
    care_plans.amend(active, text="And on as planned.", therapist=therapist, by=THEA, now=NOW)
    assert [row.text for row in Amendment.objects.all()] == ["Two-leg raises again.", "And on as planned."]


def test_a_draft_is_free_and_so_is_the_life_of_a_signed_plan(draft, therapist):
    assert done("UPDATE assessments_activity SET title = 'x' WHERE plan_id = %s", draft.pk) > 0
    plan = care_plans.sign(draft, therapist=therapist, by=THEA, now=NOW)
    care_plans.move_to(plan, phase=2, why="Met.", therapist=therapist, by=THEA, now=NOW)
    new = care_plans.follow(plan, therapist=therapist, by=THEA, now=NOW)
    care_plans.sign(new, therapist=therapist, by=THEA, now=NOW)
    plan.refresh_from_db()
    assert (plan.status, plan.phase_now) == ("completed", 2)
