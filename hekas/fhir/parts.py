"""The small pieces that FHIR resources are made of. Empty ones are left out: FHIR forbids them."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

Json = dict[str, Any]
UCUM = "http://unitsofmeasure.org"
LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
TERMS = "http://terminology.hl7.org/CodeSystem"
SIDES = {  # Source: SNOMED CT qualifier values for laterality
    "left": {"system": SNOMED, "code": "7771000", "display": "Left"},
    "right": {"system": SNOMED, "code": "24028007", "display": "Right"},
    "both": {"system": SNOMED, "code": "51440002", "display": "Right and left"},
}


def resource(kind: str, uuid: UUID, **fields: Any) -> Json:
    """A resource of this kind without its empty fields; nought and False are not empty."""
    return {"resourceType": kind, "id": str(uuid), **kept(fields)}


def kept(fields: Json) -> Json:
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def named(uuid: UUID, name: str) -> UUID:
    """The lasting id of a part that is no row of its own."""
    return uuid5(uuid, name)


def known(name: str) -> UUID:
    """The lasting id of something that belongs to no client."""
    return uuid5(NAMESPACE_URL, name)


def reference(uuid: UUID, display: str = "") -> Json:
    return kept({"reference": f"urn:uuid:{uuid}", "display": display})


def local(system: str, code: str, display: str = "") -> Json:
    """A code of ours. `system` is the last part of its name."""
    return kept({"system": f"urn:hekas:{system}", "code": code, "display": display})


def ordinal(code: Json, value: int) -> Json:
    """A code with its place in an order, for what the schema itself counts."""
    return {"extension": [{"url": ORDINAL, "valueDecimal": value}], **code}


def concept(text: str = "", *codings: Json) -> Json:
    return kept({"coding": list(codings), "text": text})


def category(code: str) -> list[Json]:
    """The category of an Observation: exam, survey, activity or social-history."""
    return [{"coding": [{"system": f"{TERMS}/observation-category", "code": code}]}]


def quantity(value: Decimal | float, unit: str, code: str) -> Json:
    return {"value": plain(value), "unit": unit, "system": UCUM, "code": code}


def plain(number: Decimal | float) -> int | float:
    return int(number) if number == int(number) else float(number)


def instant(moment: datetime) -> str:
    """To the second, with the offset of the clinic."""
    return timezone.localtime(moment).isoformat(timespec="seconds")
