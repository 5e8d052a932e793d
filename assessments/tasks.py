"""What happens without anybody asking."""

from celery import shared_task
from django.utils import timezone

from assessments.actions import intakes


@shared_task(ignore_result=True)
def forget_abandoned() -> int:
    """Delete drafts that nobody came back to. Wakes once an hour."""
    return intakes.forget_abandoned(now=timezone.now())
