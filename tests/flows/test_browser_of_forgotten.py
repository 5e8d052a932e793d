"""The browser of somebody who was forgotten opens nothing of what is kept, and books as somebody new.

The record of care stays, nameless and of no account: as one that a browser alone stands for looks too.
"""

import pytest
from django.db import connection

from assessments.models import Intake, Result
from assessments.permissions import OWN_INTAKES
from bookings.models import Appointment
from hekas.accounts.models import Client, User
from hekas.audit.actors import SYSTEM
from hekas.postgres import clock
from hekas.privacy.actions import erasure
from tests.flows.robot import Robot
from tests.flows.test_journey import WELL, answer_all, hold_first_time

pytestmark = pytest.mark.django_db
WHO = {"name": "Walker Demo", "email": "walker@demo.example", "phone": "07700 900123"}


def booked(robot):
    hold_first_time(robot)
    robot.submit(robot.page.form("confirm"), **WHO)
    return Appointment.objects.get(client__email=WHO["email"])


def forget(client):
    now = clock.now()
    with connection.cursor() as cursor:  # the demo clinic came in this transaction too
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    erasure.carry_out(erasure.ask(client, by=SYSTEM, now=now), by=SYSTEM, now=now)


def same_answers(robot):
    """Another browser that has opened these answers, as by the link of a letter."""
    other, begun = Robot(), robot.client.session[OWN_INTAKES]
    other.open("/assessments/start/")
    session = other.client.session
    session[OWN_INTAKES] = begun
    session.save()
    return other


@pytest.mark.parametrize("has_account", [False, True])
def test_where_the_questions_were_begun_nothing_that_is_kept_is_shown(visitor, has_account):
    """On the family's tablet, say; booked was on a telephone, whose session ends when they are forgotten."""
    answer_all(visitor, WELL)
    visit = booked(same_answers(visitor))
    address = f"/assessments/results/{Result.objects.get(intake__client=visit.client).uuid}/"
    assert visitor.open(address).status == 200
    if has_account:
        user = User.objects.create_user(WHO["email"], "a long demo password", name=WHO["name"])
        Client.objects.filter(pk=visit.client_id).update(user=user)
        assert visitor.open(address).status == 404
    forget(Client.objects.get(pk=visit.client_id))
    assert visitor.open(address).status == 404


def test_whoever_answers_again_there_is_somebody_new(visitor):
    answer_all(visitor, WELL)
    kept = booked(same_answers(visitor)).client
    forget(kept)
    answers = Intake.objects.filter(client=kept).count()
    page = visitor.open("/assessments/again/")
    for form in page.forms:
        if form.method == "post" and "again" in form.action:
            visitor.submit(form)
    assert Intake.objects.filter(client=kept).count() == answers
