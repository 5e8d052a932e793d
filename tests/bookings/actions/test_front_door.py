"""What the front door locks, and what it makes of a database that says no."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from bookings.actions import appointments
from bookings.actions.front_door import (
    LANES,
    ROOM,
    THERAPIST,
    Keys,
    SlotTaken,
    front_door,
    lock,
)
from bookings.models import Appointment, Series
from bookings.scheduling.intervals import Interval
from hekas.accounts.models import User
from hekas.postgres.faults import TO_A_CLIENT, others_were_first
from tests.bookings.actions.test_desk import book
from tests.bookings.clinic import NOW, TEN, cleared_client
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db(transaction=True)
TIES = "SELECT conname, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"


def test_whose_record_is_gone_this_moment_is_asked_to_try_again(clinic):
    """Two records became one while somebody booked: the constraint speaks at the commit, nothing is kept."""
    visit = book(clinic)
    with pytest.raises(SlotTaken), front_door():
        Appointment.objects.filter(pk=visit.pk).update(client=0)
    visit.refresh_from_db()
    assert visit.client.name == "Demo Cleo"


@pytest.mark.parametrize("tie", ["service", "room", "therapist", "intake", "series"])
def test_any_other_broken_tie_is_a_fault_of_ours(clinic, tie):
    visit = book(clinic)
    with pytest.raises(IntegrityError, match=f"bookings_appointment_{tie}_id"), front_door():
        Appointment.objects.filter(pk=visit.pk).update(**{tie: 0})


def test_the_service_of_a_series_that_is_not_there_is_a_fault_of_ours(clinic):
    """Ties that other rows of the same booking have are no better."""
    client = cleared_client().client
    with pytest.raises(IntegrityError), front_door():
        Series.objects.create(
            client=client, service_id=0, therapist=clinic.therapists[0], every_weeks=1, first=TEN, until=TEN
        )


def test_ties_to_a_client_are_known_by_their_names_and_no_others():
    """What the database calls them, in full or cut short."""
    with connection.cursor() as cursor:
        cursor.execute(TIES)
        ties = [(name, to) for name, to in cursor.fetchall() if not to.startswith("pg_")]
    known = {name for name, _ in ties if TO_A_CLIENT.search(name)}
    assert known == {name for name, to in ties if to == "accounts_client"}
    assert len(known) > 9


@pytest.mark.parametrize("kind", [THERAPIST, ROOM])
def test_whoever_wants_any_of_two_hundred_takes_few_locks(kind):
    """A hundred connections share one table of locks; when it is full, everybody's next lock fails."""
    keys = Keys()
    keys.add(kind, range(1, 201), Interval(TEN, TEN + timedelta(hours=1)))
    with front_door(), connection.cursor() as cursor:
        lock(keys)
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone() == (LANES + 1,)


@pytest.mark.parametrize(
    ("statement", "code"),
    [("SELECT 1/0", "22012"), ("SELECT * FROM nowhere", "42P01"), ("SELECT 'x'::int", "22P02")],
)
def test_what_is_wrong_with_our_own_question_is_no_contention(statement, code):
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert refused.value.__cause__.pgcode == code
    assert not others_were_first(refused.value)


def desk_that_breaks(monkeypatch, tie):
    """Staff who book while a fault of ours writes a tie to nothing."""
    settle = appointments.settle

    def broken(visit, *rest, **more):
        setattr(visit, f"{tie}_id", 0)
        settle(visit, *rest, **more)

    monkeypatch.setattr(appointments, "settle", broken)
    robot = Robot()
    robot.client.raise_request_exception = False
    robot.client.force_login(User.objects.create_user("jo@demo.example", "x", role="admin"))
    return robot


@pytest.mark.parametrize("tie", ["room", "intake"])
def test_the_page_says_that_it_is_our_fault_and_the_log_has_it(
    clinic, monkeypatch, caplog, time_machine, tie
):
    """Not "try again": it would fail again. No traceback reaches anybody, and nothing is booked."""
    time_machine.move_to(NOW, tick=False)
    jo, client = desk_that_breaks(monkeypatch, tie), cleared_client().client
    page = jo.open(f"/bookings/desk/book/?client={client.uuid}&day=2026-11-24")
    said = {"service": str(clinic.service.uuid), "therapist": str(clinic.therapists[0].uuid)}
    answer = jo.submit(page.form("desk/book/"), **said, day="2026-11-24", at="10:00")
    assert answer.status == 500
    assert not {"Traceback", "IntegrityError", "bookings_appointment"} & set(answer.text.split())
    logged = [record.msg for record in caplog.records if record.exc_info and isinstance(record.msg, dict)]
    assert [line["event"] for line in logged] == ["request_failed"]
    assert logged[0]["request_id"] in answer.text
    assert not Appointment.objects.exists()


def test_a_page_says_try_again_where_the_client_became_part_of_another_record(
    clinic, monkeypatch, time_machine
):
    time_machine.move_to(NOW, tick=False)
    client = cleared_client().client
    settle = appointments.settle

    def gone(visit, *rest, **more):
        settle(visit, *rest, **more)
        Appointment.objects.filter(pk=visit.pk).update(client=0)

    monkeypatch.setattr(appointments, "settle", gone)
    robot = Robot()
    robot.client.force_login(User.objects.create_user("jo@demo.example", "x", role="admin"))
    page = robot.open(f"/bookings/desk/book/?client={client.uuid}&day=2026-11-24")
    said = {"service": str(clinic.service.uuid), "therapist": str(clinic.therapists[0].uuid)}
    answer = robot.submit(page.form("desk/book/"), **said, day="2026-11-24", at="10:00")
    assert answer.status == 409
    assert "Try again in a moment" in answer.text
