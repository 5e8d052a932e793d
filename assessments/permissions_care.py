"""Whose visits and plans one may open. Loaders fetch and authorise at once; what is not theirs is a 404."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from assessments.models import (
    Activity,
    CarePlan,
    Finding,
    Goal,
    Letter,
    ProgressEntry,
    RuleProposal,
    Screening,
)
from assessments.permissions import sees, therapist_or_404, treated_by, treats
from assessments.queries.agreement import proposals
from hekas.accounts.models import Client, Therapist


def cares_for(therapist: Therapist, client: Client, now: datetime) -> bool:
    """Is this their own client, or one whom they treat or cover?"""
    return client.home_therapist_id == therapist.pk or treats(therapist, client, now)


def client_in_care_or_404(request: HttpRequest, uuid: UUID, now: datetime) -> tuple[Client, Therapist]:
    """A client in the care of the therapist who is signed in."""
    therapist = therapist_or_404(request)
    client = Client.objects.filter(uuid=uuid).first()
    if client is None or not cares_for(therapist, client, now):
        raise Http404("no such client in their care")
    return client, therapist


def client_seen_or_404(request: HttpRequest, uuid: UUID, now: datetime) -> Client:
    """A client in the care of the therapist who is signed in, to look at: one query."""
    user_id = request.user.pk
    cared_for = Q(home_therapist__user=user_id) | treated_by(user_id, now)
    client = Client.objects.filter(cared_for, uuid=uuid).first()
    if client is None:
        raise Http404("no such client in their care")
    return client


def screening_or_404(request: HttpRequest, uuid: UUID, now: datetime) -> tuple[Screening, Therapist]:
    """A visit of a client in their care."""
    rows = Screening.objects.select_related("client", "result", "therapist")
    return _of_client_in_care(request, rows.filter(uuid=uuid).first(), now)


def finding_or_404(request: HttpRequest, uuid: UUID, now: datetime) -> Finding:
    """A finding at a visit of a client in their care."""
    rows = Finding.objects.select_related("screening__client")
    finding = rows.filter(uuid=uuid).first()
    _of_client_in_care(request, finding and finding.screening, now)
    assert finding is not None
    return finding


def plan_or_404(request: HttpRequest, uuid: UUID, now: datetime) -> tuple[CarePlan, Therapist]:
    """A plan of a client in their care."""
    rows = CarePlan.objects.select_related("client", "therapist", "signed_by", "screening")
    return _of_client_in_care(request, rows.filter(uuid=uuid).first(), now)


def plan_activity_or_404(request: HttpRequest, uuid: UUID, now: datetime) -> Activity:
    rows = Activity.objects.select_related("plan__client")
    activity = rows.filter(uuid=uuid).first()
    _of_client_in_care(request, activity and activity.plan, now)
    assert activity is not None
    return activity


def plan_goal_or_404(request: HttpRequest, uuid: UUID, now: datetime) -> Goal:
    goal = Goal.objects.select_related("plan__client").filter(uuid=uuid).first()
    _of_client_in_care(request, goal and goal.plan, now)
    assert goal is not None
    return goal


def client_to_write_about_or_404(request: HttpRequest, uuid: UUID, now: datetime) -> tuple[Client, Therapist]:
    """A client in their care, or one who waits for whichever therapist is free first."""
    therapist = therapist_or_404(request)
    client = Client.objects.filter(uuid=uuid).select_related("home_therapist__user").first()
    if client is None or not (cares_for(therapist, client, now) or _waits(therapist, client, now)):
        raise Http404("no such client to write about")
    return client, therapist


def _waits(therapist: Therapist, client: Client, now: datetime) -> bool:
    newest = client.intakes.order_by("-created_at", "-id").first()
    return newest is not None and sees(therapist, newest, now)


def letter_or_404(request: HttpRequest, uuid: UUID, now: datetime) -> tuple[Letter, bool]:
    """A letter about a client in their care, or one that they wrote; and whether it is the former."""
    therapist = therapist_or_404(request)
    letter = Letter.objects.select_related("client", "written_by", "result").filter(uuid=uuid).first()
    in_care = letter is not None and cares_for(therapist, letter.client, now)
    if letter is None or not (in_care or letter.written_by_id == therapist.pk):
        raise Http404("no such letter of theirs")
    return letter, in_care


def _of_client_in_care(request, row, now):  # type: ignore[no-untyped-def]
    therapist = therapist_or_404(request)
    if row is None or not cares_for(therapist, row.client, now):
        raise Http404("nothing of a client in their care")
    return row, therapist


def own_client_or_404(request: HttpRequest) -> Client:
    """The client that this account is."""
    client = Client.objects.filter(user_id=request.user.pk).first()
    if client is None:
        raise Http404("this account is no client")
    return client


def own_exercise_or_404(request: HttpRequest, uuid: UUID) -> Activity:
    """An exercise of this client's active plan."""
    own = Activity.objects.filter(plan__client=own_client_or_404(request), plan__status="active")
    activity = own.filter(uuid=uuid, kind="exercise").select_related("plan").first()
    if activity is None:
        raise Http404("no such exercise of theirs")
    return activity


def own_goal_or_404(request: HttpRequest, uuid: UUID) -> Goal:
    """An activity that this client scores."""
    own = Goal.objects.filter(plan__client=own_client_or_404(request), plan__status="active")
    goal = own.filter(uuid=uuid, kind="activity").select_related("plan").first()
    if goal is None:
        raise Http404("no such goal of theirs")
    return goal


def own_entry_or_404(request: HttpRequest, uuid: UUID) -> ProgressEntry:
    """A line of this client's diary."""
    entry = ProgressEntry.objects.filter(client=own_client_or_404(request), uuid=uuid).first()
    if entry is None:
        raise Http404("no such line of theirs")
    return entry


def proposal_or_404(uuid: UUID) -> RuleProposal:
    """A proposed change of the rules; whoever tunes the rules sees all of them."""
    return get_object_or_404(proposals(), uuid=uuid)


def own_proposal_or_404(request: HttpRequest, uuid: UUID) -> RuleProposal:
    """One that this person proposed."""
    return get_object_or_404(proposals(), uuid=uuid, proposed_by_id=request.user.pk)


def approved_proposal_or_404(uuid: UUID) -> RuleProposal:
    """One that a clinician has approved."""
    return get_object_or_404(proposals(), uuid=uuid, status="approved")
