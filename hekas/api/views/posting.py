"""What every POST has in common: a body of JSON, the Idempotency-Key, one transaction, one answer."""

import hashlib
from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from hekas.api.actions import once
from hekas.api.answers import Answer, respond
from hekas.api.problems import Problem, fault
from hekas.audit.actors import Actor

HEADER, LONGEST_KEY = "Idempotency-Key", 255
JSON_KINDS = ("application/json", "")  # whoever names no kind may send JSON


def post(
    request: HttpRequest,
    now: datetime,
    act: Callable[[], Answer],
    *,
    kept: bool = True,
    still: once.Still = once.unchanged,
) -> HttpResponse:
    """Do `act` once for this request. `kept` says whether its answer may be stored for a day.

    `still` is asked of an answer that is given again.
    """
    return respond(once.do(act, now, _ask(request, kept, still)))


def refuse_other_kinds(request: HttpRequest) -> None:
    """Raises Problem where a body says that it is something else than JSON."""
    if request.body and request.content_type not in JSON_KINDS:
        raise Problem("not_json", "Send JSON, with Content-Type: application/json.")


def actor_of(request: HttpRequest) -> Actor:
    """The program that calls, as the audit names it."""
    return Actor("key", str(request.auth.uuid), request.auth.name)


def _ask(request: HttpRequest, kept: bool, still: once.Still) -> once.Ask | None:
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not 1 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        wrong = fault("header", f"/{HEADER}", f"must be 1 to {LONGEST_KEY} printable ASCII letters")
        raise Problem("invalid", "The Idempotency-Key can't be used.", errors=[wrong])
    return once.Ask(request.auth, key, _digest(request), kept, still)


def _digest(request: HttpRequest) -> str:
    said = f"{request.method} {request.path}\n".encode() + request.body
    return hashlib.sha256(said).hexdigest()
