"""The safety questions asked in the room, booked today or not; no visit begins without any answers."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions import clearances, screenings
from assessments.actions.clearances import Contact
from assessments.models import Clearance, Result, Screening
from hekas.audit.models import AuditEvent
from tests.bookings.safety.people import answer_lent
from tests.flows.robot import Robot

from .conftest import NOW, THEA, answered

pytestmark = pytest.mark.django_db
RED = {"safety.dark_urine": "yes"}
ASK_FIRST = 'id="ask-first-title"'


def text(response):
    return response.content.decode()


@pytest.fixture
def robot(thea):
    robot = Robot()
    robot.client.cookies = thea.cookies
    return robot


def ask(robot, client, said=None):
    """Thea hands the tablet over; the client answers to the end."""
    robot.submit(robot.open(reverse("assessments:visit", args=[client.uuid])).form("/ask/"))
    return answer_lent(robot, said or {})


def handed_back(thea):
    """Thea shows that it is her, for the tablet was in other hands."""
    answer = thea.post("/accounts/reauthenticate/", {"password": "a long password"})
    assert answer.status_code == 302


def test_they_are_asked_without_a_booking_and_the_tablet_comes_back(robot, alice, result, visit_url):
    page = ask(robot, alice)
    assert page.link(visit_url).endswith(visit_url)
    assert "This device was with a client" in robot.open(visit_url).text
    assert Clearance.objects.current().get(client=alice).result_id != result.pk
    assert AuditEvent.objects.filter(action="intake.asked_before_visit").count() == 1


@pytest.mark.parametrize("said", [{}, RED])
def test_whatever_was_answered_the_tablet_says_to_hand_it_back_and_how_to_go_on(
    robot, alice, result, visit_url, said
):
    page = ask(robot, alice, said)
    assert "Please hand the device back now." in page.text
    assert page.link("For the clinic: go on").endswith(visit_url)


def test_a_red_answer_ends_all_hands_on_work_in_the_room(robot, alice, visit, thea, visit_url):
    ask(robot, alice, RED)
    handed_back(thea)
    page = text(thea.get(visit_url))
    assert "No hands-on work: this person needs help first" in page
    assert Clearance.objects.open_stops().filter(client=alice).exists()
    visit.refresh_from_db()
    screenings.observe(visit, "toe_grip", [screenings.Entry("left", word="holds")], by=THEA, now=NOW)
    screenings.complete(visit, by=THEA, now=NOW)
    thea.post(reverse("assessments:start_visit", args=[alice.uuid]))
    assert Screening.objects.count() == 1
    assert Clearance.objects.current().get(client=alice).gate == "redirected"


def test_a_visit_that_began_before_is_weighed_with_the_newer_answers(robot, alice, visit, measure, result):
    ask(robot, alice)
    newest = Result.objects.filter(intake__client=alice).first()
    assert newest != result
    measure("heel_raise_straight", 11, 24)
    done = screenings.complete(visit, by=THEA, now=NOW)
    assert done.result == newest


def test_nobody_is_screened_who_was_never_asked(thea, alice, visit_url):
    page = text(thea.get(visit_url))
    assert "No safety answers yet: ask before any hands-on work" in page
    assert thea.post(reverse("assessments:start_visit", args=[alice.uuid])).status_code == 302
    assert not Screening.objects.exists()
    with pytest.raises(screenings.NothingAnswered):
        screenings.start(alice, therapist=alice.home_therapist, appointment_uuid=None, by=THEA, now=NOW)


def test_what_stands_before_hands_on_work_is_said_above_all(thea, alice, visit_url):
    answered(alice, "V07")
    Clearance.objects.filter(client=alice).update(gate="held", tier="caution")
    assert "Held: no hands-on work until you have decided" in text(thea.get(visit_url))
    Clearance.objects.filter(client=alice).update(gate="open", tier="none")
    assert ASK_FIRST not in text(thea.get(visit_url))
    Clearance.objects.filter(client=alice).update(expires_at=timezone.now())
    assert "more than 14 days ago: ask again first" in text(thea.get(visit_url))


def test_after_a_talk_they_are_asked_again_before_anything(thea, alice, result, therapist, visit_url):
    Clearance.objects.filter(client=alice).update(gate="redirected", tier="same_day")
    stop = Clearance.objects.get(client=alice)
    talk = Contact("Alice", NOW, "The doctor saw her: all clear.")
    clearances.close(stop, therapist=therapist, contact=talk, by=THEA, now=NOW)
    page = text(thea.get(visit_url))
    assert "somebody has spoken with them: ask again" in page
    assert "needs help first" not in page


def test_it_is_only_for_those_who_treat_them(otto, alice, result):
    assert otto.post(reverse("assessments:ask_in_room", args=[alice.uuid])).status_code == 404
