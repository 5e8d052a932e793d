"""Alice is treated by Thea; Otto must not get in. Alice answered the questions of one of the given cases."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pgtrigger
import pytest
import time_machine
from django.urls import reverse

from assessments.actions import care_plans, clearances, decisions, screenings
from assessments.actions.screenings import Entry
from assessments.adapters import assessed
from assessments.models import CarePlan, Intake, Result
from hekas.accounts.models import Client, User
from hekas.audit.actors import Actor
from tests.assessments.weighed import weighed_once

CASES = Path(__file__).resolve().parents[2] / "cases" / "given"
NOW = datetime(2026, 11, 20, 14, tzinfo=UTC)
WEEK_AFTER = datetime(2026, 11, 28, 10, tzinfo=UTC)  # when pages are opened: what was answered still counts
THEA = Actor("user", "thea", "Thea")


def answered(client, case="V07", now=NOW):
    """The client's intake, result and clearance, from the answers of a given case."""
    document = json.loads((CASES / f"{case}.json").read_text())["intake"]
    at = datetime.fromisoformat(document["answered_at"])
    parts = {key: value for key, value in document.items() if key != "answered_at"}
    intake = Intake.objects.create(
        client=client,
        answers=parts,
        status="submitted",
        questionnaire_version="1",
        safety_answered_at=at,
        submitted_at=at,
        expires_at=at + timedelta(days=30),
    )
    snapshot = assessed(document)
    result = Result.objects.create(
        intake=intake,
        snapshot=snapshot,
        answers=document,
        rules_version="1",
        rules_digest="",
        tier=snapshot["triage"]["tier"],
        gate=snapshot["triage"]["booking"],
        made_at=at,
    )
    clearances.set_from(result, by=THEA, now=now)
    return result


def as_if_signed_with(**words):
    """The one plan says this, as if it had been signed so: of a signed plan the database keeps every word."""
    with pgtrigger.ignore("assessments.CarePlan:what_was_signed_stays"):
        assert CarePlan.objects.update(**words) == 1


@pytest.fixture(scope="package", autouse=True)
def _weighed_once():
    with weighed_once():
        yield


@pytest.fixture(autouse=True)
def _clock():
    """The given cases are of one day, so the pages are opened on a day near it, whenever the tests run."""
    with time_machine.travel(WEEK_AFTER):
        yield


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def alice(therapist):
    user = User.objects.create_user("alice@example.org", "a long password", name="Alice")
    return Client.objects.create(
        user=user, name="Alice Demo", email="alice@example.org", home_therapist=therapist
    )


@pytest.fixture
def result(alice):
    return answered(alice)


@pytest.fixture
def visit(alice, therapist, result):
    return screenings.start(alice, therapist=therapist, appointment_uuid=None, by=THEA, now=NOW)


@pytest.fixture
def measure(visit):
    """Write numbers of one test, left and right."""

    def write(test, left, right, variant="wedge", screening=None, at=NOW):
        sides = [Entry("left", left), Entry("right", right)]
        return screenings.observe(screening or visit, test, sides, variant=variant, by=THEA, now=at)

    return write


@pytest.fixture
def completed(visit, measure):
    measure("heel_raise_straight", 11, 24)
    return screenings.complete(visit, by=THEA, now=NOW)


@pytest.fixture
def decided(completed, therapist):
    """Every cause that is shown is confirmed."""
    for cause in completed.snapshot["causes"]:
        if cause["band"] in decisions.SHOWN:
            said = {"cause": cause["id"], "decision": "confirmed", "why": "seen on the day"}
            decisions.decide(completed, **said, therapist=therapist, by=THEA, now=NOW)
    return completed


@pytest.fixture
def draft(decided, therapist):
    return care_plans.draft(decided, therapist=therapist, by=THEA, now=NOW)


@pytest.fixture
def active(draft, therapist):
    return care_plans.sign(draft, therapist=therapist, by=THEA, now=NOW)


@pytest.fixture
def thea(sign_in, therapist):
    """Thea's browser."""
    return sign_in(therapist.user)


@pytest.fixture
def otto(sign_in, other_therapist):
    return sign_in(other_therapist.user)


@pytest.fixture
def alices(sign_in, alice):
    """Alice's browser."""
    return sign_in(alice.user)


@pytest.fixture
def visit_url(alice):
    return reverse("assessments:visit", args=[alice.uuid])
