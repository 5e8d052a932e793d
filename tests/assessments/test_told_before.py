"""What was told before a clearance could last: a migration reads it from the stored results (ADR 29)."""

from datetime import timedelta
from importlib import import_module

import pgtrigger
import pytest
from django.db import connection
from django.utils import timezone

from assessments.actions import documents
from assessments.models import Clearance, Result
from hekas.accounts.models import Client, Therapist, User
from hekas.audit.actors import SYSTEM
from hekas.portal.demo.intakes import healthy_answers

pytestmark = pytest.mark.django_db
TOLD_BEFORE = import_module("assessments.migrations.0017_lasting").TOLD_BEFORE
ASKED_ABOUT = import_module("assessments.migrations.0018_asked_about").ASKED_ABOUT
FOUND_BEFORE = import_module("assessments.migrations.0019_found_at_a_visit").FOUND_BEFORE
THINNER = {"health": {"medicines": ["anticoagulant"], "anticoagulant_for_recent_clot": "no"}}
STOPPED = {**THINNER, "safety": {"numb_saddle": "yes"}}


def told(**parts):
    """Answers as they stood in the database before the column was: nothing lasts."""
    answers, now = healthy_answers(), timezone.now()
    for part, values in parts.items():
        answers[part] |= values
    document = {"answered_at": (now - timedelta(hours=1)).isoformat(), **answers}
    document["about"]["age"] = 35
    client = Client.objects.create(name="Sam Demo", email=f"{Client.objects.count()}@demo.example")
    result = documents.hand_in(document, client=client, by=SYSTEM, now=now)
    with pgtrigger.ignore():
        Clearance.objects.filter(result=result).update(lasting=False)
    return Clearance.objects.get(result=result)


def lasts(clearance):
    with connection.cursor() as cursor:
        cursor.execute(TOLD_BEFORE)
    clearance.refresh_from_db()
    return clearance.lasting


def test_a_blood_thinner_that_nobody_has_released_lasts():
    told()
    assert lasts(told(**THINNER))
    assert Clearance.objects.filter(lasting=True).count() == 1


def test_what_was_released_does_not():
    clearance = told(**THINNER)
    user = User.objects.create_user("amira@demo.example", role="therapist")
    amira = Therapist.objects.create(user=user, name="Amira Demo")
    released = {"released_at": timezone.now(), "released_by": amira, "release_reason": "Asked on the phone."}
    Clearance.objects.filter(pk=clearance.pk).update(gate="open", **released)
    assert not lasts(clearance)


def test_a_stop_is_closed_and_not_released():
    clearance = told(**STOPPED)
    assert clearance.tier in ("emergency", "same_day")
    assert not lasts(clearance)


def test_what_a_release_has_settled_before_it_could_say_so_is_found():
    asked, waits, later = told(**THINNER), told(**THINNER), told()
    assert lasts(asked)
    assert lasts(waits)
    user = User.objects.create_user("amira@demo.example", role="therapist")
    amira = Therapist.objects.create(user=user, name="Amira Demo")
    released = {"released_at": timezone.now(), "released_by": amira, "release_reason": "Asked."}
    Clearance.objects.filter(pk=later.pk).update(follows_stop=asked, **released)
    with connection.cursor() as cursor:
        cursor.execute(ASKED_ABOUT)
    asked.refresh_from_db()
    waits.refresh_from_db()
    assert (asked.lasting, waits.lasting) == (False, True)


def test_what_a_therapist_found_at_a_visit_before_that_lasted_is_found():
    found, told_only = told(), told(safety={"numb_or_tingling_leg_or_foot": "yes"})
    flag = {"id": "G2", "tier": "soon_gp", "because": "No pulse.", "answers": ["foot_pulses.left"]}
    snapshot = {**found.result.snapshot, "triage": {**found.result.snapshot["triage"], "flags": [flag]}}
    with pgtrigger.ignore():
        Result.objects.filter(pk=found.result_id).update(snapshot=snapshot)
    with connection.cursor() as cursor:
        cursor.execute(FOUND_BEFORE)
    found.refresh_from_db()
    told_only.refresh_from_db()
    assert (found.lasting, told_only.lasting) == (True, False)
