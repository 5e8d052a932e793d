"""The log of who did and read what, searched by who, whose, what and when: a constant number of queries."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from assessments.models import CarePlan, Clearance, Letter, Result, Screening
from bookings.models import Appointment, WaitlistEntry
from hekas.accounts.models import Client, User
from hekas.audit.models import AuditEvent
from hekas.privacy.acts import as_pattern
from hekas.privacy.queries.access_log import events_about

MOST_CLIENTS = 5
# What can be looked at or done to, and the way from it to its client.
TIES = (
    (Client, "uuid"),
    (Screening, "client__uuid"),
    (CarePlan, "client__uuid"),
    (Result, "intake__client__uuid"),
    (Clearance, "client__uuid"),
    (Letter, "client__uuid"),
    (Appointment, "client__uuid"),
    (WaitlistEntry, "client__uuid"),
)


@dataclass(frozen=True)
class Wanted:
    who: str = ""
    whose: str = ""
    what: str = ""
    since: date | None = None
    until: date | None = None


def search(wanted: Wanted) -> QuerySet[AuditEvent]:
    """Events that fit, newest first."""
    events = AuditEvent.objects.order_by("-at", "-id")
    if wanted.whose:
        events = events.filter(_about(wanted.whose))
    if wanted.who:
        ids = _accounts(wanted.who)
        events = events.filter(Q(actor_id__in=ids) | Q(actor_label__icontains=wanted.who))
    if wanted.what:
        events = events.filter(action__iregex=as_pattern(wanted.what))
    if wanted.since:
        events = events.filter(at__gte=_midnight(wanted.since))
    return events.filter(at__lt=_midnight(wanted.until + timedelta(days=1))) if wanted.until else events


def named_in(events: list[AuditEvent]) -> dict[UUID, str]:
    """Subject → the name of its client, for a page of events: eight queries, however many there are."""
    uuids = {event.subject_uuid for event in events if event.subject_uuid}
    names: dict[UUID, str] = {}
    for model, way in TIES:
        name = way.removesuffix("uuid") + "name"
        names |= dict(model._base_manager.filter(uuid__in=uuids).values_list("uuid", name))
    return {uuid: name for uuid, name in names.items() if name}


def clients_of(words: str) -> list[Client]:
    """The first few clients of that name or address."""
    fits = Q(name__icontains=words) | Q(email__iexact=words)
    return list(Client.objects.filter(fits).select_related("user").order_by("pk")[:MOST_CLIENTS])


def _about(words: str) -> Q:
    about = [Q(pk__in=events_about(client).values("pk")) for client in clients_of(words)]
    return Q(*about, _connector=Q.OR) if about else Q(pk__in=[])


def _accounts(words: str) -> list[str]:
    found = User.objects.filter(Q(name__icontains=words) | Q(email__icontains=words))
    return [str(uuid) for uuid in found.values_list("uuid", flat=True)[:200]]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
