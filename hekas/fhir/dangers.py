"""What was advised at a red flag, and massage that was planned against one."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from assessments import labels_care
from assessments.models import Screening
from assessments.rules.screening import load_screening
from bookings.scheduling.terms import Because
from hekas.fhir import people
from hekas.fhir.measures import by_test
from hekas.fhir.parts import Json, concept, instant, named, reference, resource
from hekas.fhir.record import Record
from hekas.fhir.thoughts import flag_id

WARNED = "Massage was planned, and something asked for a doctor first"
STOPPED, TAKEN_OUT = "The visit was stopped: no hands-on work", "The visit was taken out of the diary"


def resources(record: Record) -> Iterator[Json]:
    """The advice of each flag, then each conflict with a visit."""
    for clearance in record.clearances:
        for flag in clearance.result.snapshot["triage"].get("flags", ()):
            about = flag_id(clearance, flag["id"])
            yield advice(record, about, flag["action"], clearance.answered_at)
    for visit in record.screenings:
        if visit.stopped_at:
            yield stopped(record, visit, visit.stopped_at)
    for row in record.appointments:
        if row.cancelled_because == Because.NOT_CLEARED and row.ended_at:
            yield conflict(record, row.uuid, row.ended_at, TAKEN_OUT)


def advice(record: Record, flag: UUID, text: str, at: datetime) -> Json:
    """What to do about a flag, as the rules say it."""
    return resource(
        "Communication",
        named(flag, "advice"),
        status="completed",
        category=[concept("Advice at a flag")],
        subject=people.of_client(record.client),
        about=[reference(flag)],
        sent=instant(at),
        recipient=[people.of_client(record.client)],
        sender=people.of_engine(),
        payload=[{"contentString": text}],
    )


def stopped(record: Record, visit: Screening, at: datetime) -> Json:
    """A visit that a measurement ended: the test that did, and who stopped it."""
    test = visit.stopped_because
    shown = reference(named(visit.uuid, f"test:{test}"), _title(test))
    evidence = [{"detail": [shown]}] if test in by_test(visit) else []
    return conflict(record, visit.uuid, at, STOPPED, evidence, people.of_therapist(visit.therapist))


def _title(test: str) -> str:
    known = {spec.code: spec.title for spec in load_screening().tests}
    return known.get(test, labels_care.STOPS.get(test, test))


def conflict(
    record: Record,
    planned: UUID,
    at: datetime,
    mitigation: str,
    evidence: list[Json] | None = None,
    by: Json | None = None,
) -> Json:
    """An issue between a planned visit and what is known of the client, with what was done about it."""
    done = {"action": concept(mitigation), "date": instant(at), **({"author": by} if by else {})}
    return resource(
        "DetectedIssue",
        named(planned, "conflict"),
        status="final",
        code=concept(WARNED),
        severity="high",
        patient=people.of_client(record.client),
        identifiedDateTime=instant(at),
        author=people.of_engine(),
        implicated=[reference(planned)],
        evidence=evidence,
        mitigation=[done],
    )
