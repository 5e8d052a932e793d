"""The list of what is booked: whose it is not told, and a long one comes in whole days."""

from datetime import datetime, timedelta

import pytest

from bookings.models import Appointment
from hekas.api.queries import visits
from tests.api.conftest import check_problem
from tests.bookings.clinic import TEN, TUESDAY, at

NOT_ONE = "00000000-0000-4000-8000-000000000000"
ELEVEN = at(TUESDAY, "11:00")


def test_the_list_names_nobody(program, clinic):
    program.booked(clinic, therapist=clinic.therapists[0])
    program.hold(clinic, start=ELEVEN)
    answer = program.get("/appointments", **{"from": TUESDAY, "to": TUESDAY})
    (only,) = answer.json()["appointments"]
    assert set(only) == {"id", "status", "start", "end", "therapist", "location", "service", "client"}
    assert "dora" not in answer.content.decode().lower()


def test_the_list_of_one_therapist(program, clinic):
    program.booked(clinic, therapist=clinic.therapists[0])
    span = {"from": TUESDAY, "to": TUESDAY}
    counts = [
        len(program.get("/appointments", therapist=t.uuid, **span).json()["appointments"])
        for t in clinic.therapists
    ]
    assert counts == [1, 0]
    check_problem(program.get("/appointments", therapist=NOT_ONE, **span), 404, "not_found")


@pytest.mark.parametrize("what", ["cancel", "reschedule"])
def test_what_a_change_answers_is_what_the_list_holds(program, clinic, what):
    booked = program.booked(clinic)
    changed = program.post(
        f"/appointments/{booked['id']}/{what}", {"start": ELEVEN.isoformat()} if what == "reschedule" else {}
    )
    (listed,) = program.get("/appointments", **{"from": TUESDAY, "to": TUESDAY}).json()["appointments"]
    assert changed.json() == listed


def test_of_a_visit_that_is_moved_the_alternatives_are_as_long_as_it_is(program, clinic):
    booked, until = program.booked(clinic, therapist=clinic.therapists[0]), TEN + timedelta(minutes=90)
    Appointment.objects.update(during=(TEN, until), busy=(TEN, until + timedelta(minutes=15)))
    taken = TEN + timedelta(hours=3)
    program.hold(clinic, start=taken, therapist=clinic.therapists[0])
    wish = {"start": taken.isoformat(), "therapist": str(clinic.therapists[0].uuid)}
    problem = check_problem(program.post(f"/appointments/{booked['id']}/reschedule", wish), 409, "slot_taken")
    spans = [
        [datetime.fromisoformat(one[name]) for name in ("start", "end")] for one in problem["alternatives"]
    ]
    assert {end - start for start, end in spans} == {timedelta(minutes=90)}
    assert any(start < until and end > TEN for start, end in spans)  # also where it stands now


def test_a_long_list_comes_in_whole_days(program, clinic, monkeypatch):
    """Two on Tuesday, one on Wednesday, one on Thursday, and at most two at once."""
    wednesday, thursday = (at(TUESDAY + timedelta(days=n), "10:00") for n in (1, 2))
    starts = (TEN, ELEVEN, wednesday, thursday)
    every = [program.booked(clinic, start=start)["id"] for start in starts]
    monkeypatch.setattr(visits.visits, "__defaults__", (None, 2))
    told, query = [], {"from": "2026-11-20", "to": "2026-12-20"}
    while "from" in query:
        answer = program.get("/appointments", **query).json()
        told.append([row["id"] for row in answer["appointments"]])
        query = {"from": answer["next"], "to": "2026-12-20"} if "next" in answer else {}
    assert told == [every[:2], every[2:]]


def test_one_day_is_never_cut(program, clinic, monkeypatch):
    every = [program.booked(clinic, start=start)["id"] for start in (TEN, ELEVEN)]
    monkeypatch.setattr(visits.visits, "__defaults__", (None, 1))
    answer = program.get("/appointments", **{"from": TUESDAY, "to": TUESDAY}).json()
    assert [row["id"] for row in answer["appointments"]] == every
    assert "next" not in answer


def test_dates_the_wrong_way_round_hold_nothing(program, clinic):
    program.booked(clinic)
    answer = program.get("/appointments", **{"from": "2026-12-20", "to": "2026-11-20"})
    assert answer.json() == {"appointments": []}
