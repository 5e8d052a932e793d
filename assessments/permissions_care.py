"""Whose visits and plans one may open. Loaders fetch and authorise at once; what is not theirs is a 404."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from assessments.models import (
    Activity,
    CarePlan,
    Finding,
    Goal,
    Intake,
    Letter,
    ProgressEntry,
    RuleProposal,
    Screening,
)
from assessments.permissions import seen_by, treated_by
from assessments.queries.agreement import proposals
from hekas.accounts.models import Client, Therapist
from hekas.accounts.session import own_client_or_404, therapist_or_404


def in_care(user_id: int, now: datetime) -> QuerySet[Client]:
    """The clients of the therapist of this account: their own, and those whom they treat or cover."""
    return Client.objects.filter(Q(home_therapist__user=user_id) | treated_by(user_id, now))


def client_in_care_or_404(request: HttpRequest, uuid: UUID, now: datetime) -> tuple[Client, Therapist]:
    """A client in the care of the therapist who is signed in."""
    return client_seen_or_404(request, uuid, now), therapist_or_404(request)


def client_seen_or_404(request: HttpRequest, uuid: UUID, now: datetime) -> Client:
    """A client in the care of the therapist who is signed in, to look at: one query."""
    return get_object_or_404(in_care(request.user.pk, now), uuid=uuid)


def screening_or_404(request: HttpRequest, uuid: UUID, now: datetime) -> tuple[Screening, Therapist]:
    """A visit of a client in their care."""
    rows = Screening.objects.select_related("client", "result__intake", "therapist")
    found = get_object_or_404(rows, uuid=uuid, client__in=in_care(request.user.pk, now))
    return found, therapist_or_404(request)


def finding_or_404(request: HttpRequest, uuid: UUID, now: datetime) -> Finding:
    """A finding at a visit of a client in their care."""
    rows = Finding.objects.select_related("screening__client")
    return get_object_or_404(rows, uuid=uuid, screening__client__in=in_care(request.user.pk, now))


def taken_back_or_404(request: HttpRequest, uuid: UUID, now: datetime) -> Finding:
    """A finding as it was before it was taken back, out of its history; one that stands, as it is."""
    gone: Any = Finding.pgh_event_model  # type: ignore[attr-defined]
    theirs = {"uuid": uuid, "screening__client__in": in_care(request.user.pk, now)}
    if Finding.objects.filter(**theirs).exists():
        return finding_or_404(request, uuid, now)
    rows = gone.objects.select_related("screening__client").filter(**theirs, pgh_label="delete")
    found = rows.order_by("-pgh_id").first()
    if found is None:
        raise Http404("no such finding in their care")
    kept = ("uuid", "screening", "kind", "region", "side", "severity", "refers_to", "note", "found_at")
    return Finding(**{name: getattr(found, name) for name in kept})


def plan_or_404(request: HttpRequest, uuid: UUID, now: datetime) -> tuple[CarePlan, Therapist]:
    """A plan of a client in their care."""
    rows = CarePlan.objects.select_related("client", "therapist", "signed_by", "screening")
    found = get_object_or_404(rows, uuid=uuid, client__in=in_care(request.user.pk, now))
    return found, therapist_or_404(request)


def sent_or_404(request: HttpRequest, name: str) -> UUID:
    """The id that a form carries beside its own: of what a thing that is gone by now belonged to."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError as fault:
        raise Http404("no such thing") from fault


def plan_activity_or_404(request: HttpRequest, uuid: UUID, now: datetime) -> Activity:
    rows = Activity.objects.select_related("plan__client")
    return get_object_or_404(rows, uuid=uuid, plan__client__in=in_care(request.user.pk, now))


def plan_goal_or_404(request: HttpRequest, uuid: UUID, now: datetime) -> Goal:
    rows = Goal.objects.select_related("plan__client")
    return get_object_or_404(rows, uuid=uuid, plan__client__in=in_care(request.user.pk, now))


def client_to_write_about_or_404(request: HttpRequest, uuid: UUID, now: datetime) -> tuple[Client, Therapist]:
    """A client in their care, or one whose newest answers wait for whichever therapist is free first."""
    therapist = therapist_or_404(request)
    newest = Intake.objects.filter(client=OuterRef("pk")).order_by("-id").values("pk")[:1]
    seen = Intake.objects.filter(seen_by(therapist, now)).values("pk")
    rows = Client.objects.select_related("home_therapist__user").alias(newest=Subquery(newest))
    theirs = Q(pk__in=in_care(request.user.pk, now)) | Q(newest__in=seen)
    return get_object_or_404(rows, theirs, uuid=uuid), therapist


def letter_or_404(request: HttpRequest, uuid: UUID, now: datetime) -> tuple[Letter, bool]:
    """A letter about a client in their care, or one that they wrote; and whether it is the former."""
    cared_for = Exists(in_care(request.user.pk, now).filter(pk=OuterRef("client")))
    rows = Letter.objects.select_related("client", "written_by", "result").annotate(in_care=cared_for)
    theirs = Q(in_care=True) | Q(written_by__user=request.user.pk)
    letter = get_object_or_404(rows, theirs, uuid=uuid)
    return letter, letter.in_care


def own_exercise_or_404(request: HttpRequest, uuid: UUID) -> Activity:
    """An exercise of this client's active plan."""
    rows = Activity.objects.select_related("plan").filter(plan__status="active", kind="exercise")
    return get_object_or_404(rows, uuid=uuid, plan__client=own_client_or_404(request))


def own_goal_or_404(request: HttpRequest, uuid: UUID) -> Goal:
    """An activity that this client scores."""
    rows = Goal.objects.select_related("plan").filter(plan__status="active", kind="activity")
    return get_object_or_404(rows, uuid=uuid, plan__client=own_client_or_404(request))


def own_entry_or_404(request: HttpRequest, uuid: UUID) -> ProgressEntry:
    """A line of this client's diary."""
    return get_object_or_404(ProgressEntry, uuid=uuid, client=own_client_or_404(request))


def proposal_or_404(uuid: UUID) -> RuleProposal:
    """A proposed change of the rules; whoever tunes the rules sees all of them."""
    return get_object_or_404(proposals(), uuid=uuid)


def own_proposal_or_404(request: HttpRequest, uuid: UUID) -> RuleProposal:
    """One that this person proposed."""
    return get_object_or_404(proposals(), uuid=uuid, proposed_by_id=request.user.pk)


def approved_proposal_or_404(uuid: UUID) -> RuleProposal:
    """One that a clinician has approved."""
    return get_object_or_404(proposals(), uuid=uuid, status="approved")
