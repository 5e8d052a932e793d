"""What a service says of itself is kept by every way that books it: for whom, in which rooms, by whom."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser

from bookings.actions import holds
from bookings.actions.holds import NeverOnOffer, Wish
from bookings.models import Appointment, WaitlistEntry
from bookings.queries.availability import Seek, free_slots
from bookings.queries.person import Person
from hekas.accounts.models import User
from hekas.api.actions import keys
from hekas.api.terms import Scope
from tests.api.conftest import Program, check_problem
from tests.bookings.actions.test_desk import book, move
from tests.bookings.clinic import BY, NOW, TEN, TUESDAY, cleared_visitor, make_service
from tests.bookings.safety.people import client_with
from tests.bookings.views.test_journey import cleared_robot
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def by_staff(clinic):
    return make_service(clinic, name="Long first visit", kind="preventive", is_online=False)


def test_by_staff_only_the_desk_books_it_and_nobody_else_is_shown_it_or_holds_it(clinic, by_staff):
    robot, asked = cleared_robot(), {"service": str(by_staff.uuid), "start": TEN.isoformat()}
    assert by_staff.name not in robot.open("/bookings/").text
    assert robot.open(f"/bookings/search/?service={by_staff.uuid}").status == 404
    page = robot.submit(robot.open(f"/bookings/search/?service={clinic.service.uuid}").form("hold"), **asked)
    assert (page.status, "Choose a visit" in page.text) == (422, True)
    assert (
        robot.open(f"/bookings/waitlist/?service={by_staff.uuid}").headings
        == robot.open("/bookings/").headings
    )
    program = Program(keys.create(name="Demo", scopes=[Scope.BOOKINGS_WRITE], by=BY, now=NOW))
    check_problem(program.post("/holds", asked), 404, "not_found")
    assert not Appointment.objects.exists() and not WaitlistEntry.objects.exists()
    assert book(clinic, service=by_staff).service == by_staff


def test_nor_is_it_made_a_series_of_by_a_forged_page(clinic, by_staff):
    make_service(clinic, name="Preventive", kind="preventive")
    user = User.objects.create_user("alice@demo.example", "demo demo demo")
    client = client_with(name="Demo Alice")
    type(client).objects.filter(pk=client.pk).update(user=user)
    browser = Browser()
    browser.force_login(user)
    who = str(clinic.therapists[0].uuid)
    forged = {"service": by_staff.uuid, "therapist": who, "every": "1", "key": by_staff.uuid}
    answer = browser.post("/bookings/series/book/", {**forged, "visit1": f"{TEN.isoformat()} {who}"})
    assert answer.status_code in (302, 404, 422)
    assert not Appointment.objects.exists()


def test_a_service_is_given_in_its_own_rooms_and_in_no_other(clinic):
    """The one that it may not use stands free, and comes first in the order."""
    other = make_service(clinic, name="Upstairs")
    other.rooms.set(clinic.rooms[1:])
    offers = free_slots(Seek(other, cleared_visitor().advice(NOW)), TUESDAY, TUESDAY, NOW).offers
    assert {offer.slot.room for offer in offers} == {clinic.rooms[1].pk}
    wish = Wish(other, TEN, clinic.therapists[0])
    held = holds.place(wish=wish, person=cleared_visitor(), own=None, by=BY, now=NOW).appointment
    assert held.room == clinic.rooms[1]
    with pytest.raises(holds.SlotTaken):
        holds.place(wish=Wish(other, TEN), person=cleared_visitor(), own=None, by=BY, now=NOW)
    booked = book(clinic, service=other, start=TEN + 2 * HOUR)
    assert booked.room == clinic.rooms[1]
    assert move(booked, start=TEN + 3 * HOUR).room == clinic.rooms[1]


def test_a_room_that_is_out_of_use_is_given_to_nobody(clinic):
    type(clinic.rooms[0]).objects.filter(pk=clinic.rooms[0].pk).update(is_active=False)
    offers = free_slots(Seek(clinic.service, cleared_visitor().advice(NOW)), TUESDAY, TUESDAY, NOW).offers
    assert {offer.slot.room for offer in offers} == {clinic.rooms[1].pk}
    assert book(clinic).room == clinic.rooms[1]


def test_a_service_is_given_by_its_own_therapists_and_by_no_other(clinic):
    other = make_service(clinic, name="By Ben alone")
    other.therapists.set(clinic.therapists[1:])
    offers = free_slots(Seek(other, cleared_visitor().advice(NOW)), TUESDAY, TUESDAY, NOW).offers
    assert {offer.slot.therapist for offer in offers} == {clinic.therapists[1].pk}
    with pytest.raises(NeverOnOffer):
        wish = Wish(other, TEN, clinic.therapists[0])
        holds.place(wish=wish, person=cleared_visitor(), own=None, by=BY, now=NOW)


@pytest.mark.parametrize(("notice", "days"), [(1, 3), (30, 10)])
def test_two_services_keep_their_own_notice_and_horizon(clinic, notice, days):
    one = make_service(clinic, name="One", notice_hours=notice, horizon_days=days)
    found = free_slots(Seek(one, cleared_visitor().advice(NOW)), NOW.date(), TUESDAY + 30 * timedelta(1), NOW)
    starts = [offer.start for offer in found.offers]
    assert NOW + timedelta(hours=notice) <= starts[0] < NOW + timedelta(hours=notice + 18)
    assert (starts[-1].date() - NOW.date()).days == days


def test_the_page_says_in_the_rules_own_words_what_suits_after_a_cramp_and_says_it_first(clinic):
    """Real answers, the real rules: a cramp ten hours ago."""
    client = client_with({"cramps": {"last_cramp_at": (NOW - 10 * HOUR).isoformat()}})
    service = make_service(clinic, name="After a cramp", kind="post_cramp")
    seek = Seek(service, Person(client=client).advice(NOW), client=client)
    offers = free_slots(seek, NOW.date(), TUESDAY + timedelta(days=2), NOW).offers
    best = [offer for offer in offers if offer.judgement.fit.value == "best"]
    assert offers[0].start >= NOW + 14 * HOUR
    assert {offer.judgement.because for offer in best} == {
        "1 to 2 days after a cramp is the time for gentle work."
    }
    assert all(NOW + 14 * HOUR <= offer.start < NOW + 38 * HOUR for offer in best)
    user = User.objects.create_user(client.email, "demo demo demo")
    type(client).objects.filter(pk=client.pk).update(user=user)
    robot = Robot()
    robot.client.force_login(user)
    page = robot.open(f"/bookings/search/?service={service.uuid}")
    assert "1 to 2 days after a cramp is the time for gentle work." in page.text
    starts = page.form("hold").controls["start"].values
    assert starts[0] == best[0].start.isoformat()
