"""Whatever a client answered and whatever was measured: a valid document that points only into itself."""

import json
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.actions import screenings
from assessments.actions.screenings import Entry
from assessments.adapters import assessed
from assessments.models import Intake, Result
from hekas.accounts.models import Client, Consent, Guardian
from hekas.audit.log import record as write_down
from hekas.fhir import bundle
from tests.assessments.care.conftest import NOW, THEA
from tests.assessments.engine.strategies import intakes
from tests.fhir.judge import faults
from tests.fhir.shapes import normal, references, reread

NUMBERS = st.sampled_from(["heel_raise_straight", "heel_raise_bent", "knee_to_wall", "hip_abduction"])
VISITS = st.lists(st.dictionaries(NUMBERS, st.integers(3, 12), max_size=3), max_size=2)
WORDS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=("Cc",)), max_size=40
)
CONSENTS = st.lists(st.tuples(st.sampled_from(["treatment", "health_data"]), st.booleans()), max_size=3)


def answered(client, document):
    at = datetime.fromisoformat(document["answered_at"])
    parts = {key: value for key, value in document.items() if key != "answered_at"}
    said = {"client": client, "answers": parts, "questionnaire_version": "1", "expires_at": at}
    intake = Intake.objects.create(**said, status="submitted", submitted_at=at, safety_answered_at=at)
    snapshot = assessed(document)
    tier, gate = snapshot["triage"]["tier"], snapshot["triage"]["booking"]
    kept = {"intake": intake, "snapshot": snapshot, "answers": document, "rules_version": "1"}
    return Result.objects.create(**kept, rules_digest="", tier=tier, gate=gate, made_at=at)


def told(therapist, documents, visits, consents, words):
    """A client with these answers, visits and consents, whose record was opened once."""
    client = Client.objects.create(name=words or "Demo", email="any@example.org", home_therapist=therapist)
    for document in documents:
        answered(client, document)
    for values in visits if documents else ():  # no visit begins without answers
        visit = screenings.start(client, therapist=therapist, appointment_uuid=None, by=THEA, now=NOW)
        for test, number in values.items():
            sides = [Entry("left", Decimal(number), pain=number % 11)]
            screenings.observe(visit, test, sides, note=words, by=THEA, now=NOW)
        if values:
            screenings.complete(visit, by=THEA, now=NOW)
    for kind, given_ in consents:
        Consent.objects.create(client=client, kind=kind, given=given_, wording_version="1", at=NOW)
    Guardian.objects.create(client=client, name=words or "Demo", phone="+447700900404")
    write_down(by=THEA, action="visit.read", subject=client, now=NOW)
    return client


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(intakes(), max_size=2), VISITS, CONSENTS, WORDS)
def test_any_client_is_a_valid_document(db, therapist, documents, visits, consents, words):
    with transaction.atomic():
        made = bundle.of(told(therapist, documents, visits, consents, words), now=NOW)
        transaction.set_rollback(True)
    inside = [entry["fullUrl"] for entry in made["entry"]]
    assert len(set(inside)) == len(inside)
    assert set(references(made["entry"])) <= set(inside)
    assert faults(made) == []
    assert normal(reread(made)) == normal(json.loads(json.dumps(made)))
    kinds = {entry["resource"]["resourceType"] for entry in made["entry"]}
    assert "Condition" not in kinds
    assert {"Patient", "AuditEvent"} <= kinds
