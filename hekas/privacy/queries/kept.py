"""What of a client is the clinical record, and until when it is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, Max, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest, Upper
from django.utils import timezone

from assessments.models import (
    Amendment,
    CarePlan,
    Intake,
    Letter,
    ProgressEntry,
    Result,
    ReturnLink,
    Screening,
)
from bookings.models import Appointment
from bookings.scheduling.terms import Status
from hekas.accounts.ages import youngest_birthday
from hekas.accounts.models import Client, Consent
from hekas.messaging.models import WrittenMessage
from hekas.messaging.wishes import PREFERENCES
from hekas.privacy.models import LegalHold
from hekas.privacy.queries.held import Rows, rows_of
from hekas.privacy.retention import kept_until
from hekas.privacy.terms import ADULT_YEARS

NEARLY_EIGHT_YEARS = timedelta(days=ADULT_YEARS * 365)  # whoever was here since is not due
AT_A_TIME = 2_000
TREATED = Status.FULFILLED.value


@dataclass(frozen=True)
class Split:
    """The rows of a client that stay, as they are the record of care, and those that may go."""

    stay: Rows
    go: Rows

    @property
    def has_record(self) -> bool:
        """Was there any care, or any advice? A name alone is no record."""
        said = (rows for model, rows in self.stay.items() if model not in (Client, Consent))
        return any(rows.exists() for rows in said)


def split(client: Client) -> Split:
    """Stays: what was said, found, advised, planned and done. Everything else goes, new kinds of rows too."""
    stay: Rows = {}
    go: Rows = {}
    for model, rows in rows_of(client).items():
        kept = _kept(model, rows)
        if kept is not None:
            stay[model] = kept
        go[model] = rows if kept is None else rows.exclude(pk__in=kept.values("pk"))
    return Split(stay, go)


def _kept(model: type[Model], rows: QuerySet[Any]) -> QuerySet[Any] | None:
    if model is Client:
        return rows
    if model is Consent:
        return rows.exclude(kind__in=PREFERENCES)
    if model is Appointment:
        return rows.filter(status=TREATED)
    if model is WrittenMessage:
        return rows.filter(therapist__isnull=False)
    if model is Intake:
        return rows.exclude(status="draft", results=None)
    is_record = model._meta.app_label in ("assessments", "privacy") and model is not ReturnLink
    return rows if is_record else None


def _contacts() -> Iterator[tuple[Any, str, str]]:
    """Each kind of contact that counts: its rows, how they lead to the client, and the moment."""
    end = Upper("during", output_field=DateTimeField())
    yield Appointment.objects.filter(status=TREATED).annotate(end=end), "client", "end"
    yield Screening.objects, "client", "started_at"
    yield Result.objects, "intake__client", "made_at"
    yield CarePlan.objects, "client", "signed_at"
    yield Amendment.objects, "plan__client", "at"
    yield Letter.objects, "client", "written_at"
    yield ProgressEntry.objects, "client", "written_at"
    yield WrittenMessage.objects.filter(therapist__isnull=False), "client", "written_at"


def with_last_contact() -> QuerySet[Client]:
    """Clients with `last_at`: their last treatment or, without one, the last they told or were told."""
    parts = [_latest(*contact) for contact in _contacts()]
    return Client.objects.annotate(last_at=Coalesce(Greatest(*parts), "created_at"))


def _latest(rows: Any, client: str, moment: str) -> Subquery:
    of_client = rows.filter(**{client: OuterRef("pk")}).order_by().values(client)
    return Subquery(of_client.annotate(latest=Max(moment)).values("latest"))


def _here_before(limit: datetime) -> list[int]:
    """Clients who were known by then, or of whom something older than that is kept."""
    known = Client.objects.filter(created_at__lt=limit).order_by().values_list("pk", flat=True)
    older = [
        rows.filter(**{f"{moment}__lt": limit, f"{client}__isnull": False})
        .order_by()
        .values_list(client, flat=True)
        for rows, client, moment in _contacts()
    ]
    return sorted(known.union(*older))


def until(client: Client) -> date:
    """The day on which this client's record is deleted, as things stand."""
    last = with_last_contact().values_list("last_at", flat=True).get(pk=client.pk)
    return kept_until(timezone.localdate(last), _born(client))


def due(now: datetime) -> Iterator[Client]:
    """Clients whose record has been kept long enough, and that nothing else keeps.

    The last contact of 200,000 clients at once takes most of the twenty seconds that a statement has: it is
    looked up of those alone who were here long ago, so many at a time.
    """
    today, limit = timezone.localdate(now), now - NEARLY_EIGHT_YEARS
    held = LegalHold.objects.filter(lifted_at=None).values("client")
    known = _here_before(limit)
    for first in range(0, len(known), AT_A_TIME):
        some = with_last_contact().filter(pk__in=known[first : first + AT_A_TIME], last_at__lt=limit)
        for client in some.exclude(pk__in=held).order_by("pk"):
            if kept_until(timezone.localdate(client.last_at), _born(client)) <= today:  # type: ignore[attr-defined]
                yield client


def is_due(client: Client, now: datetime) -> bool:
    """Has this record been kept long enough, and does nothing else keep it?"""
    held = LegalHold.objects.filter(client=client, lifted_at=None).exists()
    return not held and until(client) <= timezone.localdate(now)


def answers_of_nobody(now: datetime) -> list[Intake]:
    """Sent without a name, and kept as long as a record is: reckoned by the age that was told."""
    old = Intake.objects.filter(client=None, created_at__lt=now - NEARLY_EIGHT_YEARS).exclude(status="draft")
    unclaimed = old.filter(renewals=None).exclude(appointments__client__isnull=False).order_by("pk")
    return [intake for intake in unclaimed if _nobodys_day(intake) <= timezone.localdate(now)]


def _nobodys_day(intake: Intake) -> date:
    day = timezone.localdate(intake.submitted_at or intake.created_at)
    age = intake.answers.get("about", {}).get("age")
    return kept_until(day, youngest_birthday(int(age), day) if age is not None else None)


def _born(client: Client) -> date | None:
    """The day of birth or, from an age that was told, the latest that it can be."""
    if client.born_on:
        return client.born_on
    newest = Result.objects.filter(intake__client=client).order_by("-made_at", "-id").first()
    age = newest.answers.get("about", {}).get("age") if newest else None
    return youngest_birthday(int(age), timezone.localdate(newest.made_at)) if age is not None else None
