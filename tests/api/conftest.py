"""A clinic on a Monday morning, and a program with a key."""

import json

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client as Caller
from django.utils import timezone

from assessments.rules.questionnaire import load_questionnaire
from hekas.api.actions import keys
from hekas.api.terms import Scope
from hekas.audit.actors import SYSTEM
from tests.bookings.clinic import NOW, TEN, make_clinic

ROOT = "/api/v1"
SOMEBODY = {"name": "Demo Dora", "email": "dora@demo.example"}


@pytest.fixture(autouse=True)
def _monday_morning():
    cache.clear()  # nobody is slowed down for what an earlier test did
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def clinic(db):
    return make_clinic()


def make_key(*scopes, name="Demo program"):
    return keys.create(name=name, scopes=scopes, by=SYSTEM, now=timezone.now())


class Program:
    """A program that calls: `secret` is its key; answers are Django's test responses."""

    def __init__(self, secret=""):
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        self.caller = Caller(raise_request_exception=False)

    def get(self, path, **query):
        return self.caller.get(ROOT + path, query, headers=self.headers)

    def post(self, path, body=None, once=None):
        data = body if isinstance(body, bytes) else json.dumps({} if body is None else body)
        headers = {**self.headers, **({"Idempotency-Key": once} if once is not None else {})}
        return self.caller.post(ROOT + path, data, content_type="application/json", headers=headers)

    def hold(self, clinic, start=TEN, therapist=None, **more):
        body = {"service": str(clinic.service.uuid), "start": start.isoformat()}
        return self.post(
            "/holds", {**body, **({"therapist": str(therapist.uuid)} if therapist else {})}, **more
        )

    def book(self, held, intake=None, client=SOMEBODY, **more):
        body = {"hold": held["id"], "token": held["token"], "client": client}
        return self.post("/appointments", {**body, **({"intake": intake} if intake else {})}, **more)

    def booked(self, clinic, **more):
        """A whole booking; the answer to its last call."""
        return self.book(self.hold(clinic, **more).json(), healthy()).json()


@pytest.fixture
def program(db):
    return Program(make_key(Scope.BOOKINGS_WRITE))


@pytest.fixture
def anybody(db):
    return Program()


def healthy(**sections):
    """An intake that says no to every danger. `sections` are told instead."""
    document = {
        "answered_at": NOW.isoformat(),
        "about": {"age": 34, "pregnancy": "no"},
        "health": {},
        "safety": {},
    }
    for question in load_questionnaire().questions:
        part, _, name = question.key.partition(".")
        if part in ("safety", "health") and question.kind in ("yes_no", "many_of"):
            document[part][name] = "no" if question.kind == "yes_no" else ["none"]
    for part, told in sections.items():
        document[part] = {**document.get(part, {}), **told} if isinstance(told, dict) else told
    return document


def check_problem(answer, status, type_):
    """The answer is this problem, in full; its document."""
    document = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), document
    assert {"type", "title", "status", "detail"} <= set(document)
    assert (document["type"], document["status"]) == (type_, status)
    return document
