"""Who the record is about, who treats, and the rules that took part."""

from collections.abc import Iterator
from uuid import UUID

from assessments.presenters import signing
from assessments.rules import load_rules
from hekas.accounts.models import Client, Guardian, Therapist
from hekas.fhir.parts import TERMS, Json, concept, kept, known, local, reference, resource
from hekas.fhir.record import Record

ENGINE = "Hekas"


def resources(record: Record) -> Iterator[Json]:
    yield patient(record.client)
    yield from map(guardian, record.guardians)
    yield from map(practitioner, record.therapists)
    yield engine()


def patient(client: Client) -> Json:
    contacts = (("email", client.email), ("phone", str(client.phone or "")))
    home = client.home_therapist
    return resource(
        "Patient",
        client.uuid,
        identifier=[own_id("client", client.uuid)],
        name=[{"text": client.name}],
        telecom=[{"system": system, "value": value} for system, value in contacts if value],
        birthDate=client.born_on.isoformat() if client.born_on else None,
        generalPractitioner=[reference(home.uuid, home.name)] if home else None,
    )


def guardian(row: Guardian) -> Json:
    """Who is responsible for a client under 18."""
    return resource(
        "RelatedPerson",
        row.uuid,
        patient=of_client(row.client),
        relationship=[concept("Guardian", {"system": f"{TERMS}/v3-RoleCode", "code": "GUARD"})],
        name=[{"text": row.name}],
        telecom=[{"system": "phone", "value": str(row.phone)}],
    )


def practitioner(therapist: Therapist) -> Json:
    titles = [{"code": {"text": therapist.title}}] if therapist.title else None
    return resource(
        "Practitioner",
        therapist.uuid,
        identifier=[own_id("therapist", therapist.uuid)],
        name=[{"text": therapist.name}],
        qualification=titles,
    )


def own_id(kind: str, uuid: UUID) -> Json:
    """The name that the clinic's own records know somebody by. An NHS number is never asked for."""
    return {"use": "official", "system": f"urn:hekas:{kind}", "value": str(uuid)}


def engine() -> Json:
    """What weighs the answers: not a person, and it diagnoses nobody."""
    rules = load_rules()
    return resource(
        "Device",
        known("urn:hekas:engine"),
        status="active",
        deviceName=[{"name": ENGINE, "type": "user-friendly-name"}],
        note=[{"text": signing.of_rules()}],
        version=[kept({"value": rules.version})],
        type={"coding": [local("device", "rules-engine", "Rules that a clinician can read")]},
    )


def of_client(client: Client) -> Json:
    return reference(client.uuid, client.name)


def of_therapist(therapist: Therapist) -> Json:
    return reference(therapist.uuid, therapist.name)


def of_engine() -> Json:
    return reference(known("urn:hekas:engine"), ENGINE)
