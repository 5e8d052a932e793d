"""What happens without anybody asking."""

from celery import shared_task

from assessments.actions import ages, nudges, unfinished
from hekas.postgres import clock


@shared_task(ignore_result=True)
def forget_abandoned() -> int:
    """Delete drafts that nobody came back to. Wakes once an hour."""
    return unfinished.forget_abandoned(now=clock.now())


@shared_task(ignore_result=True)
def hold_minors() -> int:
    """Hold who is under 18 by a date of birth that came to be known later. Harmless to run twice."""
    return ages.hold_minors(clock.now())


@shared_task(ignore_result=True)
def remind_unfinished() -> int:
    """One letter to whoever asked for it and left their answers for a day. Wakes once an hour."""
    return unfinished.remind_unfinished(clock.now())


@shared_task(ignore_result=True)
def nudge() -> int:
    """Diaries that were forgotten this week, and reviews that fell due. Wakes once an hour."""
    now = clock.now()
    return nudges.nudge_diaries(now) + nudges.tell_reviews(now)
