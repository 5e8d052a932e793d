"""A call that books what is booked: answered again, and other answers than those of before count (ADR 71)."""

import pytest

from assessments.models import Intake, Result
from bookings.models import Appointment
from hekas.accounts.models import Client
from tests.api.conftest import SOMEBODY, check_problem, healthy

pytestmark = pytest.mark.django_db
SWOLLEN = {"one_leg_swollen": "yes", "one_calf_warm_or_discoloured": "yes"}
HELD = {"one_leg_swollen": "not_sure"}


def test_a_danger_that_comes_with_the_second_call_is_kept_and_takes_the_visit_out(program, clinic):
    """It was answered with the first booking, and the danger was kept nowhere."""
    held = program.hold(clinic).json()
    program.book(held, healthy())
    document = check_problem(program.book(held, healthy(safety=SWOLLEN)), 403, "not_cleared")
    assert "swollen" in document["detail"]
    visit = Appointment.objects.get()
    assert (visit.status, visit.cancelled_because) == ("cancelled", "not_cleared")
    assert list(Result.objects.order_by("pk").values_list("gate", flat=True)) == ["open", "redirected"]
    assert visit.client.clearances.get(superseded_at=None).gate == "redirected"


def test_answers_with_the_second_call_that_open_leave_it_booked(program, clinic):
    held = program.hold(clinic).json()
    first = program.book(held, healthy()).json()
    for _ in range(2):
        again = program.book(held, healthy(about={"age": 35}))
        assert (again.status_code, again.json()["id"]) == (201, first["id"])
    assert [model.objects.count() for model in (Client, Intake, Appointment)] == [1, 2, 1]


def test_odd_answers_with_the_second_call_are_told_and_change_nothing(program, clinic):
    held = program.hold(clinic).json()
    program.book(held, healthy())
    document = check_problem(program.book(held, healthy(about={"age": 300})), 422, "invalid")
    assert [one["path"] for one in document["errors"]] == ["/intake/about/age"]
    assert (Intake.objects.count(), Appointment.objects.get().status) == (1, "booked")


def test_somebody_else_s_answers_are_not_kept_of_whoever_is_booked(program, clinic):
    held = program.hold(clinic).json()
    program.book(held, healthy())
    other = {**SOMEBODY, "name": "Demo Dan"}
    check_problem(program.book(held, healthy(safety=SWOLLEN), other), 409, "hold_expired")
    assert (Intake.objects.count(), Appointment.objects.get().status) == (1, "booked")


def test_answers_that_hold_are_refused_and_the_visit_waits_for_a_word(program, clinic):
    held = program.hold(clinic).json()
    program.book(held, healthy())
    check_problem(program.book(held, healthy(safety=HELD)), 403, "not_cleared")
    visit = Appointment.objects.get()
    assert (visit.status, visit.client.clearances.get(superseded_at=None).gate) == ("booked", "held")
