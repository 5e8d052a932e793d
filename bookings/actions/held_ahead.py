"""A GP rings about somebody who has never answered: nothing is open yet, so their first answers are held.

The gate stays the one door. This is no second one: it only turns open answers into held ones, in the
transaction that makes them, before anybody could see them open. Source: ADR 43.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from assessments.actions import clearances
from assessments.actions.clearances import ReasonNeeded
from assessments.queries.ages import namesakes
from assessments.queries.clearances import has_never_answered, is_to_be_held, may_be_held
from assessments.queries.door import hold_still
from bookings.models import HeldAhead
from hekas.accounts.models import Client, User
from hekas.accounts.models.sameness import as_called
from hekas.audit.actors import SYSTEM, Actor
from hekas.audit.log import record


class HasAnswered(Exception):
    """They have answered meanwhile: what is open is held as it stands."""


@transaction.atomic
def write(client: Client, *, user: User, reason: str, by: Actor, now: datetime) -> HeldAhead:
    """Keep it until they answer; pressed twice it is kept once. Raises HasAnswered, ReasonNeeded.

    Who rings names a person and not a record: what another record of theirs has open is held at once.
    """
    twins = namesakes(client)
    for pk in sorted([client.pk, *(one.pk for one in twins)], reverse=True):  # in the order of all doors
        hold_still(pk)
    if not has_never_answered(client):
        raise HasAnswered
    if not reason.strip():
        raise ReasonNeeded
    row, made = HeldAhead.objects.get_or_create(client=client, written_by=user, reason=reason.strip())
    if made:
        record(by=by, action="client.held_ahead", subject=client, now=now)
    for one in filter(is_to_be_held, twins):
        clearances.hold_at_desk(one, user=user, reason=reason, by=by, now=now)
    return row


def hold(clearance: Any, now: datetime) -> None:
    """Hold what has just become open, if anything was heard of its client; in the caller's transaction.

    What is held or stopped already needs no more: once it is released, it is held by this, and read.
    """
    client = clearance.client
    rows = _heard_of(client) if client is not None and may_be_held(clearance) else []
    if not rows:
        return
    HeldAhead.objects.filter(pk__in=[row.pk for row in rows]).delete()
    said = "\n".join(row.reason for row in rows)
    clearances.hold_at_desk(client, user=rows[0].written_by, reason=said, by=SYSTEM, now=now)
    clearance.refresh_from_db()


def _heard_of(client: Client) -> list[HeldAhead]:
    """Of this record, and of another with the same name and the same address or number (ADR 29)."""
    alike = Q(client=client)
    alike |= Q(client__email__iexact=client.email) if client.email else Q()
    alike |= Q(client__phone=client.phone) if client.phone else Q()
    rows = HeldAhead.objects.filter(alike).select_related("client", "written_by")
    name = as_called(client.name)
    return [row for row in rows if row.client_id == client.pk or as_called(row.client.name) == name]
