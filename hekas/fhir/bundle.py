"""The record of a client as one FHIR R4 document: complete, pointing only into itself, and no Condition.

Source: the export map of practice 4.1.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from hekas.accounts.models import Client
from hekas.fhir import dangers, looks, measures, people, plans, questions, thoughts, trust, visits
from hekas.fhir.parts import LOINC, Json, instant, named, reference, resource
from hekas.fhir.record import Record, gather

MEDICAL_RECORDS = {"system": LOINC, "code": "11503-0", "display": "Medical records"}
Sections = list[tuple[str, list[Json]]]


def of(client: Client, *, now: datetime) -> Json:
    """All that is kept of a client, as a Bundle of the type document: a table of contents, then the parts.

    The same rows and the same `now` give the same bytes.
    """
    record = gather(client)
    sections = [(title, parts) for title, parts in _sections(record) if parts]
    index = composition(client, sections, now)
    parts = [index, *(part for _, inside in sections for part in inside)]
    return {
        "resourceType": "Bundle",
        "type": "document",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{index['id']}"},
        "timestamp": instant(now),
        "entry": [{"fullUrl": f"urn:uuid:{part['id']}", "resource": part} for part in parts],
    }


def _sections(record: Record) -> Iterator[tuple[str, list[Json]]]:
    yield "People", list(people.resources(record))
    yield "Consent", list(trust.consents(record))
    yield "Questions and answers", list(questions.resources(record))
    yield "What to watch for", [*thoughts.flags(record), *dangers.resources(record)]
    yield "What the rules made of the answers", list(thoughts.of_results(record))
    yield "Measured and felt at visits", list(measures.of_visits(record))
    yield "The picture after each visit", list(thoughts.of_visits(record))
    yield "Plans and goals", list(plans.resources(record))
    yield "Diary", list(measures.of_diary(record))
    yield "Exercises done", list(plans.done(record))
    yield "Appointments", list(visits.resources(record))
    yield "Letters", list(visits.letters(record))
    yield "Messages", list(visits.messages(record))
    yield "Who made what", list(trust.provenance(record))
    yield "Who has looked", list(looks.resources(record))


def composition(client: Client, sections: Sections, now: datetime) -> Json:
    """What the document holds, section by section."""
    return resource(
        "Composition",
        named(client.uuid, f"record:{instant(now)}"),
        status="final",
        type={"coding": [MEDICAL_RECORDS]},
        subject=people.of_client(client),
        date=instant(now),
        author=[people.of_engine()],
        title=f"The record of {client.name}",
        section=[
            {"title": title, "entry": [reference(UUID(part["id"])) for part in parts]}
            for title, parts in sections
        ],
    )
