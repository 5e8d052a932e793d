"""Sent again after the client turned red: nobody is told that they are booked, and nothing is booked anew."""

import html
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client as Browser

from assessments.permissions import OWN_INTAKES
from bookings.actions import desk, waitlist, waitlist_offers
from bookings.actions.desk import Order
from bookings.actions.details import Details
from bookings.models import Appointment, WaitlistOffer
from bookings.queries.desk import Spot
from bookings.queries.person import Person
from hekas.accounts.models import Client, User
from hekas.api.actions import keys
from hekas.api.terms import Scope
from hekas.messaging.models import OutboundMessage
from tests.api.conftest import Program, check_problem, healthy
from tests.bookings.clinic import BY, NOW, TEN, TUESDAY
from tests.bookings.regular import book_series, preventive
from tests.bookings.safety.people import GREEN, HELD, RED, client_with, give
from tests.bookings.waiting import ALL_PARTS
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
STAND = ("tentative", "booked", "arrived")
WHO = {"name": "Demo Dana", "email": "dana@demo.example", "phone": ""}


@pytest.fixture(autouse=True)
def _clock():
    cache.clear()
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def program(clinic):
    return Program(keys.create(name="Demo program", scopes=[Scope.BOOKINGS_WRITE], by=BY, now=NOW))


def standing():
    return Appointment.objects.filter(status__in=STAND).count()


def told():
    """How many messages say of a visit that it is booked or moved, and have not been taken back."""
    said = OutboundMessage.objects.filter(template__in=["appointment_confirmed", "appointment_changed"])
    return said.exclude(state="dropped").count()


# A program, by its key


def test_a_booking_that_was_withdrawn_since_is_not_told_again(program, clinic):
    held = program.hold(clinic).json()
    booked = program.book(held, healthy(), once="one")
    give(Client.objects.get(), RED, NOW + HOUR)
    again = check_problem(program.book(held, healthy(), once="one"), 403, "not_cleared")
    assert booked.status_code == 201
    assert "withdrawn" in again["detail"]
    assert (standing(), told(), Client.objects.count()) == (0, 0, 1)


def test_nor_a_move(program, clinic):
    uuid = program.booked(clinic)["id"]
    move = f"/appointments/{uuid}/reschedule", {"start": (TEN + HOUR).isoformat()}
    assert program.post(*move, once="two").json()["status"] == "booked"
    give(Client.objects.get(), RED, NOW + HOUR)
    check_problem(program.post(*move, once="two"), 403, "not_cleared")
    assert (standing(), told()) == (0, 0)


def test_better_answers_and_a_release_later_bring_no_visit_back(program, clinic):
    held = program.hold(clinic).json()
    program.book(held, healthy(), once="one")
    client = Client.objects.get()
    give(client, RED, NOW + HOUR)
    give(client, GREEN, NOW + 2 * HOUR)
    for once in ("one", "another", None):
        assert program.book(held, healthy(), once=once).status_code in (403, 409)
    assert standing() == 0


def test_without_a_key_it_is_not_told_either(program, clinic):
    held = program.hold(clinic).json()
    program.book(held, healthy())
    give(Client.objects.get(), RED, NOW + HOUR)
    check_problem(program.book(held, healthy()), 403, "not_cleared")
    assert (standing(), Client.objects.count()) == (0, 1)


def test_who_is_only_held_keeps_the_visit_and_the_first_answer(program, clinic):
    held = program.hold(clinic).json()
    first = program.book(held, healthy(), once="one")
    give(Client.objects.get(), HELD, NOW + HOUR)
    again = program.book(held, healthy(), once="one")
    assert (again.status_code, again.content) == (201, first.content)


def test_what_a_program_called_off_itself_is_answered_as_the_first_time(program, clinic):
    """The contract: the first answer again. Nobody's body speaks against it."""
    held = program.hold(clinic).json()
    first = program.book(held, healthy(), once="one")
    cancel = f"/appointments/{first.json()['id']}/cancel"
    off = program.post(cancel, once="off")
    assert program.book(held, healthy(), once="one").content == first.content
    give(Client.objects.get(), RED, NOW + HOUR)
    assert program.post(cancel, once="off").content == off.content
    assert standing() == 0


# The pages


def visitor(clinic):
    """Somebody without an account, before the page that confirms."""
    robot = Robot()
    session = robot.client.session
    session[OWN_INTAKES] = [str(give(None, GREEN).intake.uuid)]
    session.save()
    page = robot.open(f"/bookings/search/?service={clinic.service.uuid}")
    return robot, robot.submit(page.form("hold"), start=TEN.isoformat()).form("confirm")


def test_the_page_that_confirms_shows_how_it_stands(clinic):
    robot, form = visitor(clinic)
    assert robot.submit(form, **WHO).headings == ["You are booked in"]
    give(Client.objects.get(), RED, NOW + HOUR)
    again = robot.submit(form, **WHO)
    assert again.headings == ["Your visit"]
    assert "You are booked" not in again.text and "ancelled" in again.text
    assert standing() == 0


def test_the_desk_is_told_that_it_was_called_off(clinic):
    cleo, key = client_with(), uuid4()
    order = Order(cleo, clinic.service, Spot(clinic.therapists[0], TEN, 45), key)
    visit = desk.book(order=order, by=BY, now=NOW)
    assert desk.book(order=order, by=BY, now=NOW) == visit
    give(cleo, RED, NOW + HOUR)
    with pytest.raises(desk.CalledOff):
        desk.book(order=order, by=BY, now=NOW + HOUR)
    assert standing() == 0


def test_so_is_whoever_presses_the_desks_button_again(clinic):
    cleo = client_with()
    browser = Browser()
    browser.force_login(User.objects.create_user("jo@demo.example", "x", role="admin"))
    said = {"client": str(cleo.uuid), "service": str(clinic.service.uuid), "key": str(uuid4())}
    said |= {"therapist": str(clinic.therapists[0].uuid), "day": "2026-11-24", "at": "10:00", "minutes": "45"}
    assert browser.post("/bookings/desk/book/", said).status_code == 302
    give(cleo, RED, NOW + HOUR)
    again = browser.post("/bookings/desk/book/", said)
    assert again.status_code == 409
    assert "was called off" in again.content.decode()
    assert standing() == 0


def test_a_series_that_was_withdrawn_is_not_booked_by_its_key(clinic):
    cleo = client_with()
    first = book_series(clinic, Person(client=cleo))
    give(cleo, RED, NOW + HOUR)
    assert book_series(clinic, Person(client=cleo)) == first
    assert standing() == 0


def test_a_therapist_who_books_it_again_is_told_that_nothing_is_booked(clinic):
    cleo, amira = client_with(), clinic.therapists[0]
    Client.objects.filter(pk=cleo.pk).update(home_therapist=amira)
    browser = Browser()
    browser.force_login(amira.user)
    said = {"service": str(preventive(clinic).uuid), "therapist": str(amira.uuid), "every": "1", "event": ""}
    said |= {"key": str(uuid4()), "visit_1": f"{TEN.isoformat()} {amira.uuid}"}

    def post():
        path = f"/bookings/series/for/{cleo.uuid}/book/"
        return html.unescape(browser.post(path, said, follow=True).content.decode())

    assert "1 visit is booked" in post()
    give(cleo, RED, NOW + HOUR)
    again = post()
    assert "booked. One confirmation" not in again
    assert "called off since" in again
    assert standing() == 0


def test_an_offer_that_was_taken_takes_nothing_twice(clinic, _clock):
    cleo = client_with()
    ask = waitlist.Ask(clinic.service, None, TUESDAY, TUESDAY, ALL_PARTS)
    who = Details(cleo.name, cleo.email)
    waitlist.ask(ask=ask, person=Person(client=cleo), details=who, by=BY, now=NOW)
    _clock.move_to(NOW + 3 * HOUR)
    assert waitlist_offers.offer_due(NOW + 3 * HOUR) == 1
    waitlist.take(offer=WaitlistOffer.objects.get(), by=BY, now=NOW + 3 * HOUR)
    give(cleo, RED, NOW + 3 * HOUR)
    with pytest.raises(waitlist.OfferOver):
        waitlist.take(offer=WaitlistOffer.objects.get(), by=BY, now=NOW + 3 * HOUR)
    assert standing() == 0
