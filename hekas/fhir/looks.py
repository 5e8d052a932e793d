"""Who has looked at the record, as AuditEvents: what the client's own list says, whole."""

from collections.abc import Iterator

from assessments.queries.reads import WORDS
from hekas.audit.models import AuditEvent
from hekas.fhir import people
from hekas.fhir.parts import Json, instant, kept, local, resource
from hekas.fhir.record import Record

PATIENT_RECORD = {  # Source: FHIR R4, value set audit-event-type
    "system": "http://dicom.nema.org/resources/ontology/DCM",
    "code": "110110",
    "display": "Patient Record",
}
READ, DONE = "R", "0"  # Source: FHIR R4, audit-event-action and audit-event-outcome
SENT = "E"


def resources(record: Record) -> Iterator[Json]:
    """One for each look, oldest first."""
    yield from (look(record, event) for event in record.reads)


def look(record: Record, event: AuditEvent) -> Json:
    """Who, when, and what of the record; the reader as the log named them, for it outlives accounts."""
    return resource(
        "AuditEvent",
        event.uuid,
        type=PATIENT_RECORD,
        subtype=[local("audit", event.action, WORDS[event.action])],
        action=SENT if event.action.endswith(".sent") else READ,
        recorded=instant(event.at),
        outcome=DONE,
        agent=[kept({"name": event.actor_label, "altId": event.actor_id, "requestor": True})],
        source={"observer": people.of_engine()},
        entity=[{"what": people.of_client(record.client)}],
    )
