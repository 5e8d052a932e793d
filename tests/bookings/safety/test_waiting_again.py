"""The letter about old answers, on another device: for that place and those answers alone."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser

from assessments.models import Clearance, Intake
from bookings.actions import waitlist
from bookings.actions.waitlist_offers import offer_due
from bookings.adapters.answers_token import token_of
from bookings.models import WaitlistEntry
from bookings.queries.person import Person
from hekas.accounts.models import Client
from hekas.messaging.models import OutboundMessage
from tests.access import snapshots
from tests.bookings.clinic import BY, NOW, TUESDAY
from tests.bookings.safety.people import HELD, answer_lent, client_with, give
from tests.bookings.waiting import MORNING, mailed, one_slot, wait
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
OLD = MORNING + 14 * DAY
NEXT_MONTH = TUESDAY + 30 * DAY


@pytest.fixture
def wanda(clinic):
    return client_with({"health": {"free_text": "My demoword is sore"}}, name="Demo Wanda")


@pytest.fixture
def entry(clinic, wanda):
    return wait(clinic, person=Person(client=wanda), last_day=NEXT_MONTH)


@pytest.fixture
def link(entry):
    offer_due(OLD)
    letter = OutboundMessage.objects.get(template="waitlist_answers_old")
    return "/" + letter.context["again_url"].split("/", 3)[3]


@pytest.fixture
def robot(link):
    """A device that has never been here."""
    with time_machine.travel(OLD + MINUTE, tick=True):
        yield Robot()


def begin(robot, link):
    return robot.submit(robot.open(link).form())


def test_on_another_device_the_answers_go_to_whoever_waits_and_they_are_offered_the_next(
    clinic, robot, link, wanda
):
    one_slot(clinic)
    begin(robot, link)
    page = answer_lent(robot, {})
    assert page.headings[0] == "Thank you. You keep your place in the queue"
    fresh = Clearance.objects.get(client=wanda, superseded_at=None)
    assert (fresh.gate, fresh.intake.client) == ("open", wanda)
    assert Client.objects.count() == 1
    offer_due(OLD + 10 * MINUTE)
    assert mailed() == ["Demo Wanda"]


def test_a_scanner_begins_nothing(robot, link):
    before = snapshots.whole()
    for _ in range(3):
        assert "more than 14 days old" in robot.open(link).text
    assert snapshots.whole() == before


def test_nothing_that_was_answered_is_shown_and_nothing_else_is_opened(robot, link, entry):
    begin(robot, link)
    page = answer_lent(robot, {})
    assert "demoword" not in page.html
    intake = Intake.objects.latest("id")
    own = f"/assessments/results/{intake.results.get().uuid}/"
    for path in (f"/assessments/{intake.uuid}/check/", own, f"/bookings/waitlist/{entry.uuid}/"):
        assert robot.open(path).status == 404
    assert "own_client" not in robot.client.session


def test_once_answered_the_link_is_used_up(robot, link):
    begin(robot, link)
    answer_lent(robot, {})
    page = robot.open(link)
    assert "There is nothing to answer now" in page.text
    begun = Intake.objects.count()
    assert Browser().post(link).status_code == 409
    assert Intake.objects.count() == begun


def test_when_the_answers_are_old_once_more_the_old_link_stays_used_up(robot, link, wanda):
    give(wanda, now=OLD + MINUTE)
    with time_machine.travel(OLD + 15 * DAY):
        assert Browser().post(link).status_code == 409


def test_whoever_left_the_list_or_is_held_has_nothing_to_answer(robot, link, entry, wanda):
    give(wanda, HELD, now=OLD)
    assert "There is nothing to answer now" in robot.open(link).text
    waitlist.leave(entry=entry, by=BY, now=OLD)
    assert Browser().post(link).status_code == 409


def test_the_link_dies_with_the_address_that_it_went_to(robot, link, wanda):
    letter = OutboundMessage.objects.filter(template="waitlist_answers_old")
    letter.update(state="sent", address=wanda.email, sent_at=OLD)
    assert robot.open(link).status == 200
    Client.objects.filter(pk=wanda.pk).update(email="other@demo.example")
    assert robot.open(link).status == 404


def test_a_link_for_somebody_elses_place_opens_theirs_and_no_other(clinic, robot, link, wanda):
    will = client_with(name="Demo Will", now=NOW)
    theirs = wait(clinic, "Demo Will", person=Person(client=will), last_day=NEXT_MONTH)
    mixed = link.rstrip("/").rpartition("/")[2].split(".")[1]
    other = token_of(theirs.uuid, Clearance.objects.get(client=will).answered_at).split(".")[0]
    assert robot.open(f"/bookings/waitlist/answers/{other}.{mixed}/").status == 404
    assert WaitlistEntry.objects.filter(state="waiting").count() == 2


def test_a_red_answer_stops_and_says_what_to_do(clinic, robot, link):
    one_slot(clinic)
    begin(robot, link)
    page = answer_lent(robot, {"safety.dark_urine": "yes"})
    assert page.link("tel:999")
    assert offer_due(OLD + 10 * MINUTE) == 0


def test_a_held_answer_says_what_comes_and_speaks_of_no_visit(robot, link):
    begin(robot, link)
    page = answer_lent(robot, {"health.conditions": ["varicose_veins"]})
    assert "A therapist will speak with you first" in page.text
    assert "before we can keep a time for you" in page.text
    assert "2 hours before" not in page.text


def test_two_tabs_answer_one_set_of_questions(robot, link):
    begin(robot, link)
    first = robot.page.url
    begin(robot, link)
    assert robot.page.url == first
    assert Intake.objects.filter(status="draft").count() == 1
