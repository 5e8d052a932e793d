"""What happens without anybody asking."""

from celery import shared_task

from hekas.api.actions import once
from hekas.postgres import clock


@shared_task(ignore_result=True)
def forget_old_answers() -> int:
    """Delete answers under Idempotency-Keys that are past their day. Wakes once an hour."""
    return once.forget_old(now=clock.now())
