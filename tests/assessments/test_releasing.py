"""What opens a clearance and what closes a stop, asked of the actions: no page asks before them."""

from datetime import timedelta

import pytest

from assessments.actions import clearances, intakes
from assessments.actions.clearances import Contact
from assessments.models import Clearance
from bookings.models import Appointment
from tests.bookings.clinic import BY, NOW, TEN, make_clinic
from tests.bookings.safety.people import GREEN, HELD, RED, book, client_with, draft, give, status

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SPOKEN = Contact("Demo Cleo", NOW, "Was seen, all well")


@pytest.fixture
def clinic(db):
    return make_clinic()


@pytest.fixture
def amira(clinic):
    return clinic.therapists[0]


def newest(client):
    return Clearance.objects.current().get(client=client)


def release(row, therapist, reason="Spoke with them", **more):
    return clearances.release(row, therapist=therapist, reason=reason, by=BY, now=NOW, **more)


def close(row, therapist, contact=SPOKEN, now=NOW):
    return clearances.close(row, therapist=therapist, contact=contact, by=BY, now=now)


def test_held_answers_are_released_once_and_with_a_reason(amira):
    row = newest(client_with(HELD))
    for reason in ("", "  "):
        with pytest.raises(clearances.ReasonNeeded):
            release(row, amira, reason)
    assert release(row, amira).released_by == amira
    with pytest.raises(clearances.NotHeld):
        release(row, amira)


def test_what_newer_answers_have_replaced_is_not_released(amira):
    client = client_with(HELD)
    before = newest(client)
    give(client, HELD, NOW + MINUTE)
    with pytest.raises(clearances.NotHeld):
        release(before, amira)
    assert newest(client).released_at is None


@pytest.mark.parametrize("changes", [GREEN, RED])
def test_neither_open_answers_nor_a_stop_are_released(amira, changes):
    with pytest.raises(clearances.NotHeld):
        release(newest(client_with(changes)), amira)


@pytest.mark.parametrize("note", ["", "  "])
def test_a_minor_is_not_released_without_a_word_about_the_guardian(amira, note):
    row = newest(client_with({"about": {"age": 16}}))
    with pytest.raises(clearances.GuardianNeeded):
        release(row, amira, guardian_note=note)
    assert release(row, amira, guardian_note="Demo Una agreed").guardian_note == "Demo Una agreed"


@pytest.mark.parametrize(
    "contact",
    [
        Contact(" ", NOW, "Was seen"),
        Contact("Demo Cleo", NOW, " "),
        Contact("Demo Cleo", NOW + MINUTE, "Was seen"),  # nobody has spoken with them yet
    ],
)
def test_a_stop_is_closed_by_a_talk_that_took_place(amira, contact):
    row = newest(client_with(RED))
    with pytest.raises(clearances.ContactNeeded):
        close(row, amira, contact)
    assert close(row, amira).closed_by == amira
    with pytest.raises(clearances.NotAStop):
        close(row, amira)


@pytest.mark.parametrize("changes", [GREEN, HELD])
def test_what_is_no_stop_is_not_closed(amira, changes):
    with pytest.raises(clearances.NotAStop):
        close(newest(client_with(changes)), amira)


def test_one_talk_closes_every_stop_of_that_person_and_of_nobody_else(amira):
    client, other = client_with(RED), client_with(RED, name="Demo Dora")
    give(client, RED, NOW + MINUTE)
    close(newest(client), amira, now=NOW + MINUTE)
    stops = Clearance.objects.open_stops()
    assert [row.client for row in stops] == [other]


def test_answers_behind_a_stop_are_released_with_a_talk_and_the_stop_is_closed_with_it(amira):
    client = client_with(RED)
    stop = newest(client)
    give(client, GREEN, NOW + MINUTE)
    row = newest(client)
    with pytest.raises(clearances.ContactNeeded):
        release(row, amira)
    release(row, amira, contact=SPOKEN)
    stop.refresh_from_db()
    assert (stop.closed_by, newest(client).released_by) == (amira, amira)


def test_new_answers_count_from_when_safety_was_asked_and_take_visits_out_at_once(clinic):
    client = client_with()
    visit = book(clinic, client, TEN)
    answered = draft(client, RED, NOW - timedelta(days=2))
    intakes.submit(answered, by=BY, now=NOW + MINUTE)
    assert newest(client).expires_at == NOW - timedelta(days=2) + clearances.lasts()
    assert (status(visit), Appointment.objects.filter(status="booked").count()) == ("cancelled", 0)
