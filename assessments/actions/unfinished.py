"""Answers left unfinished: one reminder, a day later, for those who asked; in the end they are forgotten."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.actions.returns import new_link
from assessments.models import Intake, ReturnLink
from assessments.models.intake import IntakeStatus
from hekas.accounts.models import Client
from hekas.audit.actors import SYSTEM, Actor
from hekas.audit.log import record
from hekas.messaging.actions import enqueue, void
from hekas.messaging.queries.preferences import clients_wanting, wants
from hekas.messaging.terms import Address
from hekas.messaging.wishes import UNFINISHED
from hekas.web.templatetags.plain import day

A_DAY, TOO_LONG = timedelta(hours=24), timedelta(days=4)
TAKEN_BACK = "they took back that we may use their answers"


def remind_unfinished(now: datetime) -> int:
    """Remind whoever stopped a day ago; returns how many. Two at once remind once."""
    return sum(_remind(pk, now) for pk in _left(now).values_list("pk", flat=True))


def _left(now: datetime) -> QuerySet[Intake]:
    """Begun, left for a day but not for long, not reminded yet, and somebody asked to be."""
    asked = ReturnLink.objects.filter(intake=OuterRef("pk"), remind_asked_at__isnull=False)
    finished = Intake.objects.filter(client=OuterRef("client"), submitted_at__gt=OuterRef("created_at"))
    drafts = Intake.objects.filter(status=IntakeStatus.DRAFT, reminded_at=None, expires_at__gt=now)
    drafts = drafts.filter(updated_at__lte=now - A_DAY, updated_at__gt=now - TOO_LONG)
    return drafts.filter(~Exists(finished), Exists(asked) | Q(client__in=clients_wanting(UNFINISHED)))


@transaction.atomic
def _remind(pk: int, now: datetime) -> bool:
    """Look again with the answers held still: whoever types this moment is not reminded."""
    intake = _left(now).select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if intake is None:
        return False
    to = _person(intake)
    _, url = new_link(intake, email=to.email, now=now)
    enqueue(
        template="intake_unfinished",
        to=to,
        dedupe_key=f"intake_unfinished:{intake.uuid}",
        about=intake.about,
        context={"resume_url": url, "until": day(intake.expires_at)},
        due_at=now,
        expires_at=intake.expires_at,
        now=now,
    )
    Intake.objects.filter(pk=pk).update(reminded_at=now)  # not a change of the answers
    return True


def _person(intake: Intake) -> Client | Address:
    """The client by their preference, or the address that the box was ticked for."""
    if intake.client is not None and wants(intake.client, UNFINISHED):
        return intake.client
    asked = intake.return_links.filter(remind_asked_at__isnull=False)
    return Address(asked.latest("remind_asked_at").email)


@transaction.atomic
def forget_abandoned(*, now: datetime) -> int:
    """Delete drafts past their time that no advice rests on; returns how many. Source: retention, 30 days."""
    drafts = Intake.objects.abandoned(now).filter(results=None, renewals=None)
    for draft in drafts:
        record(by=SYSTEM, action="intake.forgotten", subject=draft, now=now)
    deleted, _ = drafts.delete()
    return deleted


@transaction.atomic
def forget_begun(client: Client, *, by: Actor, now: datetime) -> int:
    """Delete what a client had begun to answer and not handed in; returns how many. Nothing rests on it."""
    drafts = Intake.objects.filter(client=client, status=IntakeStatus.DRAFT, results=None, renewals=None)
    for draft in drafts:
        record(by=by, action="intake.forgotten", subject=draft, now=now)
        void(about=draft.about, because=TAKEN_BACK, now=now)
    deleted = len(drafts)
    drafts.delete()
    return deleted
