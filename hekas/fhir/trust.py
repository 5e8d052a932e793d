"""What was agreed to, and who made what."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from assessments import labels_care
from assessments.models import Clearance, Screening
from hekas.accounts.models import Consent
from hekas.fhir import people
from hekas.fhir.parts import LOINC, TERMS, Json, concept, instant, named, reference, resource
from hekas.fhir.record import Record
from hekas.fhir.thoughts import flag_ids

CONSENT_DOCUMENT = {"system": LOINC, "code": "59284-0", "display": "Consent Document"}
TREATMENT = "treatment"
AUTHORS_SIGNATURE = {  # Source: FHIR R4, value set signature-type
    "system": "urn:iso-astm:E1762-95:2013",
    "code": "1.2.840.10065.1.12.1.1",
    "display": "Author's Signature",
}


def consents(record: Record) -> Iterator[Json]:
    """Each yes and no; only the newest of its kind is in force."""
    newest = {row.kind: row.pk for row in record.consents}
    yield from (consent(record, row, row.pk == newest[row.kind]) for row in record.consents)


def consent(record: Record, row: Consent, in_force: bool) -> Json:
    scope = TREATMENT if row.kind == TREATMENT else "patient-privacy"
    status = ("active" if row.given else "rejected") if in_force else "inactive"
    return resource(
        "Consent",
        row.uuid,
        status=status,
        scope={"coding": [{"system": f"{TERMS}/consentscope", "code": scope}], "text": row.kind},
        category=[{"coding": [CONSENT_DOCUMENT]}],
        patient=people.of_client(record.client),
        dateTime=instant(row.at),
        performer=[people.of_client(record.client)],
        policyRule=concept(f"{row.kind}, wording {row.wording_version}"),
        provision={"type": "permit" if row.given else "deny"},
    )


def provenance(record: Record) -> Iterator[Json]:
    """Who made what and when: the client's answers, the rules' results, the therapist's notes and words."""
    client, engine = people.of_client(record.client), people.of_engine()
    for row in record.results:
        if record.answered[row.pk] is row:
            yield made(row.uuid, [row.uuid], "Answered", client, row.made_at)
        yield made(row.uuid, [named(row.uuid, "impression")], "Weighed by the rules", engine, row.made_at)
    for visit in record.screenings:
        if visit.snapshot is not None:
            by, at = people.of_therapist(visit.therapist), visit.completed_at or visit.stopped_at
            yield made(visit.uuid, [named(visit.uuid, "impression")], "Screened", by, at or visit.started_at)
            yield from _decided(visit)
    for plan in record.plans:
        if plan.signed_by and plan.signed_at:
            yield signed(plan.uuid, people.of_therapist(plan.signed_by), plan.signed_at)
        for row in plan.amendments.all():
            yield made(row.uuid, [plan.uuid], "Amended", people.of_therapist(row.by), row.at)
    for letter in record.letters:
        by = people.of_therapist(letter.written_by)
        yield made(letter.uuid, [letter.uuid], "Written", by, letter.written_at)
    for clearance in record.clearances:
        yield from _lowered(clearance)


def _decided(visit: Screening) -> Iterator[Json]:
    """The therapist's word on each cause, and why."""
    for row in visit.decisions.all():
        by, did = people.of_therapist(row.decided_by), labels_care.DECISIONS[row.decision]
        yield made(row.uuid, [named(visit.uuid, "impression")], did, by, row.decided_at, row.why)


def signed(plan: UUID, by: Json, at: datetime) -> Json:
    """Who signed a plan: with the signature's type, time and name. It is a name, not a seal of the bytes."""
    return {
        **made(plan, [plan], "Signed", by, at),
        "signature": [{"type": [AUTHORS_SIGNATURE], "when": instant(at), "who": by}],
    }


def _lowered(clearance: Clearance) -> Iterator[Json]:
    """A named therapist let somebody be booked, or closed a stop after speaking with them."""
    targets = flag_ids(clearance)
    if targets and clearance.released_by and clearance.released_at:
        by = people.of_therapist(clearance.released_by)
        at, why = clearance.released_at, clearance.release_reason
        yield made(clearance.uuid, targets, "Cleared for booking", by, at, why)
    if targets and clearance.closed_by and clearance.closed_at:
        by = people.of_therapist(clearance.closed_by)
        at, why = clearance.closed_at, clearance.closed_reason
        yield made(clearance.uuid, targets, "Closed after contact", by, at, why)


def made(of: UUID, targets: list[UUID], did: str, who: Json, at: datetime, why: str = "") -> Json:
    return resource(
        "Provenance",
        named(of, f"provenance:{did}"),
        target=[reference(target) for target in targets],
        recorded=instant(at),
        activity=concept(did),
        reason=[concept(why)] if why else None,
        agent=[{"who": who}],
    )
