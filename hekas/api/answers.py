"""From values to the bytes that go out."""

import json
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse

from hekas.api.problems import PROBLEM_JSON, Problem

JSON = "application/json"


@dataclass(frozen=True)
class Answer:
    """A status and a JSON text; `replayed` where it was given before."""

    status: int
    body: str
    replayed: bool = False

    @classmethod
    def of(cls, data: Any, status: int = 200) -> "Answer":
        return cls(status, json.dumps(data, cls=DjangoJSONEncoder, separators=(",", ":"), allow_nan=False))

    @property
    def said(self) -> Any:
        """The document, read again."""
        return json.loads(self.body)


def respond(answer: Answer) -> HttpResponse:
    """What was asked for, or a problem that was kept. No cache on the way keeps it."""
    kind = JSON if answer.status < 400 else PROBLEM_JSON
    response = HttpResponse(answer.body, content_type=kind, status=answer.status)
    response["Cache-Control"] = "no-store"
    if answer.replayed:
        response["Idempotency-Replayed"] = "true"
    return response


def ok(data: Any) -> HttpResponse:
    return respond(Answer.of(data))


def problem_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    response = respond(Answer.of(problem.document(), problem.status))
    for name, value in problem.headers.items():
        response[name] = value
    return response
