"""Holds that ran out: ended, and whoever had one and is known hears of it, once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from bookings.adapters import letters
from bookings.models import Appointment
from bookings.scheduling.terms import Status
from hekas.accounts.models import Client
from hekas.messaging import actions as outbox
from hekas.messaging.terms import about_next_visit
from hekas.postgres.each_alone import each_alone

A_WHILE = timedelta(minutes=10)  # to choose again before anybody writes
TOO_LATE = timedelta(hours=6)
MOST_AT_ONCE = 500
BOOKED = "they have booked"


def tell_ran_out(now: datetime) -> int:
    """End what ran out, then tell those who did nothing about it; returns how many are told now."""
    told = 0
    with each_alone("holds that ran out") as alone:
        for pk in (
            Appointment.objects.stale_holds(now).order_by("id").values_list("pk", flat=True)[:MOST_AT_ONCE]
        ):
            with alone(pk):
                _end_one(pk, now)
        for hold in _untold(now)[:MOST_AT_ONCE]:
            with alone(hold.pk):
                told += _tell(hold, now)
    return told


def take_back(client: Client | None, now: datetime) -> None:
    """They have booked meanwhile: a letter that asks them to choose a time is not wanted any more."""
    if client is not None:
        outbox.void(about=about_next_visit(client.uuid), because=BOOKED, now=now)


@transaction.atomic
def _end_one(pk: int, now: datetime) -> None:
    """One row and no other lock; whoever is at that hold this moment decides what becomes of it."""
    hold = Appointment.objects.stale_holds(now).filter(pk=pk).select_for_update(skip_locked=True).first()
    if hold is not None:
        ended = {"status": Status.EXPIRED.value, "hold_expires_at": None, "updated_at": now}
        Appointment.objects.filter(pk=pk).update(**ended)


def _untold(now: datetime) -> QuerySet[Appointment]:
    """Ran out a while ago, of somebody known, who has not chosen since. The waiting list has its own."""
    ended = Appointment.objects.filter(
        status=Status.EXPIRED.value, updated_at__lte=now - A_WHILE, updated_at__gt=now - TOO_LATE
    )
    known = Q(client__isnull=False) | Q(intake__client__isnull=False)
    theirs = (
        Q(client=OuterRef("client")) | Q(client=OuterRef("intake__client")) | Q(intake=OuterRef("intake"))
    )
    later = Q(pk__gt=OuterRef("pk")) | Q(booked_at__gte=OuterRef("created_at"))
    others = Appointment.objects.filter(theirs, later).exclude(pk=OuterRef("pk"))
    untold = ended.filter(known, ~Exists(others), waitlist_offer=None)
    return untold.select_related("client", "intake__client").order_by("pk")


@transaction.atomic
def _tell(hold: Appointment, now: datetime) -> bool:
    client = hold.client or hold.intake.client
    message = outbox.enqueue(
        template="hold_ran_out",
        to=client,
        dedupe_key=f"hold_ran_out:{hold.uuid}",
        about=about_next_visit(client.uuid),
        context={"when": letters.when(hold), "search_url": letters.address_of("bookings:services")},
        due_at=now,
        expires_at=now + TOO_LATE,
        now=now,
    )
    return message is not None
