"""An intake that comes whole, as a document, from a program that asked the questions in its own pages."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from assessments.actions import claims, results
from assessments.actions.intakes import DRAFT_LASTS
from assessments.engine.answers import Invalid, parse_intake
from assessments.models import Intake, Result
from assessments.models.clearance import STOPPING_TIERS
from assessments.models.intake import IntakeStatus
from assessments.rules.questionnaire import load_questionnaire
from hekas.accounts.consents import ASKED, HEALTH_DATA
from hekas.accounts.models import Client
from hekas.audit.actors import Actor
from hekas.audit.log import record

CLOCKS_DIFFER, OLDEST = timedelta(minutes=5), timedelta(days=366)


@transaction.atomic(savepoint=False)
def hand_in(
    document: Mapping[str, Any],
    *,
    client: Client,
    by: Actor,
    now: datetime,
    agreed_at: datetime | None = None,
) -> Result:
    """Store a whole intake of this client with its result and clearance. Raises Invalid.

    `agreed_at`: when they agreed to the words of today about their health data, where the program says so.

    Every answer counts, also one that our own questions would not have led to. Answers of the future are
    refused: their clearance would outlast the fortnight.
    """
    answered = parse_intake(document).answered_at
    _refuse_odd_time(answered, now)
    intake = _kept(document, client, min(answered, now), now)
    if agreed_at is not None:
        _keep_agreed(intake, min(agreed_at, now), by, now)
    record(by=by, action="intake.handed_in", subject=intake, now=now)
    result = results.write_of(intake, document, by=by, now=now)
    if result.tier in STOPPING_TIERS:
        intake.status, intake.submitted_at = IntakeStatus.STOPPED, None
        intake.save(update_fields=["status", "submitted_at", "updated_at"])
    return result


def hand_in_once(
    document: Mapping[str, Any],
    *,
    client: Client,
    by: Actor,
    now: datetime,
    agreed_at: datetime | None = None,
) -> Result | None:
    """As hand_in; None where this client has handed in this very document before. Raises Invalid."""
    parse_intake(document)  # before the database is asked: not everything that is JSON can be kept in it
    if Result.objects.filter(intake__client=client, answers=document).exists():
        return None
    return hand_in(document, client=client, by=by, now=now, agreed_at=agreed_at)


def _refuse_odd_time(answered: datetime, now: datetime) -> None:
    if answered > now + CLOCKS_DIFFER:
        raise Invalid([("/answered_at", "is in the future")])
    if answered < now - OLDEST:
        raise Invalid([("/answered_at", "is more than a year ago")])


def _keep_agreed(intake: Intake, agreed_at: datetime, by: Actor, now: datetime) -> None:
    intake.agreed_at, intake.agreed_version = agreed_at, ASKED[HEALTH_DATA].version
    intake.save(update_fields=["agreed_at", "agreed_version", "updated_at"])
    claims.keep_word(intake, by, now)


def _kept(document: Mapping[str, Any], client: Client, answered: datetime, now: datetime) -> Intake:
    return Intake.objects.create(
        client=client,
        answers={section: answers for section, answers in document.items() if section != "answered_at"},
        questionnaire_version=load_questionnaire().version,
        status=IntakeStatus.SUBMITTED,
        safety_answered_at=answered,
        submitted_at=now,
        expires_at=now + DRAFT_LASTS,
    )
