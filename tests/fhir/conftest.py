"""Alice with a whole record: answers, visits, a signed and amended plan, a diary, letters, bookings."""

import pytest

from assessments.actions import care_plans, letters, plan_edits
from assessments.models import Clearance, Intake
from assessments.rules.questionnaire import load_questionnaire
from bookings.models import Service, WaitlistEntry
from hekas.accounts.models import Client, Consent, Guardian
from tests.assessments.care.conftest import (  # noqa: F401  the fixtures
    NOW,
    THEA,
    active,
    alice,
    answered,
    completed,
    decided,
    draft,
    measure,
    now,
    result,
    visit,
)
from tests.assessments.conftest import other_therapist, sign_in, therapist  # noqa: F401
from tests.fhir.telling import WEEK, book, diary, second_visit


@pytest.fixture
def record(alice, therapist, draft):  # noqa: F811
    """Alice's whole record."""
    who = {"by": THEA, "now": NOW}
    Intake.objects.update(questionnaire_version=load_questionnaire().version)
    plan_edits.add_goal(draft, text="Run 10 km", phase=None, **who)
    plan = care_plans.sign(draft, therapist=therapist, **who)
    care_plans.move_to(plan, phase=2, why="Walking is easy.", therapist=therapist, **who)
    diary(alice, plan)
    second_visit(alice, therapist, NOW + 6 * WEEK)
    care_plans.follow(plan, therapist=therapist, by=THEA, now=NOW + 6 * WEEK)
    book(alice, therapist, 1)
    for given in (True, False, True):
        Consent.objects.create(client=alice, kind="treatment", given=given, wording_version="1", at=NOW)
    Guardian.objects.create(client=alice, name="Demo Mum", phone="+447700900404")
    days = {"first_day": NOW.date(), "last_day": NOW.date()}
    WaitlistEntry.objects.create(client=alice, service=Service.objects.get(), **days)
    return alice


@pytest.fixture
def held(alice, therapist):  # noqa: F811
    """Alice was held, a letter to her GP was sent, and Thea opened the booking."""
    row = answered(alice, "V19")
    about = {"result": row, "screening": None, "content": {}, "copy": b"%PDF-demo", "therapist": therapist}
    letter = letters.keep(alice, **about, by=THEA, now=NOW)
    letters.record_sent(letter, to="Demo surgery", how="post", agreed=True, by=THEA, now=NOW)
    Clearance.objects.filter(result=row).update(
        released_at=NOW, released_by=therapist, release_reason="Spoke with the GP."
    )
    return row


@pytest.fixture
def active_plan(record):
    return record.care_plans.get(status="active")


@pytest.fixture
def held_other(record):
    """Bea, whose record is her own."""
    bea = Client.objects.create(name="Bea Demo", email="bea@example.org")
    answered(bea, "V19")
    return bea
