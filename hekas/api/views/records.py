"""A client's record, for a program that may read it."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from hekas.api import permissions, schemas
from hekas.api.actions import records
from hekas.api.answers import ok
from hekas.api.doors import Key
from hekas.api.terms import Scope
from hekas.api.views.posting import actor_of
from hekas.postgres import clock

router = Router(tags=["records"])


@router.get("/clients/{id}/record", auth=Key(Scope.RECORDS_READ), response=schemas.Bundle)
def record(request: HttpRequest, id: schemas.Id) -> HttpResponse:
    """What is known of a client, as a FHIR R4 Bundle of the type document. Each reading is written down.

    It opens with a Composition that lists all parts; no Condition, for nobody is diagnosed here.
    """
    client = permissions.client_or_problem(id)
    return ok(records.read(client, by=actor_of(request), now=clock.now()))
