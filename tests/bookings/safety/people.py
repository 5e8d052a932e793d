"""Clients with real answers: what the engine makes of them is what the calendar has to follow."""

from datetime import timedelta

from assessments.actions import clearances, intakes
from assessments.models import Intake
from assessments.rules.questionnaire import load_questionnaire
from bookings.actions import appointments, holds
from bookings.actions.details import Details
from bookings.actions.holds import Wish
from bookings.queries.person import Person
from hekas.portal.demo.intakes import healthy_answers
from tests.bookings.clinic import BY, NOW, TEN, make_client
from tests.flows.test_journey import WELL, answer_page

GREEN = {}
HELD = {"health": {"conditions": ["varicose_veins"]}}  # K7
RED = {"safety": {"dark_urine": "yes"}}  # E4
CLOT = {"safety": {"clot_risks": ["clot_within_6_months"]}}  # K2: a caution by its tier, and yet redirected
PREGNANT = {"about": {"pregnancy": "pregnant"}}


def answers(changes):
    given = healthy_answers()
    given["about"] |= {"age": 34, "sex": "female"}
    for part, values in changes.items():
        given.setdefault(part, {}).update(values)
    return given


def draft(client, changes=GREEN, now=NOW, renews=None):
    """Everything is answered, nothing is handed in."""
    return Intake.objects.create(
        client=client,
        answers=answers(changes),
        asked={question.key: question.ask for question in load_questionnaire().questions},
        questionnaire_version="test",
        safety_answered_at=now,
        expires_at=now + timedelta(days=30),
        renews=renews,
    )


def give(client, changes=GREEN, now=NOW, renews=None):
    """Answer everything anew and hand it in."""
    return intakes.submit(draft(client, changes, now, renews), by=BY, now=now)


def client_with(changes=GREEN, name="Demo Cleo", now=NOW, phone=""):
    client = make_client(name)
    client.phone = phone
    client.save()
    give(client, changes, now)
    return client


def hold(clinic, client, start=TEN, therapist=0, now=NOW, service=None):
    wish = Wish(service or clinic.service, start, clinic.therapists[therapist])
    return holds.place(wish=wish, person=Person(client=client), own=None, by=BY, now=now).appointment


def confirm(held, client, now=NOW):
    who = Details(client.name, client.email)
    return appointments.book(hold=held, person=Person(client=client), details=who, by=BY, now=now)


def book(clinic, client, start=TEN, **more):
    return confirm(hold(clinic, client, start, **more), client, more.get("now", NOW))


def release(client, therapist, now=NOW):
    row = client.clearances.get(superseded_at=None)
    return clearances.release(row, therapist=therapist, reason="Spoke with them", by=BY, now=now)


def status(appointment):
    appointment.refresh_from_db()
    return appointment.status


def answer_lent(robot, said):
    """On a device that was lent the questions: "no" to whatever is not said, to the very end."""
    for _ in range(40):
        if "/done/" in robot.page.url:
            return robot.page
        answer_page(robot, {**WELL, **said})
        assert robot.page.status == 200, (robot.page.url, robot.page.text)
    raise AssertionError(f"no end in sight at {robot.page.url}")
