"""Everything that was done with one client's record, and everything they did."""

from datetime import datetime
from uuid import UUID

from django.db.models import Case, Q, QuerySet, When

from hekas.accounts.models import Client, User
from hekas.audit.models import AuditEvent
from hekas.privacy.queries.held import Rows, rows_of, rows_of_account


def events_about(client: Client) -> QuerySet[AuditEvent]:
    """Acts and looks, oldest first: by what they touched, and by who did them."""
    wanted = _touching(client)
    if client.user is not None:
        wanted |= Q(actor_id=str(client.user.uuid))
    return AuditEvent.objects.filter(wanted).order_by("at", "id")


def told_to(client: Client) -> QuerySet[AuditEvent]:
    """The same for the client: whom else they acted on, if they ever worked here, is that other's alone.

    Of such an act there is no `told_uuid`, and no `told_detail`.
    """
    return _told(events_about(client), _touching(client))


def told_to_account(user: User) -> QuerySet[AuditEvent]:
    """The same of an account that has no record."""
    theirs = _about(rows_of_account(user))
    events = AuditEvent.objects.filter(theirs | Q(actor_id=str(user.uuid))).order_by("at", "id")
    return _told(events, theirs)


def _told(events: QuerySet[AuditEvent], theirs: Q) -> QuerySet[AuditEvent]:
    return events.annotate(
        told_uuid=Case(When(theirs, then="subject_uuid")), told_detail=Case(When(theirs, then="detail"))
    )


def _touching(client: Client) -> Q:
    """What was done to any row of theirs."""
    about = _about(rows_of(client))
    merged = list(client.merged_records.values_list("gone_uuid", flat=True))
    return about | Q(subject_type=Client._meta.label_lower, subject_uuid__in=merged)


def _about(held: Rows) -> Q:
    about = Q()
    for model, rows in held.items():
        if any(field.name == "uuid" for field in model._meta.fields):
            uuids = list(rows.values_list("uuid", flat=True))
            about |= Q(subject_type=model._meta.label_lower, subject_uuid__in=uuids)
    return about


def exports_since(whose: Client | User, since: datetime) -> int:
    """How often a copy of the record, or of an account without one, was made."""
    made = AuditEvent.objects.filter(subject_type=whose._meta.label_lower, subject_uuid=whose.uuid)
    return made.filter(action__in=("record.exported", "account.exported"), at__gt=since).count()


def left_to_look_at(client_uuid: UUID) -> bool:
    """Did the erasure find parts of the name in what is kept?"""
    return AuditEvent.objects.filter(subject_uuid=client_uuid, action="erasure.look_by_hand").exists()
