"""What goes by itself when its time has come. Each is safe to run at any hour, any number of times.

Source: practice 5, Retention; security.md, GDPR.
"""

from datetime import datetime

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from assessments.models import Clearance, Intake, Result, ReturnLink
from bookings.models import Appointment
from bookings.models.waitlist import WAITING
from bookings.scheduling.terms import Status
from hekas.accounts.models import Client, StandIn
from hekas.audit.actors import SYSTEM
from hekas.audit.log import record
from hekas.postgres.faults import still
from hekas.privacy.actions import erasure, rows, sweeping
from hekas.privacy.queries import kept
from hekas.privacy.terms import ADDRESSES_KEPT, HOLDS_KEPT

MOST_AT_ONCE = 200


def old_records(now: datetime) -> int:
    """Delete each record whose day has come, one transaction each; returns how many."""
    done = 0
    for client in kept.due(now):
        with transaction.atomic():
            erasure.close_the_door(client.uuid)
            locked = still(Client.objects.select_for_update(), pk=client.pk)
            if kept.is_due(locked, now):  # they may have come back this minute
                erasure.forget_whole(locked, by=SYSTEM, now=now, action="record.forgotten")
                done += 1
        if done == MOST_AT_ONCE:
            break
    return done


@transaction.atomic
def old_answers_of_nobody(now: datetime) -> int:
    """Answers that somebody sent without leaving a name: kept as long as a record, by the age they told."""
    found = kept.answers_of_nobody(now)[:MOST_AT_ONCE]
    mine = {"intake__in": found}
    links = {Appointment: Appointment.objects.filter(**mine, client=None)}
    parts = {model: model._base_manager.filter(**mine) for model in (Result, Clearance, ReturnLink)}
    keys = rows.keys_of({**links, **parts})
    events = [(Clearance, "intake"), (Result, "intake"), (Intake, "pgh_obj")]
    versions = {
        model.pgh_event_model: model.pgh_event_model._base_manager.filter(**{f"{tie}__in": found})
        for model, tie in events
    }
    for intake in found:
        record(by=SYSTEM, action="intake.forgotten", subject=intake, now=now)
    rows.delete({**keys, **rows.keys_of(versions), Intake: [intake.pk for intake in found]})
    return len(found)


@transaction.atomic
def old_holds(now: datetime) -> int:
    """Delete times that were held and not taken, a day after. One that still says what was offered stays."""
    ended = Q(status=Status.EXPIRED.value, updated_at__lte=now - HOLDS_KEPT)
    left = Q(status=Status.TENTATIVE.value, hold_expires_at__lte=now - HOLDS_KEPT)
    told = Q(waitlist_offer__entry__state=WAITING)
    found = Appointment.objects.filter(ended | left).exclude(told)
    _, by_model = found.delete()
    return by_model.get(Appointment._meta.label, 0)


def old_sessions(now: datetime) -> int:
    """Sessions and counted tries that ran out, and from which address of the network somebody signed in."""
    deleted, _ = Session.objects.filter(expire_date__lt=now).delete()
    deleted += StandIn.objects.filter(expires__lt=now).delete()[0]
    if apps.is_installed("allauth.usersessions"):
        seen = apps.get_model("usersessions", "UserSession").objects
        deleted += seen.filter(last_seen_at__lte=now - ADDRESSES_KEPT).delete()[0]
    return deleted


def everything(now: datetime) -> dict[str, int]:
    """All of them, and how many rows each found."""
    jobs = (old_holds, old_sessions, old_answers_of_nobody, old_records, sweeping.left_by_older_releases)
    return {job.__name__: job(now) for job in jobs}
