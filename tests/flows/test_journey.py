"""The whole path over plain HTTP, without JavaScript: questions, result, a time, a confirmation."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bookings.actions import reminders
from bookings.models import Appointment, Service
from hekas.messaging.models import OutboundMessage
from tests.flows.robot import Form

WELL = {
    "about.age": "38",
    "about.sex": "female",
    "about.pregnancy": "no",
    "cramps.side": "both",
    "cramps.settings": ["late_in_exercise"],
    "training.calf_strength_per_week": "0",
    "training.stretches_calves_often": "yes",
}
HELD = {"health.conditions": ["varicose_veins"]}
LONGEST_WALK = 80


def answer_page(robot, said):
    """Answer what the story says; "no" or "none" to what it does not; skip the rest."""
    form, data = robot.page.form(), {}
    for control in form.controls.values():
        key = control.name.replace("-", ".", 1)
        if key in said:
            data[control.name] = said[key]
        elif control.kind == "radio" and "no" in control.values:
            data[control.name] = "no"
        elif control.kind == "checkbox" and "none" in control.values:
            data[control.name] = ["none"]
    return robot.submit(form, **data)


def answer_all(robot, said):
    """From the first question to wherever the answers lead."""
    robot.open("/assessments/start/")
    if "/start/" in robot.page.url:
        robot.submit(robot.page.form())
    for _ in range(LONGEST_WALK):
        if "/results/" in robot.page.url or "/stopped/" in robot.page.url:
            return robot.page
        if "/check/" in robot.page.url:
            robot.submit(robot.page.form("submit"))
        else:
            answer_page(robot, said)
        assert robot.page.status == 200, (robot.page.url, robot.page.text)
    raise AssertionError(f"no end in sight at {robot.page.url}")


def hold_first_time(robot):
    """From the list of services to the page that asks for a name, by the first time that is offered."""
    robot.open("/bookings/")
    robot.open(robot.page.link("search"))
    return robot.press(robot.page.form("hold"))


@pytest.fixture
def cleared(visitor):
    answer_all(visitor, WELL)
    return visitor


def test_a_runner_reads_what_may_be_adding_to_the_cramps(visitor):
    page = answer_all(visitor, WELL)
    assert "may be adding" in page.text
    assert "We do not diagnose illness" in page.text


def test_a_time_is_held_in_one_press_from_the_result(visitor):
    answer_all(visitor, WELL)
    assert "First assessment" in visitor.page.text
    visitor.press(visitor.page.form("hold"))
    assert visitor.page.url.endswith("/details/")
    assert Appointment.objects.filter(status="tentative").count() == 1


def test_a_result_that_is_held_shows_no_time(visitor):
    page = answer_all(visitor, {**WELL, **HELD})
    assert "A therapist will read your answers first" in page.text
    assert [form.action for form in page.forms if "hold" in form.action] == []


def test_an_emergency_answer_ends_the_questions_with_one_action(visitor):
    page = answer_all(visitor, {**WELL, "safety.breathless_or_chest_pain": "yes"})
    actions = [url for url, _ in page.links if url.startswith("tel:")]
    assert actions == ["tel:999"]
    assert "may be adding" not in page.text


def test_nobody_books_without_the_safety_questions(visitor):
    visitor.open("/bookings/")
    visitor.open(visitor.page.link("search"))
    assert "/assessments/" in visitor.page.link("questions")
    service, soon = Service.objects.first(), timezone.now() + timedelta(days=3)
    visitor.submit(
        Form("/bookings/hold/", "post", visitor.tokens()), service=service.uuid, start=soon.isoformat()
    )
    assert not Appointment.objects.filter(status="tentative").exists()


def test_from_the_first_question_to_a_booked_visit(cleared):
    hold_first_time(cleared)
    cleared.submit(
        cleared.page.form("confirm"), name="Walker Demo", email="walker@demo.example", phone="07700 900123"
    )
    visit = Appointment.objects.get(client__email="walker@demo.example")
    assert visit.status == "booked"
    assert OutboundMessage.objects.filter(template="appointment_confirmed", client=visit.client).count() == 1
    assert visit.therapist.name in cleared.page.text


def test_a_visit_far_enough_ahead_is_reminded_of_once(cleared):
    test_from_the_first_question_to_a_booked_visit(cleared)
    visit = Appointment.objects.get(client__email="walker@demo.example")
    due = list(visit.reminders.values_list("due_at", flat=True))
    for moment in [*due, *due]:
        reminders.send_due(now=max(moment, timezone.now()))
    sent = OutboundMessage.objects.filter(template="appointment_reminder", client=visit.client)
    assert sent.count() == len(due)
