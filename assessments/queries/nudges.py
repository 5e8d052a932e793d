"""Whose plan asks for a word from us today: diaries that were forgotten, reviews that fell due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from assessments.engine.progress import reassess_due
from assessments.models import CarePlan, Clearance, ProgressEntry
from assessments.rules.exercises import load_library
from hekas.messaging.queries.preferences import clients_wanting
from hekas.messaging.wishes import DIARY

SATURDAY = 5  # Monday is 0
SETTLED = timedelta(days=5)  # a plan that began a moment ago has no week to tell of
REVIEW_IS_NEWS_FOR = timedelta(weeks=2)


@dataclass(frozen=True)
class Review:
    """A plan and the day on which one of its reviews fell due."""

    plan: CarePlan
    due_on: date


def monday_of(today: date) -> date:
    """The first day of the week."""
    return today - timedelta(days=today.weekday())


def silent_diaries(now: datetime) -> QuerySet[CarePlan]:
    """At the end of a week: active plans of those who asked to be nudged and wrote nothing this week."""
    today = timezone.localdate(now)
    if today.weekday() < SATURDAY:
        return CarePlan.objects.none()
    monday = monday_of(today)
    wrote = ProgressEntry.objects.filter(client=OuterRef("client")).filter(
        Q(happened_on__gte=monday) | Q(written_at__date__gte=monday)
    )
    plans = _in_care().filter(starts_on__lte=today - SETTLED, client__in=clients_wanting(DIARY))
    return plans.filter(~Exists(wrote)).order_by("pk")


def reviews_due(now: datetime) -> Iterator[Review]:
    """Active plans of which a week to measure in has just come, without a visit measured since."""
    today, rule = timezone.localdate(now), load_library().outcome
    oldest = today - timedelta(weeks=max(rule.reassess_weeks)) - REVIEW_IS_NEWS_FOR
    plans = (
        _in_care()
        .filter(starts_on__gte=oldest)
        .annotate(last_completed_at=Max("client__screenings__completed_at"))
    )
    for plan in plans.order_by("pk"):
        last = timezone.localdate(plan.last_completed_at) if plan.last_completed_at else None
        due = reassess_due(plan.starts_on, last, today, rule)
        if due is not None and today - due <= REVIEW_IS_NEWS_FOR:
            yield Review(plan, due)


def _in_care() -> QuerySet[CarePlan]:
    """Active plans, but not of somebody who was sent for help and whom nobody has spoken with."""
    stopped = Clearance.objects.open_stops().filter(client=OuterRef("client"))
    return CarePlan.objects.active().filter(~Exists(stopped)).select_related("client")
