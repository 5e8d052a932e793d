"""Before the first health answer is kept one agrees in so many words, dated, with their version. GDPR 9."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments.actions import claims, intakes
from assessments.models import Intake
from hekas.accounts.actions import consents
from hekas.accounts.consents import ASKED, HEALTH_DATA
from hekas.accounts.models import Client, Consent
from hekas.audit.actors import Actor
from hekas.audit.models import AuditEvent
from tests.assessments.agreed import AGREED

pytestmark = pytest.mark.django_db
BY, NOW = Actor("visitor"), timezone.now()
START = reverse("assessments:start")


def words_of(client):
    return list(Consent.objects.filter(client=client).order_by("id").values_list("kind", "given", "at"))


def test_the_words_stand_above_the_button_and_it_is_one_press(client):
    page = client.get(START).content.decode()
    assert page.index(ASKED[HEALTH_DATA].words) < page.index("I agree: start now")
    assert client.post(START, AGREED).status_code == 302
    intake = Intake.objects.get()
    assert (intake.answers, intake.agreed_version) == ({}, ASKED[HEALTH_DATA].version)
    assert intake.agreed_at is not None


@pytest.mark.parametrize("said", [{}, {"agree": ""}, {"agree": "yes"}, {"agree": "1999-01"}])
def test_without_it_no_question_is_asked_and_nothing_kept(client, said):
    answer = client.post(START, said)
    assert (answer.status_code, Intake.objects.count()) == (422, 0)
    assert ASKED[HEALTH_DATA].words in answer.content.decode()


def test_who_is_known_has_it_among_their_consents_at_once(client):
    row = Client.objects.create(name="Demo Ann", email="ann@demo.example")
    intake = intakes.start(by=BY, now=NOW, client=row, agreed=True)
    assert words_of(row) == [(HEALTH_DATA, True, NOW)]
    assert AuditEvent.objects.filter(action="consent.given").count() == 1
    assert intake.agreed_at == NOW


def test_who_is_known_later_has_it_with_the_day_on_which_they_said_it():
    row = Client.objects.create(name="Demo Ann", email="ann@demo.example")
    intake = intakes.start(by=BY, now=NOW, agreed=True)
    claims.claim(intake, client=row, by=BY, now=NOW + timedelta(hours=3))
    assert words_of(row) == [(HEALTH_DATA, True, NOW)]


def test_what_was_taken_back_since_stays_taken_back():
    row = Client.objects.create(name="Demo Ann", email="ann@demo.example")
    intake = intakes.start(by=BY, now=NOW, agreed=True)
    consents.say(row, HEALTH_DATA, given=False, by=BY, now=NOW + timedelta(hours=1))
    claims.claim(intake, client=row, by=BY, now=NOW + timedelta(hours=2))
    assert [given for _, given, _ in words_of(row)] == [False]


def test_to_be_asked_again_needs_it_again(client):
    client.post(START, AGREED)
    Intake.objects.update(status="submitted", submitted_at=NOW)
    again = reverse("assessments:again")
    assert (client.post(again).status_code, Intake.objects.count()) == (422, 1)
    assert (client.post(again, AGREED).status_code, Intake.objects.count()) == (302, 2)
    assert Intake.objects.filter(agreed_at=None).count() == 0


def test_nobody_agrees_for_anybody_by_opening_the_page():
    browser = Browser()
    browser.get(START + "?agree=" + AGREED["agree"])
    assert (Intake.objects.count(), Consent.objects.count()) == (0, 0)
