"""Whose row it is: of the client whom it names, otherwise of whom it hangs on; its versions too."""

import pgtrigger
import pytest

from assessments.models import Amendment, CarePlan, Clearance, Goal, Intake
from bookings.models import Appointment
from hekas.accounts.models import Client, Therapist, User
from hekas.privacy.queries.held import rows_of, versions_of
from tests.bookings.actions.test_holds import place
from tests.bookings.clinic import NOW, cleared_client, cleared_visitor, make_clinic

pytestmark = pytest.mark.django_db
OF_CLEARANCES, OF_GOALS = Clearance.pgh_event_model, Goal.pgh_event_model


@pytest.fixture
def ann(db):
    return cleared_client("Demo Ann").client


@pytest.fixture
def ben(db):
    return cleared_client("Demo Ben").client


def holders(model, row, *clients):
    """Of these, whose rows have that row among them."""
    return [client.name for client in clients if row in rows_of(client)[model]]


def test_a_row_without_a_name_is_of_whom_its_answers_are_and_with_one_of_that_client_alone(ann, ben):
    held = place(make_clinic(), cleared_visitor()).appointment
    mine = Appointment.objects.filter(pk=held.pk)
    mine.update(intake=Intake.objects.get(client=ann))
    assert holders(Appointment, held, ann, ben) == ["Demo Ann"]
    mine.update(client=ben)
    assert holders(Appointment, held, ann, ben) == ["Demo Ben"]


def test_a_therapist_who_is_a_client_too_holds_nothing_of_those_whom_they_treat(ann, ben):
    user = User.objects.create_user("ben@clinic.example", "x", role="therapist")
    therapist = Therapist.objects.create(user=user, name="Ben", title="Sports massage therapist")
    Client.objects.filter(pk=ben.pk).update(user=user)
    plan = CarePlan.objects.create(client=ann, therapist=therapist, starts_on=NOW.date())
    note = Amendment.objects.create(plan=plan, text="Rest first.", by=therapist, at=NOW)
    ben.refresh_from_db()
    assert holders(CarePlan, plan, ann, ben) == ["Demo Ann"]
    assert holders(Amendment, note, ann, ben) == ["Demo Ann"]


def gone(row):
    """Away without a trace but its versions."""
    with pgtrigger.ignore():
        rows = type(row)._base_manager.filter(pk=row.pk)
        rows._raw_delete(rows.db)


def keepers(event, row, *clients):
    """Of these, who holds every version of that row that there is."""
    all_of = set(event.objects.filter(pgh_obj_id=row.pk).values_list("pk", flat=True))
    assert all_of
    held = {client.name: set(versions_of(client)[event].values_list("pk", flat=True)) for client in clients}
    return [name for name, found in held.items() if found & all_of]


def test_versions_of_a_row_that_is_gone_are_of_the_client_whom_they_name_or_hang_on(ann, ben):
    row = Clearance.objects.get(client=ann)
    gone(row)
    versions = OF_CLEARANCES.objects.filter(pgh_obj_id=row.pk)
    assert keepers(OF_CLEARANCES, row, ann, ben) == ["Demo Ann"]
    with pgtrigger.ignore():
        versions.update(client_id=None)
    assert keepers(OF_CLEARANCES, row, ann, ben) == ["Demo Ann"]
    with pgtrigger.ignore():
        versions.update(client_id=ben.pk)
    assert keepers(OF_CLEARANCES, row, ann, ben) == ["Demo Ben"]


def test_versions_that_name_nobody_are_of_the_client_whose_plan_they_hang_on(ann, ben):
    user = User.objects.create_user("amira@clinic.example", "x", role="therapist")
    therapist = Therapist.objects.create(user=user, name="Amira", title="Sports massage therapist")
    plan = CarePlan.objects.create(client=ann, therapist=therapist, starts_on=NOW.date())
    goal = Goal.objects.create(plan=plan, kind="activity", text="Run", place=1)
    gone(goal)
    assert keepers(OF_GOALS, goal, ann, ben) == ["Demo Ann"]
