"""What the rules made of answers and measurements, what the therapist decided, and what to watch for."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from assessments import labels, labels_care
from assessments.models import CauseDecision, Clearance, Screening
from hekas.fhir import people
from hekas.fhir.measures import by_test
from hekas.fhir.parts import (
    TERMS,
    Json,
    category,
    concept,
    instant,
    local,
    named,
    quantity,
    reference,
    resource,
)
from hekas.fhir.questions import answers_id
from hekas.fhir.record import Record

PATTERN_STATES = {True: "Fits", False: "Does not fit"}
CONTRIBUTOR_STATES = {
    "present": "Present",
    "suspected": "May be there",
    "not_shown": "Not shown",
    "unknown": "Not known",
}


def of_results(record: Record) -> Iterator[Json]:
    """For each result: what each cause, pattern and contributor came to, and the summary of them."""
    for row in record.results:
        basis = [reference(answers_id(record, row))]
        yield from weighed(record, row.uuid, row.snapshot, basis, row.made_at)
        yield impression(record, row.uuid, row.snapshot, row.made_at, basis)


def of_visits(record: Record) -> Iterator[Json]:
    """For each visit that was weighed: the same with what was measured, and the therapist's word on it."""
    for visit in record.screenings:
        if visit.snapshot is None:
            continue
        at = visit.completed_at or visit.stopped_at or visit.started_at
        basis = _measured(visit)
        if visit.result_id in record.answered:
            basis.append(reference(record.answered[visit.result_id].uuid))
        yield from weighed(record, visit.uuid, visit.snapshot, basis, at)
        yield impression(record, visit.uuid, visit.snapshot, at, basis, visit)


def _measured(visit: Screening) -> list[Json]:
    tests = [reference(named(visit.uuid, f"test:{code}")) for code in by_test(visit)]
    return tests + [reference(row.uuid) for row in visit.findings.all()]


def weighed(
    record: Record, of: UUID, snapshot: Mapping[str, Any], basis: list[Json], at: datetime
) -> Iterator[Json]:
    shared = {
        "status": "final",
        "subject": people.of_client(record.client),
        "effectiveDateTime": instant(at),
        "device": people.of_engine(),
        "derivedFrom": basis,
        "method": concept(f"Rules {snapshot.get('rules', {}).get('version', 'of their time')}"),
    }
    for one in snapshot.get("causes", ()):
        yield resource("Observation", named(of, f"cause:{one['id']}"), **_cause(one), **shared)
    for one in snapshot.get("patterns", ()):
        yield resource("Observation", named(of, f"pattern:{one['id']}"), **_pattern(one), **shared)
    for one in snapshot.get("contributors", ()):
        yield resource("Observation", named(of, f"contributor:{one['id']}"), **_contributor(one), **shared)


def _cause(one: Mapping[str, Any]) -> Json:
    """The points, the band in words, and each reason for and against with its own points."""
    reasons = [*one["for"], *one["against"]]
    return {
        "category": category("survey"),
        "code": concept(f"{labels.CAUSES[one['id']]}: may be adding", local("cause", one["id"])),
        "valueQuantity": quantity(one["score"], "points", "{score}"),
        "interpretation": [concept(labels.BANDS[one["band"]], local("band", one["band"]))],
        "component": [
            {
                "code": concept(reason["because"], local("answer", reason["answer"])),
                "valueQuantity": quantity(reason["points"], "points", "{score}"),
            }
            for reason in reasons
        ],
    }


def _pattern(one: Mapping[str, Any]) -> Json:
    return {
        "category": category("social-history"),
        "code": concept(labels.PATTERNS[one["id"]], local("pattern", one["id"])),
        "valueCodeableConcept": concept(PATTERN_STATES[one["met"]]),
        "note": [{"text": because} for because in one["because"]],
    }


def _contributor(one: Mapping[str, Any]) -> Json:
    state = CONTRIBUTOR_STATES[one["state"]]
    return {
        "category": category("survey"),
        "code": concept(labels_care.CONTRIBUTORS[one["id"]], local("contributor", one["id"])),
        "valueCodeableConcept": concept(state, local("contributor-state", one["state"])),
        "note": [{"text": because} for because in one["because"]],
    }


def impression(
    record: Record,
    of: UUID,
    snapshot: Mapping[str, Any],
    at: datetime,
    basis: list[Json],
    visit: Screening | None = None,
) -> Json:
    """The picture at one time: assessed by the therapist of a visit, or by nobody where only rules spoke."""
    decisions = {row.cause: row for row in visit.decisions.all()} if visit else {}
    version = snapshot.get("rules", {}).get("version", "")
    return resource(
        "ClinicalImpression",
        named(of, "impression"),
        status="completed",
        subject=people.of_client(record.client),
        effectiveDateTime=instant(at),
        date=instant(at),
        assessor=people.of_therapist(visit.therapist) if visit else None,
        protocol=[f"urn:hekas:rules|{version}"] if version else None,
        investigation=[{"code": concept("What it rests on"), "item": basis}] if basis else None,
        finding=[_found(of, one, decisions.get(one["id"])) for one in snapshot.get("causes", ())],
        summary="What may be adding to the cramps. Not a diagnosis.",
    )


def _found(of: UUID, one: Mapping[str, Any], decision: CauseDecision | None) -> Json:
    said = f"The rules: {labels.BANDS[one['band']]}, {one['score']} points."
    if decision:
        word = labels_care.DECISIONS[decision.decision]
        said += f" {decision.decided_by.name}: {word}. {decision.why}"
    return {"itemReference": reference(named(of, f"cause:{one['id']}")), "basis": said}


def flags(record: Record) -> Iterator[Json]:
    for clearance in record.clearances:
        yield from _flags(record, clearance)


def _flags(record: Record, clearance: Clearance) -> Iterator[Json]:
    """What the safety rules noted in the answers behind a clearance; active while that clearance stands."""
    stands = clearance.superseded_at is None and clearance.closed_at is None
    ended = clearance.closed_at or clearance.superseded_at
    for found in clearance.result.snapshot["triage"].get("flags", ()):
        period = {"start": instant(clearance.answered_at), **({"end": instant(ended)} if ended else {})}
        yield resource(
            "Flag",
            flag_id(clearance, found["id"]),
            status="active" if stands else "inactive",
            category=[{"coding": [{"system": f"{TERMS}/flag-category", "code": "safety"}]}],
            code=concept(found["because"], local("safety-rules", found["id"])),
            subject=people.of_client(record.client),
            author=people.of_engine(),
            period=period,
        )


def flag_id(clearance: Clearance, rule: str) -> UUID:
    return named(clearance.uuid, rule)


def flag_ids(clearance: Clearance) -> list[UUID]:
    return [flag_id(clearance, f["id"]) for f in clearance.result.snapshot["triage"].get("flags", ())]
