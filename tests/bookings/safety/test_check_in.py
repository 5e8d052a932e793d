"""At the desk: without fresh, open answers nobody has arrived, whoever marks it."""

from datetime import timedelta

import pytest
import time_machine

from assessments.models import Clearance
from bookings.actions import attendance
from bookings.actions.attendance import CheckInRefused
from bookings.actions.holds import NotCleared
from bookings.models import Appointment
from bookings.queries.clearing import Missing
from bookings.scheduling.terms import Event
from hekas.accounts.models import User
from hekas.audit.models import AuditEvent
from tests.bookings.clinic import BY, NOW, TEN, make_client
from tests.bookings.safety.people import (
    HELD,
    PREGNANT,
    RED,
    answer_lent,
    book,
    client_with,
    confirm,
    give,
    hold,
    release,
    status,
)
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
ARRIVES = TEN - 5 * MINUTE


@pytest.fixture
def cleo(clinic):
    return client_with()


@pytest.fixture
def visit(clinic, cleo):
    return book(clinic, cleo)


def arrive(visit, now=ARRIVES):
    return attendance.mark(appointment=visit, event=Event.ARRIVE, by=BY, now=now)


def missing(visit, now=ARRIVES):
    with pytest.raises(CheckInRefused) as refused:
        arrive(visit, now)
    assert status(visit) == "booked"
    return refused.value.missing


def test_fresh_and_open_answers_let_in(visit):
    assert arrive(visit).status == "arrived"


def test_answers_of_more_than_14_days_are_asked_again(clinic, cleo):
    visit = book(clinic, cleo, TEN + 14 * DAY)
    assert missing(visit, ARRIVES + 14 * DAY) is Missing.ANSWERS
    give(cleo, now=ARRIVES + 14 * DAY)
    assert arrive(visit, ARRIVES + 14 * DAY).status == "arrived"


def test_to_the_minute(clinic, cleo):
    visit = book(clinic, cleo, TEN + 13 * DAY)
    assert missing(visit, NOW + 14 * DAY) is Missing.ANSWERS
    assert arrive(visit, NOW + 14 * DAY - MINUTE).status == "arrived"


def test_held_needs_a_word_and_a_release(clinic, cleo, visit):
    give(cleo, HELD, ARRIVES)
    assert missing(visit) is Missing.WORD
    release(cleo, clinic.therapists[0], ARRIVES)
    assert arrive(visit).status == "arrived"


def test_redirected_is_never_let_in(cleo, visit):
    """Also where the visit still stands, for whatever reason."""
    Clearance.objects.filter(client=cleo).update(gate="redirected", tier="emergency")
    assert missing(visit) is Missing.ADVICE


def test_a_stop_under_the_same_address_on_another_phone(cleo, visit):
    """Whoever leaves word without an account is a new record; the door is shut for both until a talk."""
    twin = make_client("Demo Twin")
    twin.email = cleo.email.upper()
    twin.save()
    give(twin, RED, ARRIVES)
    assert status(visit) == "booked"
    assert missing(visit) is Missing.WORD


def test_nobody_books_online_while_a_stop_stands_under_their_address(clinic, cleo):
    """Not the one who holds a time already, nor the one who comes now; the desk and the door ask the same."""
    held = hold(clinic, cleo)
    twin = make_client("Demo Twin")
    twin.email = cleo.email.upper()
    twin.save()
    give(twin, RED, NOW)
    with pytest.raises(NotCleared) as refusal:
        confirm(held, cleo)
    assert refusal.value.advice.gate == "held"
    with pytest.raises(NotCleared):
        hold(clinic, cleo, start=TEN + timedelta(hours=2))
    dora = client_with(name="Demo Dora")
    assert confirm(hold(clinic, dora, therapist=1), dora).status == "booked"


def test_no_answers_at_all(cleo, visit):
    Clearance.objects.all().update(superseded_at=NOW)
    assert missing(visit) is Missing.ANSWERS


def test_a_therapist_without_the_training_does_not_start(clinic, cleo, visit):
    give(cleo, PREGNANT, ARRIVES)
    release(cleo, clinic.therapists[0], ARRIVES)
    assert missing(visit) is Missing.THERAPIST


def test_a_refusal_is_written_down(cleo, visit):
    give(cleo, HELD, ARRIVES)
    missing(visit)
    assert AuditEvent.objects.filter(action="check-in refused", subject_uuid=visit.uuid).count() == 1
    assert not AuditEvent.objects.filter(action="appointment arrive").exists()


# --- at the desk ------------------------------------------------------------------------------------------


@pytest.fixture
def clock():
    with time_machine.travel(ARRIVES, tick=False) as moving:
        yield moving


def at_desk(user):
    robot = Robot()
    robot.client.force_login(user)
    return robot


@pytest.fixture
def admin(clinic):
    return at_desk(User.objects.create_user("admin@demo.example", "x", role="admin"))


def mark(robot, visit):
    return robot.submit(robot.open(f"/visits/{visit.uuid}/").form("mark"), event="arrive")


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("changes", [HELD, PREGNANT, RED])
def test_the_desk_reads_no_clinical_word(cleo, visit, admin, changes):
    give(cleo, changes, ARRIVES)
    Appointment.objects.filter(pk=visit.pk).update(status="booked")
    page = mark(admin, visit)
    assert page.status == 409
    assert page.link("call-off")
    told = page.text.lower()
    assert not [word for word in ("wee", "vein", "pregnan", "results", "held") if word in told]


@pytest.mark.usefixtures("clock")
def test_a_therapist_is_led_to_those_who_wait(clinic, cleo, visit):
    give(cleo, HELD, ARRIVES)
    assert mark(at_desk(clinic.therapists[0].user), visit).link("/assessments/held/")


@pytest.mark.usefixtures("clock")
def test_nobody_skips_it(clinic, cleo, visit, admin):
    give(cleo, HELD, ARRIVES)
    for robot in (admin, at_desk(clinic.therapists[0].user)):
        assert mark(robot, visit).status == 409
        assert status(visit) == "booked"


def asked_at_the_desk(clinic, cleo, admin, clock, said):
    """A visit 14 days on: the desk hands over the device, the client answers, the desk goes on."""
    visit = book(clinic, cleo, TEN + 14 * DAY)
    clock.move_to(ARRIVES + 14 * DAY)
    admin.client.force_login(User.objects.get(email="admin@demo.example"))  # nobody stays in for a fortnight
    page = mark(admin, visit)
    assert (page.status, status(visit)) == (409, "booked")
    admin.submit(page.form("ask"))
    return visit, answer_lent(admin, said)


def test_the_questions_are_asked_on_this_device_and_then_the_door_opens(clinic, cleo, admin, clock):
    visit, page = asked_at_the_desk(clinic, cleo, admin, clock, {})
    assert "We look forward to seeing you" in page.text
    admin.open(page.link("go on"))
    assert "This device was with a client" in admin.page.text
    admin.submit(admin.page.form("reauthenticate"), password="x")
    admin.submit(admin.page.form("mark"), event="arrive")
    assert status(visit) == "arrived"


def test_a_red_answer_at_the_desk_stops_and_calls_off(clinic, cleo, admin, clock):
    visit, page = asked_at_the_desk(clinic, cleo, admin, clock, {"safety.dark_urine": "yes"})
    assert page.link("tel:999")
    assert status(visit) == "cancelled"


def test_only_staff_hand_over_a_device(client, visit):
    assert client.post(f"/bookings/{visit.uuid}/ask/").status_code in (302, 404)
    assert not visit.client.intakes.filter(status="draft").exists()


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("changes", [HELD, RED])
def test_what_turns_closed_after_they_were_let_in_stands_on_the_day_and_the_visit(
    clinic, cleo, visit, admin, changes
):
    """In the waiting room, on their own phone: whoever calls them in reads that a word comes first."""
    arrive(visit)
    amira = Robot()
    amira.client.force_login(clinic.therapists[0].user)
    pages = [lambda: amira.open("/day/"), lambda: amira.open(f"/visits/{visit.uuid}/")]
    pages += [lambda: admin.open(f"/visits/{visit.uuid}/"), lambda: admin.open("/clinic/?day=2026-11-24")]
    assert ["Speak first" in page().text for page in pages] == [False] * 4
    give(cleo, changes, ARRIVES + MINUTE)
    assert ["Speak first" in page().text for page in pages] == [True] * 4
    assert "before anything begins" in pages[0]().text
    assert not [word for word in ("urine", "vein", "red flag") if word in pages[2]().text.lower()]
