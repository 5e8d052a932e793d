"""What the classes of fhir.resources know but do not refuse: words outside a value set, and references to
the wrong kind of resource. `faults` walks a bundle and names each."""

from fhir.resources.R4B import get_fhir_model_class

ANY = "Resource"
MORE = "+"  # stands in a list that fhir.resources does not have whole
ITEM_TYPES = {  # Source: FHIR R4, value set item-type
    *("group", "display", "boolean", "decimal", "integer", "date", "dateTime", "time", "string", "text"),
    *("url", "choice", "open-choice", "attachment", "reference", "quantity"),
}


def faults(bundle):
    """Sentences: where, and what is not allowed there."""
    kinds = {e["fullUrl"]: e["resource"]["resourceType"] for e in bundle["entry"]}
    found = []
    for entry in bundle["entry"]:
        part = entry["resource"]
        model = get_fhir_model_class(part["resourceType"])
        found += _walk(model.model_validate(part), part["resourceType"], kinds)
    return found


def _walk(value, path, kinds):
    for name, field in type(value).model_fields.items():
        held = getattr(value, name, None)
        rules = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        for one in held if isinstance(held, list) else [held]:
            if one is not None:
                yield from _check(one, f"{path}.{name}", rules, kinds)


def _check(one, path, rules, kinds):
    allowed, targets = rules.get("enum_values"), rules.get("enum_reference_types")
    if allowed and MORE in allowed:
        allowed = ITEM_TYPES if path.startswith("Questionnaire.item") else {one}
    if allowed and one not in allowed:
        yield f"{path}: {one} is not one of {sorted(allowed)}"
    if targets and (url := getattr(one, "reference", None)):
        kind = kinds.get(url)
        if kind is None or not {kind, ANY} & set(targets):
            yield f"{path}: leads to {kind}, not to one of {targets}"
    if hasattr(type(one), "model_fields"):
        yield from _walk(one, path, kinds)
