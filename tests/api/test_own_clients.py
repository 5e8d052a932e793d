"""A program that booked somebody may book them again on the same answers; it finds nobody else."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from assessments.models import Clearance
from bookings.models import Appointment
from hekas.accounts.models import Client
from hekas.api.models import BroughtClient
from hekas.api.terms import Scope
from hekas.audit.actors import SYSTEM
from hekas.privacy.actions import erasure
from hekas.privacy.actions.merging import merge
from tests.api.conftest import SOMEBODY, Program, check_problem, healthy, make_key
from tests.bookings.clinic import NOW, TUESDAY, at, make_intake

ELEVEN = at(TUESDAY, "11:00")
ASKED = "We need your answers to some safety questions first."
A_CALL = "A therapist will speak with this person before anything is booked."
WITH_NUMBER = {**SOMEBODY, "phone": "07700 900333"}


@pytest.fixture
def first(program, clinic):
    """A visit that the program booked with answers; the client's record."""
    program.book(program.hold(clinic).json(), healthy(), WITH_NUMBER)
    return Client.objects.get()


def again(program, clinic, client=WITH_NUMBER, start=ELEVEN):
    return program.book(program.hold(clinic, start=start).json(), None, client)


@pytest.mark.parametrize(
    "said",
    [
        WITH_NUMBER,
        SOMEBODY,
        {**WITH_NUMBER, "name": "demo DORA "},
        {**SOMEBODY, "email": "Dora@Demo.example"},
    ],
)
def test_it_needs_no_answers_where_those_of_before_are_current(program, clinic, first, said):
    assert again(program, clinic, said).status_code == 201
    assert Client.objects.get() == first
    assert first.appointments.filter(status="booked").count() == 2
    assert Client.objects.get().name == "Demo Dora"


@pytest.mark.parametrize(
    "said", [{"name": "Demo Doro"}, {"email": "doro@demo.example"}, {"phone": "07700 900334"}]
)
def test_somebody_else_is_asked_first(program, clinic, first, said):
    document = check_problem(again(program, clinic, {**WITH_NUMBER, **said}), 403, "not_cleared")
    assert document["reasons"] == [ASKED]


def test_another_program_finds_nobody(program, clinic, first):
    other = Program(make_key(Scope.BOOKINGS_WRITE, name="Another program"))
    assert check_problem(again(other, clinic), 403, "not_cleared")["reasons"] == [ASKED]


def test_whom_the_clinic_knows_from_elsewhere_is_not_found(program, clinic, first):
    BroughtClient.objects.all().delete()
    assert check_problem(again(program, clinic), 403, "not_cleared")["reasons"] == [ASKED]


def test_a_program_that_changes_its_key_is_the_same(clinic, first):
    newer = Program(make_key(Scope.BOOKINGS_WRITE))
    assert again(newer, clinic).status_code == 201


def test_answers_that_ran_out_are_asked_anew(program, clinic, first):
    with time_machine.travel(NOW + timedelta(days=15), tick=False):
        start = at(TUESDAY + timedelta(days=21), "11:00")
        document = check_problem(again(program, clinic, start=start), 403, "not_cleared")
    assert "14 days" in document["detail"]


@pytest.mark.parametrize(
    "told", [{"safety": {"breathless_or_chest_pain": "yes"}}, {"health": {"medicines": ["anticoagulant"]}}]
)
def test_the_newest_answers_count(program, clinic, first, told):
    """A danger told later closes the way, and what the program said before does not open it."""
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        later = healthy(answered_at=timezone.now().isoformat(), **told)
        check_problem(
            program.book(program.hold(clinic, start=ELEVEN).json(), later, WITH_NUMBER), 403, "not_cleared"
        )
        document = check_problem(again(program, clinic, start=at(TUESDAY, "14:00")), 403, "not_cleared")
    assert document["reasons"] == [A_CALL]


def test_what_was_answered_since_elsewhere_is_asked_about_first(program, clinic, first):
    """A sore skin, told on our own pages, holds for now and not for good: no other rule would see it."""
    there = Client.objects.create(name="Demo Dora", email="DORA@demo.example")
    elsewhere = make_intake(gate="held", now=NOW + timedelta(hours=1), days_old=0, client=there)
    assert elsewhere.clearances.get().answered_at > Clearance.objects.get(client=first).answered_at
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        assert check_problem(again(program, clinic), 403, "not_cleared")["reasons"] == [ASKED]


def test_better_answers_later_are_those_that_count(program, clinic, first):
    with time_machine.travel(NOW + timedelta(days=10), tick=False):
        newer = healthy(answered_at=timezone.now().isoformat())
        start = at(TUESDAY + timedelta(days=14), "10:00")
        program.book(program.hold(clinic, start=start).json(), newer, WITH_NUMBER)
    with time_machine.travel(NOW + timedelta(days=16), tick=False):
        start = at(TUESDAY + timedelta(days=21), "11:00")
        assert again(program, clinic, start=start).status_code == 201
    assert Appointment.objects.latest("booked_at").client == Clearance.objects.latest("answered_at").client


def test_whoever_is_held_by_hand_is_not_booked(program, clinic, first):
    Clearance.objects.update(gate="held")
    assert check_problem(again(program, clinic), 403, "not_cleared")["reasons"] == [A_CALL]


def test_whoever_was_erased_is_nobody_s(program, clinic, first):
    Appointment.objects.all().delete()
    erasure.forget_whole(first, by=SYSTEM, now=NOW, action="client.erased")
    assert check_problem(again(program, clinic), 403, "not_cleared")["reasons"] == [ASKED]
    assert not BroughtClient.objects.exists()


def test_two_records_that_a_program_made_become_one_and_it_goes_on_with_that(program, clinic, first):
    """Each booking with answers makes a record, so these are what the clinic merges most."""
    program.book(program.hold(clinic, start=ELEVEN).json(), healthy(), WITH_NUMBER)
    merge(first, Client.objects.exclude(pk=first.pk).get(), reason="The same person", by=SYSTEM, now=NOW)
    assert again(program, clinic, start=at(TUESDAY, "14:00")).status_code == 201
    assert Client.objects.get() == first and BroughtClient.objects.filter(client=first).count() == 2


def test_one_person_is_not_in_two_places(program, clinic, first):
    held = program.hold(clinic, therapist=clinic.therapists[1]).json()
    check_problem(program.book(held, None, WITH_NUMBER), 409, "slot_taken")


def test_however_many_it_brought_it_asks_as_often(program, clinic, first, django_assert_max_num_queries):
    def cost(start):
        held = program.hold(clinic, start=start).json()
        with django_assert_max_num_queries(200) as asked:
            assert program.book(held, None, WITH_NUMBER).status_code == 201
        return len(asked)

    one = cost(ELEVEN)
    for number in range(3):
        start = at(TUESDAY + timedelta(days=1), f"1{number}:00")
        program.book(
            program.hold(clinic, start=start).json(), healthy(), {**SOMEBODY, "name": f"Demo {number}"}
        )
    assert cost(at(TUESDAY + timedelta(days=2), "11:00")) == one
