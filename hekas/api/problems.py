"""What goes wrong, as RFC 9457 says it. Each problem's `type` is its name below; the words are for people."""

from collections.abc import Mapping, Sequence
from typing import Any

PROBLEM_JSON = "application/problem+json"
Fault = Mapping[str, str]

# type: (status, title)
TITLES: dict[str, tuple[int, str]] = {
    "bad_request": (400, "The request can't be read"),
    "unauthorised": (401, "A valid key is needed"),
    "scope_missing": (403, "The key may not do this"),
    "not_cleared": (403, "This person may not be booked now"),
    "not_found": (404, "There is nothing here"),
    "method_not_allowed": (405, "This address does not take that method"),
    "slot_taken": (409, "Somebody else has that time"),
    "hold_expired": (409, "The hold has run out"),
    "too_late": (409, "It is too late to change this appointment here"),
    "changed": (409, "The appointment is not booked any more"),
    "still_running": (409, "Another call is at work on this"),
    "too_large": (413, "The request is too large"),
    "not_json": (415, "The body is of a kind that is not taken"),
    "invalid": (422, "Some of what was sent can't be used"),
    "never_on_offer": (422, "That time was never on offer"),
    "idempotency_key_reused": (422, "This Idempotency-Key was used for something else"),
    "too_many_requests": (429, "Too many requests"),
    "fault": (500, "Something went wrong on our side"),
    "away": (503, "Our records can't be reached just now"),
}


class Problem(Exception):
    """An answer that is not the one asked for. `more` are further members, such as alternatives."""

    def __init__(
        self,
        type_: str,
        detail: str,
        *,
        errors: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(type_)
        self.type, self.detail, self.errors, self.more = type_, detail, tuple(errors), more
        self.headers = dict(headers or {})

    @property
    def status(self) -> int:
        return TITLES[self.type][0]

    def document(self) -> dict[str, Any]:
        status, title = TITLES[self.type]
        said = {"type": self.type, "title": title, "status": status, "detail": self.detail}
        faults = {"errors": [dict(fault) for fault in self.errors]} if self.errors else {}
        return {**said, **faults, **self.more}


def fault(document: str, path: str, message: str) -> Fault:
    """One thing that is wrong: where (`document` is body, query, path, header or intake) and what.

    `path` is a JSON pointer (RFC 6901) into it.
    """
    return {"document": document, "path": path, "message": message}


def pointer(parts: Sequence[str | int]) -> str:
    """The JSON pointer to a place in a document."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)
