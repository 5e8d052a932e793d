"""Looking into a bundle."""

import json
from collections.abc import Iterator

from fhir.resources.R4B import get_fhir_model_class


def of_kind(bundle, kind):
    return [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind]


def one(bundle, kind):
    (found,) = of_kind(bundle, kind)
    return found


def references(part) -> Iterator[str]:
    """Every reference that stands anywhere in a resource."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "reference":
                yield value
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def reread(resource):
    """The resource, read by the classes of fhir.resources and written again. Raises where it is not valid."""
    model = get_fhir_model_class(resource["resourceType"])
    return json.loads(model.model_validate(resource).model_dump_json())


def normal(part):
    """The same with moments in one spelling: the judge writes Z where we write +00:00."""
    if isinstance(part, dict):
        return {name: normal(value) for name, value in part.items()}
    if isinstance(part, list):
        return [normal(value) for value in part]
    return part.replace("+00:00", "Z") if isinstance(part, str) else part
