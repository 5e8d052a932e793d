"""The Idempotency-Key: asked twice, done once, answered the same."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings

from bookings.actions import desk
from bookings.models import Appointment, Service
from bookings.scheduling.intervals import Interval
from hekas.accounts.models import Client
from hekas.api import tasks
from hekas.api.actions import once
from hekas.api.models import ApiKey, IdempotentAnswer
from hekas.api.terms import Scope
from hekas.api.views import booking as views
from hekas.messaging.models import OutboundMessage
from tests.api.conftest import Program, check_problem, healthy, make_key
from tests.bookings.clinic import BY, NOW, TUESDAY, at

ELEVEN = at(TUESDAY, "11:00")


def check_same(first, second):
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert first["Content-Type"] == second["Content-Type"]
    assert (first.get("Idempotency-Replayed"), second["Idempotency-Replayed"]) == (None, "true")


def test_a_hold_is_placed_once(program, clinic):
    check_same(*(program.hold(clinic, once="one") for _ in range(2)))
    assert Appointment.objects.count() == 1


def test_a_booking_is_made_once_and_told_once(program, clinic):
    held = program.hold(clinic).json()
    check_same(*(program.book(held, healthy(), once="two") for _ in range(2)))
    assert (Client.objects.count(), OutboundMessage.objects.count()) == (1, 2)


def test_cancel_and_reschedule_are_done_once(program, clinic):
    uuid = program.booked(clinic)["id"]
    move = {"start": ELEVEN.isoformat()}
    check_same(*(program.post(f"/appointments/{uuid}/reschedule", move, once="three") for _ in range(2)))
    check_same(*(program.post(f"/appointments/{uuid}/cancel", {}, once="four") for _ in range(2)))
    assert Appointment.objects.get().version == 3


@pytest.mark.parametrize("named", [False, True])
def test_a_move_that_is_asked_again_without_a_key_is_done_and_told_once(program, clinic, named):
    uuid = program.booked(clinic, therapist=clinic.therapists[0])["id"]
    who = {"therapist": str(clinic.therapists[0].uuid)} if named else {}
    first, again = (
        program.post(f"/appointments/{uuid}/reschedule", {"start": ELEVEN.isoformat(), **who})
        for _ in range(2)
    )
    assert (again.status_code, again.json()) == (200, first.json())
    assert Appointment.objects.get().version == 2
    assert OutboundMessage.objects.filter(template="appointment_changed").count() == 1


def test_a_move_that_is_asked_again_once_its_time_is_blocked_is_still_done(program, clinic):
    """A long run found it: the second answer said "taken" of a time that the visit has."""
    amira, span = clinic.therapists[0], Interval(ELEVEN, ELEVEN + timedelta(hours=1))
    uuid = program.booked(clinic, therapist=amira)["id"]
    body = {"start": ELEVEN.isoformat(), "therapist": str(amira.uuid)}
    first = program.post(f"/appointments/{uuid}/reschedule", body)
    desk.block(therapist=amira, span=span, reason="Away", by=BY, now=NOW)
    again = program.post(f"/appointments/{uuid}/reschedule", body)
    assert (again.status_code, again.json()) == (200, first.json())
    assert Appointment.objects.get().version == 2


def test_a_refusal_is_the_first_answer_too(program, clinic):
    amira = clinic.therapists[0]
    first = program.hold(clinic, therapist=amira)
    refused = program.hold(clinic, therapist=amira, once="five")
    Appointment.objects.filter(uuid=first.json()["id"]).delete()
    check_same(refused, program.hold(clinic, therapist=amira, once="five"))


def test_a_refused_person_is_kept_once(program, clinic):
    held = program.hold(clinic).json()
    danger = healthy(safety={"breathless_or_chest_pain": "yes"})
    check_same(*(program.book(held, danger, once="six") for _ in range(2)))
    assert Client.objects.count() == 1


def test_another_body_or_another_call_under_the_same_key(program, clinic):
    booked = program.booked(clinic, once="seven")
    check_problem(program.hold(clinic, start=ELEVEN, once="seven"), 422, "idempotency_key_reused")
    cancel = f"/appointments/{booked['id']}/cancel"
    check_problem(program.post(cancel, once="seven"), 422, "idempotency_key_reused")
    assert Appointment.objects.get().status == "booked"


def test_each_program_has_keys_of_its_own(program, clinic):
    other = Program(make_key(Scope.BOOKINGS_WRITE, name="Other"))
    holds = [caller.hold(clinic, once="eight").json()["id"] for caller in (program, other)]
    assert len(set(holds)) == 2
    again = [caller.hold(clinic, once="eight").json()["id"] for caller in (program, other)]
    assert again == holds  # the second's own answer, never the first's


def test_what_can_not_be_read_uses_no_key_up(program, clinic):
    check_problem(program.post("/holds", {"service": "x"}, once="nine"), 422, "invalid")
    assert program.hold(clinic, once="nine").status_code == 201


def test_what_was_not_there_may_come(program, clinic):
    Service.objects.update(is_online=False)
    check_problem(program.hold(clinic, once="nine"), 404, "not_found")
    Service.objects.update(is_online=True)
    assert program.hold(clinic, once="nine").status_code == 201


@pytest.mark.parametrize("key", ["", "a" * 256, "caf\xe9", "a\tb"])
def test_an_odd_key_is_refused(program, clinic, key):
    document = check_problem(program.hold(clinic, once=key), 422, "invalid")
    assert document["errors"][0] == {
        "document": "header",
        "path": "/Idempotency-Key",
        "message": "must be 1 to 255 printable ASCII letters",
    }


def test_after_a_day_the_key_is_new(program, clinic):
    first = program.hold(clinic, once="ten").json()
    with time_machine.travel(NOW + timedelta(hours=24), tick=False):
        second = program.hold(clinic, start=at(TUESDAY, "15:00"), once="ten").json()
    assert first["id"] != second["id"]
    assert IdempotentAnswer.objects.count() == 1


def test_a_key_that_is_swept_while_it_is_asked_for_again_is_new(program, clinic, monkeypatch):
    """After a day, in the moment between "there is one" and reading it."""
    program.hold(clinic, once="one")
    look = once._left

    def a_moment_later(ask, now):
        IdempotentAnswer.objects.all().delete()
        return look(ask, now)

    monkeypatch.setattr(once, "_left", a_moment_later)
    answer = program.hold(clinic, start=ELEVEN, once="one")
    assert (answer.status_code, Appointment.objects.count()) == (201, 2)


def test_old_answers_are_forgotten(program, clinic):
    program.hold(clinic, once="eleven")
    assert once.forget_old(now=NOW + timedelta(hours=23)) == 0
    assert once.forget_old(now=NOW + timedelta(hours=24)) == 1
    assert IdempotentAnswer.objects.count() == 0


def test_the_beat_forgets_them(program, clinic):
    program.hold(clinic, once="eleven")
    with time_machine.travel(NOW + timedelta(hours=25), tick=False):
        assert tasks.forget_old_answers() == 1
    assert tasks.forget_old_answers.name in str(settings.CELERY_BEAT_SCHEDULE)


def test_a_server_that_dies_before_the_end_has_done_nothing(program, clinic, monkeypatch):
    """The answer and the act are one transaction: what breaks after the act takes both back."""

    def dies(*args):
        raise RuntimeError("demo fault")

    with monkeypatch.context() as broken:
        broken.setattr(once, "_keep", dies)
        check_problem(program.hold(clinic, once="twelve"), 500, "fault")
    assert (Appointment.objects.count(), IdempotentAnswer.objects.count()) == (0, 0)
    assert program.hold(clinic, once="twelve").status_code == 201


def test_a_fault_of_ours_tells_a_reference_and_nothing_else(program, clinic, monkeypatch, caplog):
    def dies(**_):
        raise RuntimeError("demo fault with a secret")

    monkeypatch.setattr(views.booking, "hold", dies)
    document = check_problem(program.hold(clinic), 500, "fault")
    assert len(document["reference"]) == 8
    assert "secret" not in str(document)
    assert "demo fault" in caplog.text


def test_a_copy_of_the_database_tells_no_secret_of_an_answer(program, clinic):
    held = program.hold(clinic, once="fourteen").json()
    booked = program.book(held, healthy(), once="fifteen").json()
    kept = [row.body for row in IdempotentAnswer.objects.all()]
    assert len(kept) == 2 and not [
        body for body in kept for secret in (held["token"], booked["manage_url"]) if secret in body
    ]


def test_an_assessment_under_a_key_keeps_no_word(program):
    first, second = (program.post("/assessments", healthy(), once="thirteen") for _ in range(2))
    assert (first.status_code, first.content) == (200, second.content)
    row = IdempotentAnswer.objects.get()
    assert (row.status, row.body, row.owner) == (200, "", ApiKey.objects.get())
    check_problem(
        program.post("/assessments", healthy(goals=["run"]), once="thirteen"), 422, "idempotency_key_reused"
    )
