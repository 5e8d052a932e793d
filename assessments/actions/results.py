"""Writing down what the engine makes of an intake: once for each time, never computed again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from assessments.actions import clearances
from assessments.adapters import assessed, document_of
from assessments.models import Intake, Result
from assessments.rules.event_days import event_days
from hekas.audit.actors import Actor
from hekas.audit.log import record

Json = Mapping[str, Any]


def write(intake: Intake, *, by: Actor, now: datetime) -> Result:
    """Assess the answers as they are and store result and clearance, in the caller's transaction."""
    document = document_of(intake.answers, now)
    snapshot = assessed(document, event_days(document, intake.answers))
    return keep(intake, snapshot, document, intake.asked, by=by, now=now)


def write_of(intake: Intake, document: Json, *, by: Actor, now: datetime) -> Result:
    """As write, for answers that came as one whole intake document. Raises Invalid."""
    return keep(intake, assessed(document), document, intake.asked, by=by, now=now)


def keep(intake: Intake, snapshot: Json, document: Json, asked: Json, *, by: Actor, now: datetime) -> Result:
    """Store what the engine made of a document, with the words asked, and the clearance that follows."""
    result = Result.objects.create(
        intake=intake,
        snapshot=snapshot,
        answers=document,
        asked=asked,
        rules_version=snapshot["rules"]["version"],
        rules_digest=snapshot["rules"]["digest"],
        tier=snapshot["triage"]["tier"],
        gate=snapshot["triage"]["booking"],
        made_at=now,
    )
    record(by=by, action="result.made", subject=result, now=now, tier=result.tier, gate=result.gate)
    clearances.set_from(result, by=by, now=now)
    return result


def note_read(result: Result, *, by: Actor, now: datetime) -> None:
    """Write down that somebody who works here has read a client's result."""
    record(by=by, action="result.read", subject=result, now=now)
