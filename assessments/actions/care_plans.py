"""A plan's life: drafted, edited, signed, amended, followed by the next. Active only when signed."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessments.actions.plan_event import clear_last_days
from assessments.actions.plan_rows import copy_rows, make_gentler, weeks_again, write_rows
from assessments.actions.progress import about_diary
from assessments.engine.plan_terms import Case
from assessments.engine.planning import propose
from assessments.engine.terms import Consequence
from assessments.labels import about_the_weekend
from assessments.models import Amendment, CarePlan, Clearance, Screening
from assessments.queries.care_plans import document_of, fingerprint, told_in_weeks
from assessments.queries.door import hold_still
from assessments.rules import load_rules
from assessments.rules.event_days import EventDays
from assessments.rules.exercises import load_library
from hekas.accounts.models import Client, Therapist
from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.messaging.actions import enqueue, void
from hekas.messaging.terms import about_next_visit
from hekas.postgres.faults import still

DAY_NOT_KNOWN = "The next event is {}."
PLAN_ENDED = "the plan has ended"
NEWS_FOR = timedelta(weeks=2)


class NotADraft(Exception):
    """A signed or discarded plan is not edited; a signed one is amended, or followed by a new draft."""


class NotActive(Exception):
    """Only an active plan is amended, moved on or followed."""


class DraftExists(Exception):
    """This client has a draft already; it is finished or discarded first."""


class NotCompleted(Exception):
    """A plan is drafted from a completed visit."""


class SentForHelp(Exception):
    """The client was sent for help and nobody has closed that: no plan is signed."""


class StillHeld(Exception):
    """The client's answers are held, or wait for a doctor's word, and nobody has released them."""


class ChangedSinceRead(Exception):
    """The draft is not any more what whoever signs has read."""


class WordsNeeded(ValueError):
    """The act needs words: an amendment its text, a step its reason."""


@transaction.atomic
def draft(screening: Screening, *, therapist: Therapist, by: Actor, now: datetime) -> CarePlan:
    """Propose a plan from what the therapist decided at a visit. Raises NotCompleted, DraftExists."""
    _no_draft(screening.client)
    if screening.completed_at is None:
        raise NotCompleted
    case, library, rough = _case(screening, now), load_library(), told_in_weeks(screening)
    plan = CarePlan.objects.create(
        client=screening.client,
        therapist=therapist,
        screening=screening,
        follows=CarePlan.objects.active().filter(client=screening.client).first(),
        rules_version=library.version,
        starts_on=case.starts_on,
        next_event_on=_ahead(rough.day if rough else case.next_event_on, case.starts_on),
        note=_about_weeks(rough) if rough and rough.last >= case.starts_on else "",
    )
    write_rows(plan, propose(case, library), library)
    record(by=by, action="plan.drafted", subject=plan, now=now)
    return plan


def _ahead(event: date | None, today: date) -> date | None:
    """The event, where it is still to come: after one that is over weeks are light, but it is no next one."""
    return event if event is not None and event >= today else None


def _about_weeks(rough: EventDays) -> str:
    return DAY_NOT_KNOWN.format(about_the_weekend(rough.day))


def _no_draft(client: Client) -> None:
    still(Client.objects.select_for_update(), pk=client.pk)
    if CarePlan.objects.drafts().filter(client=client).exists():
        raise DraftExists


def _case(screening: Screening, now: datetime) -> Case:
    """Causes that stand, strongest first, contributors found on the day, and the patterns of the answers."""
    standing = [d for d in screening.decisions.all() if d.decision != "struck"]
    ranked = sorted(standing, key=lambda d: (-d.said_score, d.pk))
    snapshot: dict[str, Any] = screening.snapshot or {}
    present = [c["id"] for c in snapshot.get("contributors", []) if c["state"] == "present"]
    answers = screening.result.answers if screening.result else {}
    event, rough = answers.get("training", {}).get("next_event_on"), told_in_weeks(screening)
    day = date.fromisoformat(event) if event else None
    flags = _flags(snapshot) | _flags_now(screening.client)
    return Case(
        causes=tuple(d.cause for d in ranked),
        contributors=tuple(present),
        starts_on=timezone.localdate(now),
        next_event_on=rough.first if rough else day,
        event_until=rough.last if rough else None,
        light_only=bool(load_rules().safety.flags_with(Consequence.LIGHT_ONLY) & flags),
        patterns=tuple(p["id"] for p in snapshot.get("patterns", []) if p["met"]),
        flags=flags,
    )


def _flags(snapshot: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(flag["id"] for flag in snapshot.get("triage", {}).get("flags", []))


def _flags_seen(screening: Screening | None) -> frozenset[str]:
    """What the visit knew that a plan rests on; nothing where it rests on none."""
    return _flags((screening.snapshot if screening else None) or {})


def _flags_now(client: Client) -> frozenset[str]:
    """What the newest answers say: a caution told since the visit counts for a draft of today."""
    row = Clearance.objects.current().filter(client=client).select_related("result").first()
    return _flags(row.result.snapshot) if row else frozenset()


@transaction.atomic
def sign(
    plan: CarePlan,
    *,
    therapist: Therapist,
    by: Actor,
    now: datetime,
    seen: Collection[UUID] = (),
    gone: Collection[UUID] = (),
    looked: str | None = None,
) -> CarePlan:
    """Make a draft the client's plan, word for word as it stands; the one before it ends. Tells the client.

    Of the visits too near its event all were `seen`, by id, and those `gone` are called off. Nobody books the
    client meanwhile. `looked` is the fingerprint of what was read; a program that read nothing gives none.
    Raises NotADraft, ChangedSinceRead, SentForHelp, StillHeld, NotShown, OthersFirst.
    """
    hold_still(plan.client_id)
    still(Client.objects.select_for_update(), pk=plan.client_id)
    row = locked_draft(plan)
    if looked is not None and looked != fingerprint(row):
        raise ChangedSinceRead
    _refuse_uncleared(row.client)
    clear_last_days(row, seen, gone, by, now)
    _end_earlier(row.client, now)
    row.status, row.signed_by, row.signed_at = "active", therapist, now
    row.signed_document = document_of(row)
    row.save(update_fields=["status", "signed_by", "signed_at", "signed_document", "updated_at"])
    record(by=by, action="plan.signed", subject=row, now=now, therapist=str(therapist.uuid))
    _tell(row, now)
    return row


def _refuse_uncleared(client: Client) -> None:
    if Clearance.objects.open_stops().filter(client=client).exists():
        raise SentForHelp
    if Clearance.objects.waiting().filter(client=client).exists():
        raise StillHeld


def _end_earlier(client: Client, now: datetime) -> None:
    """The plan before this one is over, and so is what it asked us to say."""
    earlier = CarePlan.objects.active().filter(client=client)
    for plan in earlier:
        void(about=plan.about, because=PLAN_ENDED, now=now)
        void(about=about_diary(client), because=PLAN_ENDED, now=now)
        reviews = about_next_visit(client.uuid)
        void(about=reviews, because=PLAN_ENDED, now=now, templates=["reassessment_due"])
    earlier.update(status="completed", ended_at=now, updated_at=now)


def join(gone: Client, keep: Client, *, now: datetime) -> None:
    """Two records are of one person: the plan that was signed last stands, and the draft that is newest."""
    both = CarePlan.objects.filter(client__in=[gone, keep])
    for plan in list(both.active().order_by("-signed_at", "-pk"))[1:]:
        _end_earlier(plan.client, now)
    older = list(both.drafts().order_by("-created_at", "-pk").values_list("pk", flat=True))[1:]
    CarePlan.objects.filter(pk__in=older).update(status="revoked", updated_at=now)
    CarePlan.objects.filter(client=gone).update(client=keep, updated_at=now)


def _tell(plan: CarePlan, now: datetime) -> None:
    """A plan is read signed in: whoever has no account is told how it comes to them."""
    enqueue(
        template="plan_ready",
        to=plan.client,
        dedupe_key=f"plan_ready:{plan.uuid}",
        about=plan.about,
        context={
            "plan_url": settings.SITE_URL + reverse("assessments:own_plan"),
            "by_account": "yes" if plan.client.user_id else "",
        },
        due_at=now,
        expires_at=now + NEWS_FOR,
        now=now,
    )


@transaction.atomic
def discard(plan: CarePlan, *, by: Actor, now: datetime) -> None:
    """Put a draft away; it is kept, and no longer in the way of another. Raises NotADraft."""
    row = locked_draft(plan)
    row.status = "revoked"
    row.save(update_fields=["status", "updated_at"])
    record(by=by, action="plan.discarded", subject=row, now=now)


@transaction.atomic
def amend(plan: CarePlan, *, text: str, therapist: Therapist, by: Actor, now: datetime) -> Amendment:
    """Add a dated note to an active plan; what was signed stays. Raises NotActive, WordsNeeded."""
    row = _locked_active(plan)
    if not text.strip():
        raise WordsNeeded
    last = row.amendments.last()
    if last is not None and (last.text, last.by_id) == (text.strip(), therapist.pk):  # pressed twice
        return last
    amendment = Amendment.objects.create(plan=row, text=text.strip(), by=therapist, at=now)
    record(by=by, action="plan.amended", subject=row, now=now)
    return amendment


@transaction.atomic
def move_to(
    plan: CarePlan, *, phase: int, why: str, therapist: Therapist, by: Actor, now: datetime
) -> CarePlan:
    """Go to another phase, in writing. Raises NotActive, WordsNeeded."""
    row = _locked_active(plan)
    if not why.strip():
        raise WordsNeeded
    text = f"Moved from phase {row.phase_now} to phase {phase}: {why.strip()}"
    row.phase_now = phase
    row.save(update_fields=["phase_now", "updated_at"])
    Amendment.objects.create(plan=row, text=text, by=therapist, at=now)
    record(by=by, action="plan.moved", subject=row, now=now, phase=phase)
    return row


@transaction.atomic
def follow(plan: CarePlan, *, therapist: Therapist, by: Actor, now: datetime) -> CarePlan:
    """A new draft with everything of an active plan, to be edited. It begins today.

    Raises NotActive, DraftExists.
    """
    _no_draft(plan.client)
    row = _locked_active(plan)
    today = timezone.localdate(now)
    copied = ("client", "screening", "rules_version", "phase_now", "phases", "load", "education", "note")
    new = CarePlan(
        **{name: getattr(row, name) for name in copied},
        therapist=therapist,
        follows=row,
        starts_on=today,
        next_event_on=_ahead(row.next_event_on, today),
    )
    if (rough := told_in_weeks(row.screening)) and rough.last < today:
        new.note = row.note.replace(_about_weeks(rough), "").strip()
    new.load = weeks_again(new)
    new.save()
    copy_rows(row, new)
    make_gentler(new, _flags_now(row.client) - _flags_seen(row.screening))
    record(by=by, action="plan.drafted", subject=new, now=now)
    return new


def locked_draft(plan: CarePlan) -> CarePlan:
    """The plan, held still until this transaction ends. Raises NotADraft."""
    row = still(CarePlan.objects.select_for_update(of=("self",)).select_related("client"), pk=plan.pk)
    if row.status != "draft":
        raise NotADraft
    return row


def _locked_active(plan: CarePlan) -> CarePlan:
    row = still(CarePlan.objects.select_for_update(), pk=plan.pk)
    if row.status != "active":
        raise NotActive
    return row


def note_read(plan: CarePlan, *, by: Actor, now: datetime) -> None:
    """Somebody looked at the plan."""
    record(by=by, action="plan.read", subject=plan, now=now)
