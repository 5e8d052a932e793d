"""What goes wrong in other booking systems and has no other place here; all of it: docs/hard-cases.md."""

from datetime import timedelta

import pytest
from django.core.exceptions import FieldDoesNotExist

from bookings.actions import appointments, desk
from bookings.actions.holds import Wish
from bookings.models import Appointment, Reminder
from bookings.queries.desk import Spot
from hekas.accounts.models import Client, Therapist, User
from hekas.audit.models import AuditEvent
from hekas.messaging.models import OutboundMessage
from hekas.messaging.rendering import render
from hekas.messaging.terms import Channel
from tests.bookings.actions.test_desk import book
from tests.bookings.clinic import BY, NOW, TEN, cleared_client, make_intake
from tests.bookings.waiting import book as book_online
from tests.flows.robot import Robot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
SECRET = ("manage_url", "ics_url")


def visitor(clinic):
    """Somebody whose answers are open, signed in, on the page of free times."""
    user = User.objects.create_user("cleo@demo.example", "x", name="Cleo Demo")
    client = Client.objects.create(user=user, name="Demo Cleo", email=user.email)
    make_intake(client=client)
    robot = Robot()
    robot.client.force_login(user)
    page = robot.open(f"/bookings/search/?service={clinic.service.uuid}&day=2026-11-24")
    return robot, page.form("hold")


def test_hc_10_the_server_counts_again_whatever_is_posted(clinic):
    """An end, a price, a status or somebody else's name in the form are not read."""
    robot, form = visitor(clinic)
    extra = {
        "end": "2099-01-01T00:00:00Z",
        "price": "1",
        "price_pence": "1",
        "status": "booked",
        "client_id": "1",
    }
    robot.submit(form, start=TEN.isoformat(), **extra)
    held = Appointment.objects.get()
    assert (held.minutes, held.price_pence, held.status) == (45, 5200, "tentative")
    assert held.client.name == "Demo Cleo"


@pytest.mark.parametrize("start", ["2026-11-24T15:00:00+05:00", "2026-11-23T22:00:00-12:00"])
def test_hc_30_a_traveller_in_another_zone_books_the_moment_that_was_meant(clinic, start):
    robot, form = visitor(clinic)
    robot.submit(form, start=start)
    assert Appointment.objects.get().starts_at == TEN


def test_hc_21_the_letter_is_the_same_whoever_booked(clinic):
    online, at_the_desk = book_online(clinic), book(clinic, "Demo Dora", start=TEN, therapist=1)
    letters = OutboundMessage.objects.filter(template="appointment_confirmed")
    said = [letters.get(about=visit.about).context for visit in (online, at_the_desk)]
    told = [{name: words for name, words in one.items() if name not in SECRET} for one in said]
    assert told[0] == {**told[1], "therapist": "Demo Amira", "where": told[0]["where"]}
    assert told[0]["when"] == "Tuesday 24 November, 10:00am"


def test_hc_46_cancelled_twice_it_is_told_once(clinic):
    booked = book(clinic)
    for _ in range(2):
        fresh = Appointment.objects.get(pk=booked.pk)
        try:
            appointments.cancel(appointment=fresh, by=BY, now=NOW, seen=fresh.version, for_clinic=True)
        except appointments.Changed:
            continue
    told = OutboundMessage.objects.get(template="appointment_cancelled")
    assert told.dedupe_key == f"appointment_cancelled:{booked.uuid}:2:email"  # one a version


def test_hc_32_the_clinic_alone_has_a_zone():
    for name in ("timezone", "time_zone", "zone"):
        with pytest.raises(FieldDoesNotExist):
            Therapist._meta.get_field(name)


def test_hc_36_the_same_client_has_the_same_time_again_after_cancelling(clinic):
    client = cleared_client().client
    booked = book(clinic, client=client)
    appointments.cancel(appointment=booked, by=BY, now=NOW, seen=1, for_clinic=True)
    assert book(clinic, client=client).starts_at == TEN
    assert Appointment.objects.filter(client=client).count() == 2


def dragged(booked, start):
    spot = Spot(booked.therapist, start, booked.minutes)
    desk.move(appointment=booked, spot=spot, by=BY, now=NOW, seen=1)


def moved_online(booked, start):
    wish = Wish(booked.service, start, booked.therapist)
    appointments.move(appointment=booked, wish=wish, by=BY, now=NOW, seen=1)


@pytest.mark.parametrize("last_step", ["notices.tell_changed", "reminders.plan", "record"])
@pytest.mark.parametrize("way", [dragged, moved_online])
def test_hc_40_a_move_that_fails_half_way_leaves_everything(clinic, monkeypatch, way, last_step):
    """Whichever step fails, by either way to move: the visit, its reminders, its letters and the log."""
    booked = book(clinic, start=TEN + timedelta(days=3))

    def everything():
        tables = (Appointment, Reminder, OutboundMessage, AuditEvent)
        return [list(table.objects.order_by("pk").values()) for table in tables]

    def fail(*args, **more):
        raise RuntimeError("the lights go out")

    before = everything()
    monkeypatch.setattr(f"bookings.actions.appointments.{last_step}", fail)
    with pytest.raises(RuntimeError):
        way(Appointment.objects.get(pk=booked.pk), booked.starts_at + timedelta(hours=2))
    assert everything() == before
    assert [len(rows) for rows in before[:3]] == [1, 2, 2]


def test_hc_58_an_abandoned_hold_is_free_with_every_sweeper_stopped(clinic):
    robot, form = visitor(clinic)
    robot.submit(form, start=TEN.isoformat())
    assert Appointment.objects.get().status == "tentative"
    later = NOW + timedelta(minutes=10)
    assert book(clinic, "Demo Dora", now=later, therapist=0).starts_at == TEN


def test_hc_19_a_letter_names_the_zone_of_its_time(clinic):
    book(clinic)
    message = OutboundMessage.objects.get(template="appointment_confirmed")
    said = render("appointment_confirmed", Channel.EMAIL, message.context)
    assert "10:00am (UK time)" in said.text
