"""A plan with an event is being signed: what its therapist chose of the visits too near it is called off."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from assessments.actions.plan_event import OthersFirst
from bookings.actions import appointments, notices
from bookings.actions.front_door import SlotTaken, front_door, lock_visits
from bookings.adapters.letters import NEAR_EVENT
from bookings.queries.near_event import deep_near
from hekas.accounts.models import Client
from hekas.audit.actors import Actor


def call_off(client: Client, event: date, gone: Collection[UUID], *, by: Actor, now: datetime) -> None:
    """Of the visits too near that event those with these ids. The client's lock is the caller's.

    Raises OthersFirst: others keep us waiting, and nothing was done.
    """
    if not gone:
        return
    try:
        with front_door():
            _call_off(client, event, gone, by, now)
    except SlotTaken as refusal:
        raise OthersFirst from refusal


def _call_off(client: Client, event: date, gone: Collection[UUID], by: Actor, now: datetime) -> None:
    lock_visits(*deep_near(client, event, now))
    for visit in deep_near(client, event, now):
        if visit.uuid in gone:
            appointments.call_off(visit, by, now, for_clinic=True)
            notices.tell_cancelled(visit, now, why=NEAR_EVENT)
