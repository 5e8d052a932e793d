"""A client's record as a FHIR R4 Bundle: who they are, what they answered, their visits, what to watch for.

Only what people said and what the rules flagged is here. There is no Condition: nobody was diagnosed.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid5

from django.utils import timezone

from assessments.engine.moments import read_day, read_moment
from assessments.models import Clearance, Result
from assessments.rules.questionnaire import load_questionnaire
from bookings.models import Appointment
from hekas.accounts.models import Client

Json = dict[str, Any]
RULES = "urn:hekas:safety-rules"
CATEGORY = "http://terminology.hl7.org/CodeSystem/flag-category"


def bundle(
    client: Client,
    results: Iterable[Result],
    visits: Iterable[Appointment],
    clearances: Iterable[Clearance],
    now: datetime,
) -> Json:
    """A collection with the Patient first. Every other resource points at it."""
    parts = [
        patient(client),
        *(response(row, client) for row in results),
        *(appointment(row, client) for row in visits),
        *(flag for row in clearances for flag in flags(row, client)),
    ]
    entries = [{"fullUrl": f"urn:uuid:{part['id']}", "resource": part} for part in parts]
    return {"resourceType": "Bundle", "type": "collection", "timestamp": _instant(now), "entry": entries}


def patient(client: Client) -> Json:
    contacts = (("email", client.email), ("phone", str(client.phone or "")))
    made = {
        "resourceType": "Patient",
        "id": str(client.uuid),
        "name": [{"text": client.name}],
        "telecom": [{"system": system, "value": value} for system, value in contacts if value],
    }
    return {**made, **({"birthDate": client.born_on.isoformat()} if client.born_on else {})}


def response(result: Result, client: Client) -> Json:
    """The answers of one intake, under the dotted keys of its schema and in the words they were asked in."""
    words = {q.key: q.ask for q in load_questionnaire().questions} | result.asked
    stopped = result.intake.status == "stopped"
    return {
        "resourceType": "QuestionnaireResponse",
        "id": str(result.uuid),
        "status": "stopped" if stopped else "completed",
        "subject": _reference(client),
        "authored": _instant(read_moment(result.answers.get("answered_at")) or result.made_at),
        "item": list(_items(result.answers, "", words)),
    }


def appointment(row: Appointment, client: Client) -> Json:
    """Our words for the status are FHIR's."""
    return {
        "resourceType": "Appointment",
        "id": str(row.uuid),
        "status": row.status,
        "serviceType": [{"text": row.service.name}],
        "start": _instant(row.starts_at),
        "end": _instant(row.ends_at),
        "minutesDuration": row.service.minutes,
        "participant": [
            {"actor": _reference(client), "status": "accepted"},
            {"actor": {"display": row.therapist.name}, "status": "accepted"},
        ],
    }


def flags(clearance: Clearance, client: Client) -> Iterator[Json]:
    """What the safety rules noted in the answers behind a clearance; active while that clearance stands."""
    stands = clearance.superseded_at is None and clearance.closed_at is None
    for found in clearance.result.snapshot["triage"].get("flags", ()):
        yield {
            "resourceType": "Flag",
            "id": str(uuid5(clearance.uuid, found["id"])),
            "status": "active" if stands else "inactive",
            "category": [{"coding": [{"system": CATEGORY, "code": "safety"}]}],
            "code": {"coding": [{"system": RULES, "code": found["id"]}], "text": found["because"]},
            "subject": _reference(client),
            "period": {"start": _instant(clearance.answered_at)},
        }


def _items(answers: Mapping[str, Any], above: str, words: Mapping[str, str]) -> Iterator[Json]:
    for name, value in answers.items():
        key = f"{above}{name}"
        if key != "answered_at":
            yield from _item(key, value, words)


def _item(key: str, value: Any, words: Mapping[str, str]) -> Iterator[Json]:
    """One item, or one for each group of a list of groups, such as weeks of training."""
    item = {"linkId": key, **({"text": words[key]} if key in words else {})}
    groups = [part for part in (value if isinstance(value, list) else [value]) if isinstance(part, dict)]
    for group in groups:
        yield {**item, "item": list(_items(group, f"{key}.", words))}
    if not groups:
        said = [_value(part) for part in (value if isinstance(value, list) else [value]) if part != ""]
        yield {**item, **({"answer": said} if said else {})}


def _value(value: Any) -> Json:
    if isinstance(value, bool):
        return {"valueBoolean": value}
    if isinstance(value, int):
        return {"valueInteger": value}
    if isinstance(value, float):
        return {"valueDecimal": value}
    if read_day(value):
        return {"valueDate": value}
    moment = read_moment(value)
    return {"valueDateTime": _instant(moment)} if moment else {"valueString": value}


def _reference(client: Client) -> Json:
    return {"reference": f"urn:uuid:{client.uuid}", "display": client.name}


def _instant(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")
