"""Telling therapists that somebody waits for them: neutral words, no health in a message."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from assessments.models import Clearance
from assessments.queries.promises import is_call_within_the_hour
from hekas.accounts.models import Therapist, User, treats
from hekas.messaging.actions import enqueue, void


def ask_therapists(clearance: Clearance, *, now: datetime, anew: bool = False) -> None:
    """One message each to those who may clear this person: the home therapist, or all who treat.

    Only once there is somebody to call; until then nobody could do anything about it. `anew`: they were
    told before, and have let this person through since.
    """
    template = {"held": "held_for_review", "redirected": "red_flag_follow_up"}.get(clearance.gate)
    if template is None or clearance.client is None:
        return
    again = f":{now.isoformat()}" if anew else ""
    words = {"queue_url": settings.SITE_URL + reverse("assessments:held")}
    if template == "held_for_review" and not anew and is_call_within_the_hour(clearance.result.snapshot):
        words["soon"] = "yes"
    for user in _who_may_clear(clearance):
        enqueue(
            template=template,
            to=user,
            dedupe_key=f"{template}:{clearance.uuid}:{user.uuid}{again}",
            about=_about(clearance),
            context=words,
            due_at=now,
            now=now,
        )


def take_back(clearances: Iterable[Clearance], because: str, now: datetime) -> None:
    """Nobody has to look at these any more: what is not yet out stays in."""
    for clearance in clearances:
        void(about=_about(clearance), because=because, now=now)


def _about(clearance: Clearance) -> str:
    return f"clearance:{clearance.uuid}"


def _who_may_clear(clearance: Clearance) -> list[User]:
    """The home therapist; all who treat where there is none, or none any more: somebody has to hear of it."""
    home = clearance.client.home_therapist if clearance.client else None
    if home is not None and home.is_at_work:
        return [home.user]
    return [therapist.user for therapist in Therapist.objects.filter(treats()).select_related("user")]
