"""The description of the API: OpenAPI 3.1, from the types, with what is the same for every call."""

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hekas.api.doors import Key, Open
from hekas.api.problems import PROBLEM_JSON, TITLES
from hekas.api.schemas import Fault, ProblemOut

if TYPE_CHECKING:
    from ninja import NinjaAPI

Json = dict[str, Any]
DOCUMENTS = Path(__file__).parent / "documents"
DESCRIPTION = """Book sessions of the clinic, and ask what answers about calf cramps say.

Times are ISO 8601 with an offset. Whatever goes wrong is answered as RFC 9457 says, with one of the listed
types. A key goes in the header Authorization: Bearer KEY. Send an Idempotency-Key with a POST, and asking
again gives the first answer again for a day."""
BUNDLE = {
    "description": "A FHIR R4 Bundle.",
    "type": "object",
    "required": ["resourceType", "type", "timestamp", "entry"],
    "properties": {
        "resourceType": {"const": "Bundle"},
        "type": {"const": "document"},
        "identifier": {"type": "object"},
        "timestamp": {"type": "string", "format": "date-time"},
        "entry": {"type": "array", "items": {"type": "object", "required": ["fullUrl", "resource"]}},
    },
}
REPEAT_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "description": "The same key with the same call gives the first answer again; with another call, 422.",
}
ALWAYS, WITH_KEY, WITH_SCOPE = (400, 404, 422, 429, 500, 503), (401,), (403,)
OF_POSTS = (409, 413, 415)
# By its operationId, what a call never answers: it takes no query, or names nothing that may be missing.
NEVER: dict[str, tuple[int, ...]] = {"services": (400, 404, 422), "assess": (404,), "record": (400,)}


def described(api: "NinjaAPI", made: Json, root: str) -> Json:
    """What django-ninja made of the types, with doors, problems and the documents of the clinic."""
    doors = doors_of(api)
    for path, calls in made["paths"].items():
        for method, call in calls.items():
            _complete(call, method, doors["/" + path.removeprefix(root), method.upper()])
    made["components"]["securitySchemes"] = {"Key": {"type": "http", "scheme": "bearer"}}
    for member in made["components"]["schemas"]["AppointmentsOut"]["properties"].values():
        _never_null(member)
    fault = Fault.model_json_schema()
    made["components"]["schemas"] |= {"Problem": _problem(), "Fault": fault, "Bundle": BUNDLE, **_documents()}
    return _linked(made)


def _linked(part: Any) -> Any:
    """A document of the clinic is named in the types; here the name becomes a reference."""
    if isinstance(part, list):
        return [_linked(item) for item in part]
    if not isinstance(part, dict):
        return part
    if "x-document" in part:
        return {"$ref": f"#/components/schemas/{part['x-document']}"}
    return {name: _linked(value) for name, value in part.items()}


def doors_of(api: "NinjaAPI") -> dict[tuple[str, str], Key]:
    """The door of every call, by path and method. Raises LookupError where a call has none."""
    doors = {}
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in view.operations:
                door = next((d for d in operation.auth_callbacks if isinstance(d, Key)), None)
                if door is None or len(operation.auth_callbacks) != 1:
                    raise LookupError(f"{operation.view_func.__name__} does not say who may call it")
                doors |= {(path, method): door for method in operation.methods}
    return doors


def _complete(call: Json, method: str, door: Key) -> None:
    call["description"] = f"{call.get('description', '')}\n\nFor {_who(door)}.".strip()
    call["security"] = [{"Key": []}, {}] if isinstance(door, Open) else [{"Key": []}]
    for parameter in call.get("parameters", []):
        _never_null(parameter["schema"])
    if method == "post":
        call["parameters"] = [*call.get("parameters", []), REPEAT_KEY]
    scoped = WITH_SCOPE if door.scope or call["operationId"] == "book" else ()
    more = OF_POSTS if method == "post" else ()
    call["responses"] = {str(status): said for status, said in call["responses"].items()}
    for status in sorted({*ALWAYS, *WITH_KEY, *scoped, *more} - {*NEVER.get(call["operationId"], ())}):
        call["responses"][str(status)] = _refusal(status)


def _who(door: Key) -> str:
    return f"anybody: {door.reason}" if isinstance(door, Open) else door.reason


def _refusal(status: int) -> Json:
    types = ", ".join(name for name, (of, _) in TITLES.items() if of == status)
    answer: Json = {
        "description": types,
        "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status == 429:
        seconds = {"schema": {"type": "integer", "minimum": 1}, "description": "Seconds."}
        answer["headers"] = {"Retry-After": seconds}
    return answer


def _problem() -> Json:
    """Members that do not apply are left out, never null."""
    made = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    made.pop("$defs")
    for member in made["properties"].values():
        _never_null(member)
    made["properties"]["type"] = {"type": "string", "enum": sorted(TITLES)}
    return made


def _never_null(schema: Json) -> None:
    """What is optional is there or is not."""
    if "anyOf" in schema:
        schema |= schema.pop("anyOf")[0]
        schema.pop("default", None)


@cache
def _documents() -> Json:
    """The intake and the result as the clinic has fixed them, in words that OpenAPI 3.1 shares."""
    return {
        name: json.loads((DOCUMENTS / f"{name.lower()}.schema.json").read_text())
        for name in ("Intake", "Assessment")
    }
