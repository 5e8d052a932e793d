"""Telling therapists that somebody waits for them: neutral words, no health in a message."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from assessments.models import Clearance
from hekas.accounts.models import Therapist, User
from hekas.messaging.actions import enqueue


def ask_therapists(clearance: Clearance, *, now: datetime) -> None:
    """One message each to those who may clear this person: the home therapist, or all who treat.

    Only once there is somebody to call; until then nobody could do anything about it.
    """
    template = {"held": "held_for_review", "redirected": "red_flag_follow_up"}.get(clearance.gate)
    if template is None or clearance.client is None:
        return
    for user in _who_may_clear(clearance):
        enqueue(
            template=template,
            to=user,
            dedupe_key=f"{template}:{clearance.uuid}:{user.uuid}",
            about=f"clearance:{clearance.uuid}",
            context={"queue_url": settings.SITE_URL + reverse("assessments:held")},
            due_at=now,
            now=now,
        )


def _who_may_clear(clearance: Clearance) -> list[User]:
    home = clearance.client.home_therapist if clearance.client else None
    therapists = [home] if home else Therapist.objects.select_related("user").filter(is_bookable=True)
    return [therapist.user for therapist in therapists if therapist.user.is_active]
