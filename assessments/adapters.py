"""The desk between rows and the engine: documents in, documents out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from assessments.engine.answers import parse_intake
from assessments.engine.assess import assess, triage
from assessments.engine.document import assessment_document
from assessments.rules import load_rules
from assessments.rules.event_days import EventDays, answers_of
from assessments.rules.questionnaire import load_questionnaire
from assessments.rules.routing import visible_answers


def document_of(answers: Mapping[str, Any], answered_at: datetime) -> dict[str, Any]:
    """The answers that count as an intake document, without those of branches that have closed."""
    given = visible_answers(load_questionnaire(), answers)
    return {"answered_at": timezone.localtime(answered_at).isoformat(timespec="seconds"), **given}


def assessed(document: Mapping[str, Any], days: EventDays | None = None) -> dict[str, Any]:
    """What the engine makes of an intake document, as an assessment document. Raises Invalid.

    `days`: those that its event may be on, where the day is not known.
    """
    return assessment_document(assess(answers_of(document, days), load_rules()))


def tier_of(document: Mapping[str, Any]) -> str:
    """How urgent the answers so far are: safety alone. Raises Invalid."""
    return triage(parse_intake(document), load_rules()).tier.value
