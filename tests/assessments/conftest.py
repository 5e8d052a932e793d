"""A person who answers the intake, and those who treat them."""

from datetime import UTC, datetime

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments.models import Intake
from assessments.presenters.question import first_unseen
from assessments.rules.questionnaire import load_questionnaire
from assessments.rules.routing import route
from hekas.accounts.models import Client, Therapist, User
from hekas.audit.actors import Actor
from tests.assessments.agreed import AGREED

VISITOR = Actor("visitor", "test", "visitor")
WHOLE = {"about-age": "38", "about-sex": "male", "health-weeks_since_leg_injury_or_surgery_0": "20"}


def healthy(page):
    """What a healthy runner sends for a page: no, none, or nothing."""
    sent = {}
    for question in page.questions:
        if question.field in WHOLE:
            sent[question.field] = WHOLE[question.field]
        elif question.must:
            codes = {choice.value for choice in question.choices}
            sent[question.field] = "none" if "none" in codes else "no"
    return sent


class Person:
    """Somebody with a browser of their own who answers questions. `overrides` are told instead of no."""

    def __init__(self, browser=None):
        self.browser = browser or Browser()
        self.intake = None

    def begin(self):
        self.browser.post(reverse("assessments:start"), AGREED)
        self.intake = Intake.objects.latest("pk")
        return self

    def url(self, step):
        return reverse("assessments:question", args=[self.intake.uuid, step])

    def send(self, step, sent, **more):
        rev = more.pop("rev", Intake.objects.get(pk=self.intake.pk).rev)
        return self.browser.post(self.url(step) + more.pop("query", ""), {"rev": rev, **sent})

    def answer_all(self, **overrides):
        """Answer page after page until there is no more, or until the intake is stopped."""
        self.asked = []
        while page := self.next_page():
            self.asked.append(page)
            self.last = self.send(page.slug, healthy(page) | overrides.get(page.slug.replace("-", "_"), {}))
            self.intake.refresh_from_db()
            if self.intake.status == "stopped":
                return self.last
        return self.last

    def answer_one(self, page, **instead):
        return self.send(page.slug, healthy(page) | instead)

    def next_page(self):
        self.intake.refresh_from_db()
        return first_unseen(self.intake)

    def route(self):
        self.intake.refresh_from_db()
        return route(load_questionnaire(), self.intake.answers)

    def hand_in(self):
        return self.browser.post(reverse("assessments:submit", args=[self.intake.uuid]))

    def finish(self, **overrides):
        self.begin().answer_all(**overrides)
        self.page = self.browser.get(self.hand_in().url)
        return self.intake.results.latest("made_at")


@pytest.fixture
def person(db):
    return Person()


@pytest.fixture
def stranger(db):
    return Person()


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def noon():
    return datetime(2026, 11, 20, 12, tzinfo=UTC)


def make_therapist(name):
    user = User.objects.create_user(f"{name}@example.org", "a long password", name=name, role="therapist")
    return Therapist.objects.create(user=user, name=f"{name} (demo)")


@pytest.fixture
def therapist(db):
    return make_therapist("thea")


@pytest.fixture
def other_therapist(db):
    return make_therapist("otto")


@pytest.fixture
def client_record(db):
    return Client.objects.create(name="Alice Demo", email="alice@example.org", phone="+447400123456")


@pytest.fixture
def sign_in():
    """Sign a user in to a browser of their own."""

    def make(user):
        browser = Browser()
        browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return browser

    return make


@pytest.fixture
def pages():
    return lambda answers=None: route(load_questionnaire(), answers or {})
