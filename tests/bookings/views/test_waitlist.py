"""Waiting for a time, as a browser without scripts does it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from assessments.models import Clearance
from bookings.actions import desk, waitlist
from bookings.actions.waitlist_offers import offer_due
from bookings.adapters import letters
from bookings.models import Appointment, Service, WaitlistEntry
from bookings.queries.person import Person
from bookings.scheduling.intervals import Interval
from hekas.accounts.models import Client, Therapist, User
from hekas.messaging.models import OutboundMessage
from hekas.messaging.sending import delivery
from tests.bookings.clinic import BY, TEN, make_client, make_intake
from tests.bookings.safety.people import HELD, give
from tests.bookings.views.test_journey import DETAILS, cleared_robot
from tests.bookings.waiting import MORNING, book, cancel, link, one_slot, wait
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db
DATES = {"first_day_0": "24", "first_day_1": "11", "first_day_2": "2026"}
DATES |= {"last_day_0": "1", "last_day_1": "12", "last_day_2": "2026"}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


@pytest.fixture
def full(clinic):
    one_slot(clinic)
    return book(clinic)


@pytest.fixture
def offered(full, clinic):
    """Wanda's link to the time that is kept for her."""
    wait(clinic)
    cancel(full)
    offer_due(MORNING)
    return link()


def joined(robot, **changes):
    page = robot.open(robot.open("/bookings/").link("/bookings/search/"))
    page = robot.open(page.link("Join the waiting list"))
    return robot.submit(page.form("waitlist"), **{**DATES, **DETAILS, **changes})


def test_a_visitor_joins_and_is_offered_what_comes_free(full):
    robot = cleared_robot()
    page = joined(robot)
    assert (page.status, page.headings) == (200, ["You are on the waiting list"])
    assert "Tue 24 Nov to Tue 1 Dec" in page.text
    cancel(full)
    assert offer_due(MORNING) == 1
    assert Robot().open(link()).headings == ["A time is kept for you"]


def test_a_client_joins_without_saying_who_they_are(full, alice):
    assert joined(alice).headings == ["You are on the waiting list"]
    assert "You are waiting for" in alice.open("/me/").text


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"parts": []}, "Choose at least one time of day"),
        ({"last_day_1": "10"}, "The last day must not be before the first, or over"),
        ({"last_day_2": "2028"}, "The last day must be within the next six months"),
        ({"therapist": "nobody"}, "Choose one of the answers to “Who with”"),
        ({"email": "dana at demo"}, "Enter an e-mail address like name@example.com"),
    ],
)
def test_a_faulty_answer_comes_back_with_its_fault(full, changes, fault):
    page = joined(cleared_robot(), **changes)
    assert page.status == 422
    assert fault in page.text
    assert not WaitlistEntry.objects.exists()


@pytest.mark.parametrize("answers", [{"gate": "held"}, {"gate": "redirected"}, {"days_old": 15}])
def test_without_clearance_nobody_waits(full, clinic, answers):
    page = cleared_robot(**answers).open(f"/bookings/waitlist/?service={clinic.service.uuid}")
    assert "Join the waiting list" not in page.headings


def test_the_link_shows_and_only_its_button_takes(offered):
    page = Robot().open(offered)
    assert "Tuesday 24 November, 10:00am" in page.text
    assert "Held for you until 12:00pm on Monday 23 November" in page.text
    assert not Appointment.objects.filter(status="booked").exists()
    assert "no-store" in Browser().get(offered)["Cache-Control"]


def test_the_button_takes_it_and_the_link_is_used_up(offered):
    robot = Robot()
    page = robot.submit(robot.open(offered).forms[0])
    assert page.headings == ["You are booked in"]
    assert Appointment.objects.get(status="booked").starts_at == TEN
    assert Robot().open(offered).headings == ["You have taken this time"]
    assert Browser().post(offered).status_code == 409
    assert Appointment.objects.filter(status="booked").count() == 1


def test_a_link_that_ran_out_says_so(offered, _clock):
    page, robot = None, Robot()
    page = robot.open(offered)
    _clock.shift(timedelta(hours=2))
    page = robot.submit(page.forms[0])
    assert (page.status, page.headings) == (409, ["This time is not kept for you any more"])
    assert "Tuesday 24 November, 10:00am was kept until " in " ".join(page.text.split())
    assert "You stay on the list" in page.text


def given_up_by_the_clinic(clinic):
    wanda = WaitlistEntry.objects.get().client
    span = Interval(TEN, TEN + timedelta(hours=1))
    desk.block(therapist=clinic.therapists[0], span=span, reason="Ill", by=BY, now=MORNING)
    return wanda


def given_up_for_safety(clinic):
    wanda = WaitlistEntry.objects.get().client
    give(wanda, HELD, MORNING)
    return wanda


@pytest.mark.parametrize("give_up", [given_up_by_the_clinic, given_up_for_safety])
@pytest.mark.parametrize("beat", [True, False], ids=["after the beat", "before the beat"])
def test_a_time_that_was_given_up_is_not_shown_as_kept(offered, clinic, give_up, beat):
    """Her page was open: neither it nor the letter's link says that it is hers, or was to the end."""
    robot = Robot()
    page = robot.open(offered)
    give_up(clinic)
    if beat:
        offer_due(MORNING)
    for answer in (robot.submit(page.form()), robot.open(offered)):
        assert answer.headings == ["This time is not kept for you any more"]
        assert ("was kept until" in answer.text, "Take this time" in answer.text) == (False, False)
        assert "could not keep" in answer.text


def test_whoever_waits_reads_on_their_own_page_that_a_time_is_kept(full, _clock):
    robot = cleared_robot()
    place = joined(robot).url
    cancel(full)
    offer_due(MORNING)
    page = robot.open(place)
    assert "A time is kept for you" in page.text and "Tuesday 24 November, 10:00am" in page.text
    assert "12:00pm on Monday 23 November" in page.text  # until when
    _clock.shift(timedelta(hours=3))
    assert "A time is kept for you" not in robot.open(place).text


@pytest.mark.parametrize("days", [30])
def test_whose_dates_are_over_is_not_told_that_they_wait(offered, _clock, days):
    _clock.shift(timedelta(days=days))
    offer_due(MORNING + timedelta(days=days))
    assert "You are not on the list any more" in Robot().open(offered).text


def test_nor_is_whoever_left(offered, clinic):
    waitlist.leave(entry=WaitlistEntry.objects.get(), by=BY, now=MORNING)
    page = Robot().open(offered)
    assert "You are not on the list any more" in page.text
    assert "You stay on the list" not in page.text


def test_letting_it_go_is_a_button_too(offered):
    assert Browser().get(f"{offered}decline/").status_code == 405
    robot = Robot()
    page = robot.submit(robot.open(offered).form("decline"))
    assert page.headings == ["You have let this time go"]
    assert "You stay on the list" in page.text
    assert not Appointment.objects.filter(status="tentative").exists()


def test_the_gate_is_asked_at_the_button_and_the_link_says_not_why(offered):
    robot = Robot()
    page = robot.open(offered)
    Clearance.objects.update(gate="held")
    page = robot.submit(page.forms[0])
    assert (page.status, page.headings) == (403, ["That can’t be done by this link just now"])
    assert not Appointment.objects.filter(status="booked").exists()


def test_a_link_dies_with_the_address_that_it_went_to(offered):
    """Whoever reads the old letter box neither sees nor takes nor gives away the time."""
    delivery.drain(clock=lambda: MORNING, until=MORNING + timedelta(minutes=1))
    assert OutboundMessage.objects.get(template="waitlist_offer").address == "wanda@demo.example"
    assert Browser().get(offered).status_code == 200
    Client.objects.filter(name="Demo Wanda").update(email="new@demo.example")
    answers = [Browser().get(offered), Browser().post(offered), Browser().post(f"{offered}decline/")]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert Appointment.objects.get(status="tentative").waitlist_offer.state == "open"


def test_it_stays_dead_when_the_letter_itself_is_gone(offered):
    """Where it went is not known any more: that is no reason to open it to whoever has it."""
    delivery.drain(clock=lambda: MORNING, until=MORNING + timedelta(minutes=1))
    Client.objects.filter(name="Demo Wanda").update(email="new@demo.example")
    OutboundMessage.objects.filter(template="waitlist_offer").delete()
    assert Browser().get(offered).status_code == 404


@pytest.mark.parametrize(("email", "status"), [("wanda@demo.example", 200), ("new@demo.example", 404)])
def test_a_letter_that_may_have_left_opens_for_whoever_has_had_no_other_address(offered, email, status):
    OutboundMessage.objects.filter(template="waitlist_offer").update(in_doubt=True)
    Client.objects.filter(name="Demo Wanda").update(email=email)
    assert Browser().get(offered).status_code == status


def test_an_address_that_was_another_for_a_while_is_not_the_same(offered):
    for email in ("new@demo.example", "wanda@demo.example"):
        Client.objects.filter(name="Demo Wanda").update(email=email)
    assert Browser().get(offered).status_code == 404  # nothing has left: nobody has it yet


def test_a_made_up_link_opens_nothing(clinic):
    assert Browser().get("/bookings/waitlist/offer/made-up/").status_code == 404


def test_leaving_the_list(full):
    robot = cleared_robot()
    page = joined(robot)
    page = robot.submit(page.form("leave"))
    assert page.headings == ["You have left the list"]
    assert WaitlistEntry.objects.get().state == "left"


def test_nobody_else_sees_who_waits(full):
    page = joined(cleared_robot())
    assert Robot().open(page.url).status == 404


def test_the_desk_sees_the_list_in_order(offered, clinic):
    wait(clinic, "Demo Will")
    browser = Browser()
    browser.force_login(User.objects.create_user("jo@demo.example", "demo demo demo", role="admin"))
    text = browser.get("/bookings/waitlist/all/").content.decode()
    assert text.index("Demo Wanda") < text.index("Demo Will")
    assert "Tue 24 Nov, 10:00am, until 12:00pm" in text
    assert text.count('data-label="Kept for them" class="table__nothing"') == 1  # not shown on a phone
    assert '<td data-label="Times">Any time</td>' in text


def test_a_list_without_a_kept_time_has_no_column_for_it(clinic):
    wait(clinic, "Demo Will")
    browser = Browser()
    browser.force_login(User.objects.create_user("jo@demo.example", "demo demo demo", role="admin"))
    assert "Kept for them" not in browser.get("/bookings/waitlist/all/").content.decode()


GONE = "This can’t be booked any more"


@pytest.mark.parametrize("taken", ["service", "therapist"])
def test_whoever_waits_in_vain_is_told_and_so_is_the_desk(full, clinic, taken):
    robot, alice = Robot(), User.objects.create_user("alice@demo.example", "demo demo demo")
    client = make_client("Demo Alice", user=alice)
    make_intake(client=client)
    robot.client.force_login(alice)
    entry = wait(clinic, person=Person(client=client), therapist=clinic.therapists[0])
    jo = Browser()
    jo.force_login(User.objects.create_user("jo@demo.example", "demo demo demo", role="admin"))
    assert GONE not in robot.open(f"/bookings/waitlist/{entry.uuid}/").text
    if taken == "service":
        Service.objects.update(is_active=False)
    else:
        Therapist.objects.filter(pk=clinic.therapists[0].pk).update(is_bookable=False)
    page = robot.open(f"/bookings/waitlist/{entry.uuid}/")
    assert GONE in page.text and "When a time comes free" not in page.text
    assert "Not on offer any more" in jo.get("/bookings/waitlist/all/").content.decode()
    assert robot.submit(page.form("leave")).headings == ["You have left the list"]


AGAIN = "Your safety answers are more than 14 days old"
MUTED = "have to be given again first"


def test_answers_that_have_grown_old_are_a_caution_with_the_way_to_answer_again(full):
    robot = cleared_robot()
    page = joined(robot)
    assert MUTED in page.text and AGAIN not in page.text
    Clearance.objects.update(expires_at=MORNING)
    page = robot.open(page.url)
    assert AGAIN in page.text and MUTED not in page.text
    assert robot.open(page.link("Answer the safety questions again")).headings == ["Has anything changed?"]


@pytest.mark.parametrize("changes", [{"gate": "held"}, {"gate": "redirected"}])
def test_whoever_is_held_is_not_told_that_answering_would_do(full, changes):
    robot = cleared_robot()
    page = joined(robot)
    Clearance.objects.update(expires_at=MORNING, **changes)
    page = robot.open(page.url)
    assert MUTED in page.text and AGAIN not in page.text


def test_whoever_has_left_is_asked_for_no_answers(full):
    robot = cleared_robot()
    page = robot.submit(joined(robot).form("leave"))
    Clearance.objects.update(expires_at=MORNING)
    assert AGAIN not in robot.open(page.url).text


def statements(robot, url):
    with CaptureQueriesContext(connection) as asked:
        assert robot.open(url).status == 200
    return len(asked)


def test_the_page_of_all_others_asks_as_often_however_many_wait(full, clinic):
    robot = cleared_robot()
    page = joined(robot)
    one = statements(robot, page.url)
    for n in range(2):
        wait(clinic, f"Demo W{n}")
    assert statements(robot, page.url) == one
    Clearance.objects.update(expires_at=MORNING)
    assert statements(robot, page.url) == one + 1  # whether a stop stands under the same address


def test_the_link_of_the_letter_leads_to_the_questions_with_and_without_signing_in(full, clinic):
    user = User.objects.create_user("alice@demo.example", "demo demo demo")
    address = letters.for_old_answers(make_client("Demo Alice", user=user), "secret")["again_url"]
    path = "/" + address.split("/", 3)[3]
    make_intake(client=user.client)
    browser = Browser()
    assert 'value="/assessments/again/"' in browser.get(path).content.decode()  # where signing in leads to
    browser.force_login(user)
    page = browser.get(path, follow=True)
    assert page.redirect_chain[-1][0] == "/assessments/again/"
    assert "Has anything changed?" in page.content.decode()
