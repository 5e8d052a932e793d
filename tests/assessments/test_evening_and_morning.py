"""Somebody without an account answers over an evening and a morning: their answers wait, and not for ever."""

import time

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from assessments.models import Intake
from assessments.presenters.question import first_unseen
from hekas.accounts import visits
from hekas.accounts.models import User

HOUR = 3600
pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """The clock by which a visit goes on, moved by hand."""

    class Clock:
        began = now = time.time()

        def time(self):
            return self.now

        def at(self, hours):
            self.now = self.began + hours * HOUR

    made = Clock()
    monkeypatch.setattr(visits, "time", made)
    return made


def ends(person, clock):
    """After how many hours the server forgets whose the answers are, and the browser with it."""
    row = Session.objects.get(pk=person.browser.cookies["sessionid"].value)
    told = float(person.browser.cookies["sessionid"]["max-age"]) + time.time()
    assert told == pytest.approx(row.expire_date.timestamp(), abs=20)
    return round((row.expire_date.timestamp() - clock.began) / HOUR, 1)


def answer_next(person):
    page = first_unseen(Intake.objects.get(pk=person.intake.pk))
    assert person.answer_one(page).status_code == 302


def test_answering_goes_on_until_a_day_is_over(person, clock):
    person.begin()
    assert ends(person, clock) == 12
    for hours, then in ((2, 14), (11, 23), (13, 24), (23.5, 24)):
        clock.at(hours)
        answer_next(person)
        assert ends(person, clock) == then


def test_what_is_refused_and_looking_make_it_no_longer(person, clock):
    person.begin()
    clock.at(5)
    page = first_unseen(person.intake)
    assert person.browser.get(person.url(page.slug)).status_code == 200
    assert person.send(page.slug, {}).status_code == 422
    assert ends(person, clock) == 12


def test_handing_in_goes_on(person, clock):
    person.begin().answer_all()
    clock.at(10)
    person.hand_in()
    assert ends(person, clock) == 22


def test_signing_in_has_times_of_its_own(person, clock):
    person.begin()
    person.browser.force_login(User.objects.create_user("a@demo.example", "a long demo password"))
    assert SESSION_KEY in person.browser.session
    assert person.browser.session.get("_session_expiry") is None
