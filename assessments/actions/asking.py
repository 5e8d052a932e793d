"""The safety questions once more, before a visit: for a client, whoever's device they are asked on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from assessments.actions import intakes
from assessments.models import Intake
from assessments.models.intake import IntakeStatus
from assessments.rules.questionnaire_terms import Page
from hekas.accounts.actions import consents
from hekas.accounts.consents import HEALTH_DATA
from hekas.accounts.models import Client
from hekas.audit.actors import Actor
from hekas.audit.log import record


@transaction.atomic
def ask_again(client: Client, *, by: Actor, now: datetime, agreed: bool = False) -> Intake:
    """A new intake of this client; the newest answers stay, those to the safety questions are asked again.

    `agreed`: whether the words about health data stood above the button. Raises TakenBack where the client
    took that word back and has not given it again.
    """
    if not agreed and consents.taken_back(client, HEALTH_DATA):
        raise intakes.TakenBack
    given = Intake.objects.filter(client=client).exclude(status=IntakeStatus.DRAFT)
    earlier = given.order_by("-id").first()
    intake = (
        intakes.renew(earlier, by=by, now=now, agreed=agreed)
        if earlier
        else intakes.start(by=by, now=now, client=client, agreed=agreed)
    )
    record(by=by, action="intake.asked_before_visit", subject=intake, now=now)
    return intake


def given_now(page: Page, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a page that showed no answer has told: an optional question left empty takes nothing back."""
    optional = {question.key for question in page.questions if not question.must}
    return {key: value for key, value in given.items() if value is not None or key not in optional}
