"""Fetched only by those who may have it."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from assessments.models import Intake
from assessments.permissions import seen_by
from hekas.accounts.models import ERASED, Client, Therapist
from hekas.accounts.session import therapist_or_404
from hekas.privacy.models import ErasureRequest, ReviewRequest


def wish_or_404(uuid: UUID) -> ErasureRequest:
    """A wish to be forgotten, for views that only whoever may answer it opens."""
    return get_object_or_404(ErasureRequest, uuid=uuid)


def record_or_404(uuid: UUID) -> Client:
    """A client's record, for views that only whoever may merge records opens."""
    return get_object_or_404(Client.objects.exclude(name=ERASED).select_related("user"), uuid=uuid)


def doubts_in_care(therapist: Therapist, now: datetime) -> QuerySet[ReviewRequest]:
    """Doubts of clients in their care, the newest first."""
    seen = Intake.objects.filter(seen_by(therapist, now))
    rows = ReviewRequest.objects.filter(result__intake__in=seen).select_related("client", "answered_by")
    return rows.order_by("-asked_at", "-id")


def doubt_or_404(request: HttpRequest, uuid: UUID, now: datetime) -> tuple[ReviewRequest, Therapist]:
    """A doubt of a client in their care."""
    therapist = therapist_or_404(request)
    rows = doubts_in_care(therapist, now).select_related("result__intake__client__home_therapist__user")
    return get_object_or_404(rows, uuid=uuid), therapist
