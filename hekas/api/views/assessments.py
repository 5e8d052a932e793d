"""An intake in, the result out; nothing is stored."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from assessments.adapters import assessed
from assessments.engine.answers import Invalid
from assessments.engine.reading import Unreadable, read_document
from assessments.presenters import signing
from hekas.api import schemas
from hekas.api.answers import Answer
from hekas.api.doors import Key
from hekas.api.problems import Problem, fault
from hekas.api.views.posting import post, refuse_other_kinds
from hekas.postgres import clock

router = Router(tags=["assessments"])
INTAKE = {
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Intake"}}},
    "required": True,
}


@router.post("/assessments", auth=Key(), response=schemas.Assessment, openapi_extra={"requestBody": INTAKE})
def assess(request: HttpRequest) -> HttpResponse:
    """What the answers say. Neither they nor the result are kept; the same answers give the same result.

    The header Rules-Review says in words whether a clinician has signed the rules: show it beside the result.
    """
    refuse_other_kinds(request)
    answer = post(request, clock.now(), lambda: Answer.of(_result(request.body)), kept=False)
    answer["Rules-Review"] = signing.of_rules()
    return answer


def _result(body: bytes) -> dict[str, object]:
    """Raises Problem with the place of every fault."""
    try:
        return assessed(read_document(body))
    except Unreadable as unreadable:
        raise Problem("bad_request", f"The intake {unreadable}.") from unreadable
    except Invalid as invalid:
        faults = [fault("intake", path, message) for path, message in invalid.faults]
        raise Problem("invalid", "The intake can't be used.", errors=faults) from invalid
