"""The API as one application: its calls, and how each fault becomes a problem."""

import logging
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.parser import Parser

from assessments.engine.reading import Unreadable, read_document
from hekas.api import openapi
from hekas.api.answers import problem_response
from hekas.api.problems import Problem, fault, pointer
from hekas.api.views import assessments, booking, catalogue, records
from hekas.api.views.posting import refuse_other_kinds
from hekas.postgres.faults import Gone, others_were_first

logger = logging.getLogger(__name__)
NO_TEXT = rb"\u0000"  # PostgreSQL keeps no text with it
CAN_NOT_BE_KEPT = "holds a character that can't be kept"
MOST_FAULTS, LONGEST_PLACE = 100, 200  # an answer is never many times what was asked


class StrictParser(Parser):
    """JSON as RFC 8259 has it."""

    def parse_body(self, request: HttpRequest) -> Any:
        refuse_other_kinds(request)
        document = read_document(request.body)
        if NO_TEXT in request.body and (places := list(islice(_zero_bytes(document), MOST_FAULTS))):
            faults = [fault("body", _told(place), CAN_NOT_BE_KEPT) for place in places]
            raise Problem("bad_request", f"The body {CAN_NOT_BE_KEPT}.", errors=faults)
        return document


def _zero_bytes(document: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where in it one stands; of a name that holds one, where the name would stand."""
    if isinstance(document, str) and "\0" in document:
        yield place
    elif isinstance(document, dict):
        for name, value in document.items():
            yield from [place] if "\0" in name else _zero_bytes(value, (*place, name))
    elif isinstance(document, list):
        for number, value in enumerate(document):
            yield from _zero_bytes(value, (*place, number))


class Application(NinjaAPI):
    """django-ninja's, with our own description."""

    def get_openapi_schema(self, **options: Any) -> dict[str, Any]:
        root = reverse("api:description").removesuffix("openapi.json")
        return openapi.described(self, super().get_openapi_schema(path_prefix=root), root)

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = Application(
    title="Hekas",
    version="1",
    description=openapi.DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
    parser=StrictParser(),
)
for part in (catalogue, booking, assessments, records):
    api.add_router("", part.router)


@api.exception_handler(Problem)
def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return problem_response(request, problem)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, invalid: ValidationError) -> HttpResponse:
    faults = [_fault(error) for error in invalid.errors[:MOST_FAULTS]]
    return problem_response(request, Problem("invalid", "Some of it can't be used.", errors=faults))


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    cause = error.__cause__ or error.__context__
    if isinstance(cause, Problem):
        return problem_response(request, cause)
    said = f"The body {cause}." if isinstance(cause, Unreadable) else "The body can't be read."
    return problem_response(request, Problem("bad_request", said))


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem_response(request, Problem("too_large", "A request may have a million bytes."))


@api.exception_handler(TooManyFieldsSent)
def _too_many_fields(request: HttpRequest, error: TooManyFieldsSent) -> HttpResponse:
    return problem_response(request, Problem("bad_request", "A query may have a thousand parameters."))


@api.exception_handler(DatabaseError)
def _contended(request: HttpRequest, error: DatabaseError) -> HttpResponse:
    """Others were at the same rows for too long: nothing was done, and it may be asked again."""
    if not others_were_first(error):
        return _fault_of_ours(request, error)
    wait = {"Retry-After": "1"}
    return problem_response(request, Problem("still_running", "Nothing was done. Ask again.", headers=wait))


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def _away(request: HttpRequest, error: DatabaseError) -> HttpResponse:
    """The database does not answer, or answers nobody new. A lock that was waited for is contention."""
    if others_were_first(error):
        return _contended(request, error)
    logger.error("the database is away", exc_info=error)
    said = "Nothing is lost. Ask again with the same Idempotency-Key."
    return problem_response(request, Problem("away", said, headers={"Retry-After": "30"}))


@api.exception_handler(Gone)
def _gone(request: HttpRequest, error: Gone) -> HttpResponse:
    """Deleted while the call worked on it."""
    return problem_response(request, Problem("not_found", "It is not here any more."))


@api.exception_handler(Exception)
def _fault_of_ours(request: HttpRequest, error: Exception) -> HttpResponse:
    """The reference is in the log with the traceback; the answer tells nothing else."""
    logger.exception("a call of the API failed")
    reference = getattr(request, "reference", "")
    return problem_response(request, Problem("fault", "Tell us the reference.", reference=reference))


def _fault(error: dict[str, Any]) -> dict[str, str]:
    """pydantic says (source, name of the argument, path…) → where it is for whoever sent it."""
    source, *path = error["loc"]
    message = error["msg"].removeprefix("Value error, ")
    place = path[1:] if source == "body" else path[-1:]
    return dict(fault(source, _told(place), message))


def _told(place: Sequence[Any]) -> str:
    """As a pointer; of a name that somebody made up where it stands is enough."""
    while len(pointer(place)) > LONGEST_PLACE:
        place = place[:-1]
    return pointer(place)
