"""What the beat wakes is there, and does its one thing."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from assessments.models import Intake
from assessments.tasks import forget_abandoned


@pytest.mark.django_db
def test_abandoned_drafts_are_forgotten(person):
    person.begin()
    Intake.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert forget_abandoned() == 1
    assert not Intake.objects.exists()


def test_the_beat_wakes_it():
    woken = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert forget_abandoned.name in woken
