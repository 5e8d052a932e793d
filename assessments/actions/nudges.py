"""What a plan asks us to say in between: a word about the diary, and that a review is due. By day only."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from assessments.actions.progress import about_diary
from assessments.models import CarePlan
from assessments.queries.nudges import REVIEW_IS_NEWS_FOR, Review, monday_of, reviews_due, silent_diaries
from hekas.messaging.actions import enqueue
from hekas.messaging.quiet import quiet_until
from hekas.messaging.terms import about_next_visit


def nudge_diaries(now: datetime) -> int:
    """At most one letter a week to each who asked for it and wrote nothing; returns how many are new."""
    if _is_night(now):
        return 0
    return sum(_nudge(plan, now) for plan in silent_diaries(now))


def tell_reviews(now: datetime) -> int:
    """One letter for each review of a plan that fell due; returns how many are new."""
    if _is_night(now):
        return 0
    return sum(_tell(review, now) for review in reviews_due(now))


def _nudge(plan: CarePlan, now: datetime) -> bool:
    monday = monday_of(timezone.localdate(now))
    message = enqueue(
        template="diary_nudge",
        to=plan.client,
        dedupe_key=f"diary_nudge:{plan.client.uuid}:{monday}",
        about=about_diary(plan.client),
        context={"diary_url": settings.SITE_URL + reverse("assessments:diary")},
        due_at=now,
        expires_at=_midnight(monday + timedelta(days=7)),
        now=now,
    )
    return message is not None


def _tell(review: Review, now: datetime) -> bool:
    message = enqueue(
        template="reassessment_due",
        to=review.plan.client,
        dedupe_key=f"reassessment_due:{review.plan.uuid}:{review.due_on}",
        about=about_next_visit(review.plan.client.uuid),
        context={"search_url": settings.SITE_URL + reverse("bookings:services")},
        due_at=now,
        expires_at=_midnight(review.due_on + REVIEW_IS_NEWS_FOR + timedelta(days=1)),
        now=now,
    )
    return message is not None


def _is_night(now: datetime) -> bool:
    return quiet_until(now, ZoneInfo(settings.CLINIC_TIMEZONE)) is not None


def _midnight(on: date) -> datetime:
    """The first moment of a clinic's day."""
    return datetime.combine(on, time(), tzinfo=ZoneInfo(settings.CLINIC_TIMEZONE))
