"""Hold, book, move, cancel: each answer and each refusal."""

from datetime import timedelta

import pytest
import time_machine

from assessments.models import Clearance, Intake, Result
from bookings.models import Appointment, Series, Service
from hekas.accounts.models import Client, Consent
from hekas.api.actions.booking import A_VISIT_FIRST
from hekas.audit.models import AuditEvent
from hekas.messaging.models import OutboundMessage
from tests.api.conftest import SOMEBODY, check_problem, healthy
from tests.bookings.clinic import NOW, TEN, TUESDAY, at, cleared_client
from tests.bookings.plans import plan_for
from tests.bookings.regular import book_series

NOT_ONE = "00000000-0000-4000-8000-000000000000"
ELEVEN = at(TUESDAY, "11:00")
SWOLLEN = {"safety": {"one_leg_swollen": "yes", "one_calf_warm_or_discoloured": "yes"}}


def none_of(*models):
    return [model.objects.count() for model in models] == [0] * len(models)


def test_a_hold_lasts_ten_minutes_and_belongs_to_its_token(program, clinic):
    answer = program.hold(clinic, therapist=clinic.therapists[1])
    held = answer.json()
    assert answer.status_code == 201
    assert set(held) == {"id", "token", "therapist", "start", "end", "expires_at"}
    assert (held["therapist"], held["start"]) == (str(clinic.therapists[1].uuid), "2026-11-24T10:00:00+00:00")
    assert held["expires_at"] == "2026-11-23T08:10:00+00:00"
    assert held["token"] not in str(Appointment.objects.values_list("hold_token_hash", flat=True))


def test_a_taken_time_comes_with_others(program, clinic):
    program.hold(clinic, therapist=clinic.therapists[0])
    document = check_problem(program.hold(clinic, therapist=clinic.therapists[0]), 409, "slot_taken")
    assert len(document["alternatives"]) == 6
    near = document["alternatives"][2]
    assert set(near) == {"start", "end", "therapist", "location", "fit"}
    assert {slot["therapist"] for slot in document["alternatives"]} == {str(clinic.therapists[0].uuid)}


@pytest.mark.parametrize("start", [TEN + timedelta(minutes=7), at(TUESDAY, "20:00"), NOW - timedelta(days=1)])
def test_a_time_that_was_never_on_offer(program, clinic, start):
    """Off the grid, at night, in the past."""
    document = check_problem(program.hold(clinic, start=start), 422, "never_on_offer")
    assert document["errors"][0]["path"] == "/start"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"start": "2026-11-24T10:00:00"}, "/start"),
        ({"start": 1795514400}, "/start"),
        ({"service": "x"}, "/service"),
        ({"therapst": None}, "/therapst"),
    ],
)
def test_an_odd_hold_is_told_where(program, clinic, change, path):
    body = {"service": str(clinic.service.uuid), "start": TEN.isoformat(), **change}
    document = check_problem(program.post("/holds", body), 422, "invalid")
    assert [(e["document"], e["path"]) for e in document["errors"]] == [("body", path)]


@pytest.mark.parametrize("name", ["service", "therapist"])
def test_a_hold_of_what_is_not_there(program, clinic, name):
    body = {"service": str(clinic.service.uuid), "start": TEN.isoformat(), name: NOT_ONE}
    check_problem(program.post("/holds", body), 404, "not_found")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"a"', b'{"start": "\\u0000"}', b"\xff"])
def test_a_body_that_is_no_document(program, body):
    answer = program.post("/holds", body)
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == "application/problem+json"


def test_too_much_is_refused(program):
    check_problem(program.post("/holds", b'"' + b"a" * 1_000_001 + b'"'), 413, "too_large")


def test_a_booking_makes_a_client_a_clearance_and_letters(program, clinic):
    held = program.hold(clinic).json()
    answer = program.book(held, healthy(), {**SOMEBODY, "phone": "07700 900123"})
    assert answer.status_code == 201
    booked = answer.json()
    assert set(booked) == {"id", "status", "start", "end", "therapist", "manage_url"}
    assert (booked["id"], booked["status"]) == (held["id"], "booked")
    row = Appointment.objects.get()
    assert (row.client.email, row.client.phone.as_e164) == ("dora@demo.example", "+447700900123")
    assert row.intake == Intake.objects.get(client=row.client, status="submitted")
    assert Clearance.objects.get(client=row.client).gate == "open"
    templates = set(OutboundMessage.objects.values_list("template", flat=True))
    assert templates == {"appointment_confirmed", "therapist_appointment_booked"}


def test_the_link_opens_the_appointment(program, clinic, client):
    page = client.get(program.booked(clinic)["manage_url"].partition(":8000")[2])
    assert page.status_code == 200
    assert b"10:00am" in page.content


def test_the_audit_names_the_program(program, clinic):
    program.booked(clinic)
    assert set(
        AuditEvent.objects.exclude(action="api key made").values_list("actor_kind", "actor_label")
    ) == {("key", "Demo program")}


@pytest.mark.parametrize("said", [True, False])
def test_a_program_may_say_when_the_client_agreed_about_health_data(program, clinic, said):
    held = program.post("/holds", {"service": str(clinic.service.uuid), "start": TEN.isoformat()}).json()
    given = {"hold": held["id"], "token": held["token"], "client": SOMEBODY, "intake": healthy()}
    at = NOW - timedelta(minutes=4)
    more = {"health_data_agreed_at": at.isoformat()} if said else {}
    assert program.post("/appointments", {**given, **more}).status_code == 201
    rows = Consent.objects.filter(kind="health_data").values_list("given", "at")
    assert list(rows) == ([(True, at)] if said else [])


def test_without_answers_nobody_is_booked(program, clinic):
    held = program.hold(clinic).json()
    document = check_problem(program.book(held), 403, "not_cleared")
    assert document["reasons"] == ["We need your answers to some safety questions first."]
    assert none_of(Client, Intake)
    assert Appointment.objects.get().status == "tentative"


def test_a_danger_books_nobody_and_tells_a_therapist(program, clinic):
    held = program.hold(clinic).json()
    document = check_problem(program.book(held, healthy(**SWOLLEN)), 403, "not_cleared")
    assert document["detail"]
    assert document["reasons"]
    assert Appointment.objects.get().status == "tentative"
    kept = Clearance.objects.get()
    assert (kept.gate != "open", kept.client.email) == (True, "dora@demo.example")
    assert {m.split("_")[0] for m in OutboundMessage.objects.values_list("template", flat=True)} <= {
        "held",
        "red",
    }
    assert OutboundMessage.objects.exists()


def test_better_answers_do_not_undo_a_danger(program, clinic):
    """The same address may only make it stricter: whoever was stopped stays so until somebody rings."""
    held = program.hold(clinic).json()
    program.book(held, healthy(safety={"breathless_or_chest_pain": "yes"}))
    document = check_problem(program.book(held, healthy()), 403, "not_cleared")
    assert document["reasons"] == ["A therapist will speak with this person before anything is booked."]


def test_missing_answers_are_no_no(program, clinic):
    check_problem(
        program.book(program.hold(clinic).json(), {"answered_at": NOW.isoformat()}), 403, "not_cleared"
    )


def test_answers_of_three_weeks_ago_are_too_old(program, clinic):
    old = healthy(answered_at=(NOW - timedelta(days=21)).isoformat())
    document = check_problem(program.book(program.hold(clinic).json(), old), 403, "not_cleared")
    assert "14 days" in document["detail"]


@pytest.mark.parametrize("days", [1, -400])
def test_answers_of_no_time(program, clinic, days):
    odd = healthy(answered_at=(NOW + timedelta(days=days)).isoformat())
    document = check_problem(program.book(program.hold(clinic).json(), odd), 422, "invalid")
    assert document["errors"][0]["path"] == "/intake/answered_at"


def test_a_time_too_soon_after_a_cramp_is_not_given(program, clinic):
    cramp = healthy(cramps={"last_cramp_at": NOW.isoformat()})
    held = program.hold(clinic, start=at(NOW.date(), "11:00")).json()
    document = check_problem(program.book(held, cramp), 403, "not_cleared")
    assert "cramp" in document["detail"].lower()
    assert none_of(Client, Intake, Result)


def test_a_faulty_intake_is_told_where_and_keeps_nothing(program, clinic):
    held = program.hold(clinic).json()
    document = check_problem(program.book(held, healthy(safety={"dark_urine": "perhaps"})), 422, "invalid")
    assert [e["path"] for e in document["errors"]] == ["/intake/safety/dark_urine"]
    assert none_of(Client, Intake, Result, Clearance)


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"email": "dora"}, "/client/email"),
        ({"phone": "12"}, "/client/phone"),
        ({"name": " "}, "/client/name"),
    ],
)
def test_odd_details_are_told_where(program, clinic, said, path):
    held = program.hold(clinic).json()
    document = check_problem(program.book(held, healthy(), {**SOMEBODY, **said}), 422, "invalid")
    assert [e["path"] for e in document["errors"]] == [path]


def test_a_hold_that_ran_out(program, clinic):
    held = program.hold(clinic).json()
    with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
        check_problem(program.book(held, healthy()), 409, "hold_expired")
    assert none_of(Client, Intake)


@pytest.mark.parametrize("change", [{"token": "x"}, {"id": NOT_ONE}])
def test_only_the_token_opens_a_hold(program, clinic, change):
    held = {**program.hold(clinic).json(), **change}
    check_problem(program.book(held, healthy()), 404, "not_found")


def test_booking_twice_books_once(program, clinic):
    held = program.hold(clinic).json()
    first, second = (program.book(held, healthy()) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]
    assert [model.objects.count() for model in (Client, Intake, Appointment)] == [1, 1, 1]


def test_an_address_finds_nobody(program, clinic):
    first = program.booked(clinic)
    second = program.booked(clinic, start=ELEVEN)
    assert first["id"] != second["id"]
    assert Client.objects.filter(email="dora@demo.example").count() == 2


def test_cancel_frees_the_time_at_once(program, clinic):
    amira = clinic.therapists[0]
    booked = program.booked(clinic, therapist=amira)
    answer = program.post(f"/appointments/{booked['id']}/cancel")
    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    assert program.hold(clinic, therapist=amira).status_code == 201
    check_problem(program.post(f"/appointments/{booked['id']}/cancel"), 409, "changed")


def test_reschedule_moves_it_and_frees_the_old_time(program, clinic):
    amira = clinic.therapists[0]
    booked = program.booked(clinic, therapist=amira)
    body = {"start": ELEVEN.isoformat(), "therapist": str(amira.uuid)}
    answer = program.post(f"/appointments/{booked['id']}/reschedule", body)
    assert (answer.status_code, answer.json()["start"]) == (200, "2026-11-24T11:00:00+00:00")
    assert program.hold(clinic, therapist=amira).status_code == 201


def test_of_a_visit_a_program_is_told_what_the_contract_lists_and_nothing_else(program, clinic):
    """No name, no address, no word of a body: `client` opens a record to a key that may."""
    booked = program.book(program.hold(clinic).json(), healthy()).json()
    assert set(booked) == {"id", "status", "start", "end", "therapist", "manage_url"}
    moved = program.post(f"/appointments/{booked['id']}/reschedule", {"start": ELEVEN.isoformat()}).json()
    assert set(moved) == {"id", "status", "start", "end", "therapist", "location", "service", "client"}


def test_a_move_to_a_taken_time_changes_nothing(program, clinic):
    amira = clinic.therapists[0]
    booked = program.booked(clinic, therapist=amira)
    program.hold(clinic, start=ELEVEN, therapist=amira)
    body = {"start": ELEVEN.isoformat(), "therapist": str(amira.uuid)}
    document = check_problem(
        program.post(f"/appointments/{booked['id']}/reschedule", body), 409, "slot_taken"
    )
    assert document["alternatives"]
    assert Appointment.objects.get(uuid=booked["id"]).starts_at == TEN


@pytest.mark.parametrize("what", ["cancel", "reschedule"])
def test_the_cut_off_is_kept(program, clinic, what):
    booked = program.booked(clinic)
    with time_machine.travel(TEN - timedelta(hours=23), tick=False):
        body = {"start": at(TUESDAY, "15:00").isoformat()} if what == "reschedule" else {}
        check_problem(program.post(f"/appointments/{booked['id']}/{what}", body), 409, "too_late")


def test_a_move_asks_the_gate_again_and_tells_no_reason(program, clinic):
    booked = program.booked(clinic)
    Clearance.objects.update(gate="held")
    body = {"start": ELEVEN.isoformat()}
    document = check_problem(
        program.post(f"/appointments/{booked['id']}/reschedule", body), 403, "not_cleared"
    )
    assert document["reasons"] == ["A therapist will speak with this person before anything is booked."]


@pytest.mark.parametrize("what", ["cancel", "reschedule"])
def test_a_hold_is_no_appointment_yet(program, clinic, what):
    held = program.hold(clinic).json()
    for uuid in (held["id"], NOT_ONE):
        check_problem(
            program.post(
                f"/appointments/{uuid}/{what}", {"start": TEN.isoformat()} if what == "reschedule" else {}
            ),
            404,
            "not_found",
        )


@pytest.mark.parametrize("start", ["0001-01-03T00:00:00Z", "9999-12-29T23:59:59Z"])
def test_years_that_no_diary_has(program, clinic, start):
    body = {"start": start}
    check_problem(
        program.post("/holds", {"service": str(clinic.service.uuid), **body}), 422, "never_on_offer"
    )
    booked = program.booked(clinic)
    check_problem(program.post(f"/appointments/{booked['id']}/reschedule", body), 422, "never_on_offer")


def test_a_service_for_those_who_were_seen_is_refused_with_the_way_to_it(program, clinic):
    """Nobody will ring: a first assessment is what comes first."""
    Service.objects.update(clearance="seen")
    document = check_problem(program.hold(clinic), 403, "not_cleared")
    assert document["reasons"] == [A_VISIT_FIRST]


def test_what_the_clinic_knows_besides_the_answers_is_not_told_as_rest(program, clinic):
    """The race of a series and the training of a therapist speak against this time, the answers do not."""
    held = program.hold(clinic).json()
    cleo = cleared_client()
    race = TUESDAY + timedelta(days=1)
    Service.objects.update(is_deep=True)
    Series.objects.create(
        client=cleo.client, service=clinic.service, therapist=clinic.therapists[0], every_weeks=1,
        first=TEN, until=TUESDAY, event=race, key=NOT_ONE,
    )  # fmt: skip
    Appointment.objects.update(client=cleo.client, intake=cleo.intake)
    document = check_problem(program.book(held), 403, "not_cleared")
    assert document["reasons"] == ["That time does not suit this person."]


def test_the_event_of_a_plan_of_care_keeps_a_program_out_of_its_last_days(program, clinic):
    """Held for nobody yet, it is refused once the client is known; and no visit of theirs is moved there."""
    held, cleo = program.hold(clinic).json(), cleared_client()
    plan_for(cleo.client, clinic.therapists[0], TUESDAY + timedelta(days=1))
    visit = book_series(clinic, cleo, count=1, first=TEN + timedelta(weeks=1)).appointments.get()
    Appointment.objects.filter(client=None).update(client=cleo.client, intake=cleo.intake)
    document = check_problem(program.book(held), 403, "not_cleared")
    assert document["reasons"] == ["That time does not suit this person."]
    into = {"start": (TEN + timedelta(hours=2)).isoformat()}
    check_problem(program.post(f"/appointments/{visit.uuid}/reschedule", into), 422, "never_on_offer")


def test_a_visit_of_a_series_is_moved_as_far_ahead_as_a_series_looks(program, clinic):
    series = book_series(clinic, cleared_client(), count=2)
    visit = series.appointments.order_by("during").last()
    far = at(TUESDAY + timedelta(days=98), "10:00")
    answer = program.post(f"/appointments/{visit.uuid}/reschedule", {"start": far.isoformat()})
    assert (answer.status_code, answer.json()["start"]) == (200, far.isoformat())
