"""Everything that was done with one client's record, and everything they did."""

from uuid import UUID

from django.db.models import Case, Q, QuerySet, When

from hekas.accounts.models import Client
from hekas.audit.models import AuditEvent
from hekas.privacy.queries.held import rows_of


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
    theirs = _touching(client)
    return events_about(client).annotate(
        told_uuid=Case(When(theirs, then="subject_uuid")), told_detail=Case(When(theirs, then="detail"))
    )


def _touching(client: Client) -> Q:
    """What was done to any row of theirs."""
    about = Q()
    for model, rows in rows_of(client).items():
        if any(field.name == "uuid" for field in model._meta.fields):
            uuids = list(rows.values_list("uuid", flat=True))
            about |= Q(subject_type=model._meta.label_lower, subject_uuid__in=uuids)
    merged = list(client.merged_records.values_list("gone_uuid", flat=True))
    return about | Q(subject_type=Client._meta.label_lower, subject_uuid__in=merged)


def exports_since(client: Client, since) -> int:  # type: ignore[no-untyped-def]
    """How often a copy of the record was made."""
    made = AuditEvent.objects.filter(subject_type=client._meta.label_lower, subject_uuid=client.uuid)
    return made.filter(action="record.exported", at__gt=since).count()


def left_to_look_at(client_uuid: UUID) -> bool:
    """Did the erasure find parts of the name in what is kept?"""
    return AuditEvent.objects.filter(subject_uuid=client_uuid, action="erasure.look_by_hand").exists()
