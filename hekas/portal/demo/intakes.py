"""What the demo's clients answered, and what the engine made of it: real answers, real results."""

import tomllib
from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

from assessments.actions import results
from assessments.models import Clearance, Intake
from assessments.models.intake import IntakeStatus
from assessments.rules.questionnaire import load_questionnaire
from hekas.accounts.models import Client
from hekas.audit.actors import SYSTEM
from hekas.portal.demo import people

STORIES = Path(__file__).with_name("answers.toml")
PARTS = ("about", "safety", "health", "cramps", "training", "body", "desk_and_back", "sleep")
DRAFT_LASTS = timedelta(days=30)
MOST_STORIES = 160  # the engine is asked for each; beyond these, clients only fill the diary


def tell(clients: list[Client], chance: Random, now: datetime) -> list[Client]:
    """Give the clients their stories, in turn; answers those whom the answers leave free to book."""
    for client, story in zip(clients[:MOST_STORIES], cycle(stories()), strict=False):
        tell_one(client, story, chance, now)
    free = set(
        Clearance.objects.current().filter(gate="open", expires_at__gt=now).values_list("client", flat=True)
    )
    return [client for client in clients[:MOST_STORIES] if client.pk in free] + clients[MOST_STORIES:]


def stories() -> list[dict[str, Any]]:
    """What the demo's people say, each under a name."""
    told: list[dict[str, Any]] = tomllib.loads(STORIES.read_text("utf-8"))["stories"]
    return told


def tell_one(client: Client, story: Mapping[str, Any], chance: Random, now: datetime) -> None:
    """Write one client's answers and their result, as old as the story says."""
    answered_at = now - timedelta(days=story["days_ago"], minutes=chance.randrange(300))
    questionnaire = load_questionnaire()
    intake = Intake.objects.create(
        uuid=people.uuid(chance),
        client=client,
        answers=answers_of(story, answered_at),
        asked={question.key: question.ask for question in questionnaire.questions},
        status=IntakeStatus.SUBMITTED,
        questionnaire_version=questionnaire.version,
        safety_answered_at=answered_at,
        submitted_at=answered_at,
        expires_at=answered_at + DRAFT_LASTS,
    )
    result = results.write(intake, by=SYSTEM, now=answered_at)
    if result.gate == "redirected":
        Intake.objects.filter(pk=intake.pk).update(status=IntakeStatus.STOPPED, submitted_at=None)


def answers_of(story: Mapping[str, Any], answered_at: datetime) -> dict[str, Any]:
    """A whole intake: the story's answers, and "no" to everything else that matters for safety."""
    answers = healthy_answers()
    for part in PARTS:
        answers.setdefault(part, {}).update(deepcopy(story.get(part, {})))
    if "last_cramp_hours" in story:
        moment = answered_at - timedelta(hours=story["last_cramp_hours"])
        answers["cramps"]["last_cramp_at"] = moment.isoformat(timespec="minutes")
    if "next_event_days" in story:
        event = answered_at + timedelta(days=story["next_event_days"])
        answers["training"]["next_event_on"] = event.date().isoformat()
    return {part: given for part, given in answers.items() if given}


def healthy_answers() -> dict[str, Any]:
    """ "No" to every safety and health question, "none" of every list of them."""
    answers: dict[str, Any] = {"about": {"pregnancy": "no"}, "safety": {}, "health": {"smoker": False}}
    for question in load_questionnaire().questions:
        part, name = question.key.split(".", 1) if "." in question.key else ("", question.key)
        if part in ("safety", "health") and question.kind in ("yes_no", "many_of"):
            answers[part][name] = "no" if question.kind == "yes_no" else ["none"]
    return answers
