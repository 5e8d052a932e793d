"""Who treats whom, and when a client comes: what the clinic's rooms ask the calendar through the settings."""

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from assessments.queries.appointed import Appointed, Gone
from bookings.models import Appointment, Series
from bookings.queries.availability import zone
from bookings.queries.clearing import Missing, missing_for_each
from bookings.queries.desk import went_unreached
from bookings.queries.near_event import deep_near
from bookings.scheduling.terms import Status
from bookings.scheduling.working_time import local_day, whole_day
from hekas.accounts.models import Client

CARE_LASTS = timedelta(days=731)  # 24 months, the longest that they can be
NOT_MET = (Status.TENTATIVE.value, Status.EXPIRED.value, Status.CANCELLED.value)
BY_MOVING = (Missing.REST, Missing.DAY, Missing.THERAPIST)
COMES = (Status.BOOKED.value, Status.ARRIVED.value, Status.FULFILLED.value)


def treated_by(user_id: int, now: datetime) -> Q:
    """The clients whom the therapist of this account has seen within two years, or will see.

    Care ends: whoever has not come for 24 months is nobody's client. Source: security.md, access model.
    """
    met = Appointment.objects.filter(
        client=OuterRef("pk"), therapist__user=user_id, during__endswith__gt=now - CARE_LASTS
    )
    return Q(Exists(met.exclude(status__in=NOT_MET)))


def appointed(client: Client, now: datetime) -> Appointed | None:
    """The client's visit of today, the first that is not over, else the last of today; None on other days."""
    today = whole_day(local_day(now, zone()), zone())
    rows = Appointment.objects.starting(today.start, today.end).filter(client=client, status__in=COMES)
    visits = list(rows.select_related("service", "room", "therapist").order_by("during"))
    row = next((visit for visit in visits if visit.ends_at > now), visits[-1] if visits else None)
    return row and _said(row)


def to_put_back(client: Client, user_id: int, now: datetime) -> list[Gone]:
    """The visits to come that went because nobody was reached, of whichever therapist."""
    return [
        Gone(row.uuid, row.starts_at, row.therapist.name, is_theirs=row.therapist.user_id == user_id)
        for row in went_unreached(client, now)
    ]


def must_move(client: Client, now: datetime) -> bool:
    """Whether the door won’t let the next visit begin for its time or who gives it: no talk mends that."""
    rows = Appointment.objects.with_names().filter(client=client, status=Status.BOOKED.value)
    coming = rows.filter(during__endswith__gt=now).order_by("during", "id")[:1]
    return any(missing in BY_MOVING for missing in missing_for_each(coming, now))


def near_event(client: Client, event: date, now: datetime) -> list[Appointed]:
    """The visits to come with deep work in the last days before that event."""
    return [_said(row) for row in deep_near(client, event, now)]


def series_events(client: Client) -> list[date]:
    """The events that the client's series lead up to, of those that were not ended."""
    rows = Series.objects.filter(client=client, ended_at=None, event__isnull=False)
    return list(rows.values_list("event", flat=True))


def _said(row: Appointment) -> Appointed:
    names = row.room.name, row.therapist.name
    return Appointed(row.uuid, row.service.name, row.starts_at, row.ends_at, *names)
