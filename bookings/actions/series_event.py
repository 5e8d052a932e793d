"""The event that a series leads up to gets another date, or none: nothing deep stays in its last two days."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bookings.actions import appointments, notices
from bookings.actions.appointments import Changed
from bookings.actions.front_door import front_door
from bookings.actions.series import locked, may_change
from bookings.adapters.letters import NEAR_EVENT
from bookings.models import Appointment, Series
from bookings.queries.availability import zone
from bookings.queries.events import is_deep
from bookings.queries.near_event import deep_near
from bookings.queries.series import to_come
from bookings.scheduling.series import NO_EVENT, is_near
from bookings.scheduling.terms import Event
from hekas.audit.actors import Actor
from hekas.audit.log import record


@dataclass(frozen=True)
class Spoilt:
    """The visits that another date of the event leaves where they can't stay: those that its client may still
    call off, and those that it is too late for, which stand on the list to look at."""

    gone: tuple[Appointment, ...] = ()
    kept: tuple[Appointment, ...] = ()


def looked_at(series: Series, event: date | None, now: datetime, *, beyond: bool) -> list[Appointment]:
    """The visits of which that date says something: the series' own, and `beyond` it others too near.

    Beyond it only for whoever may see all visits of the client.
    """
    return [*to_come(series, now), *(_others(series, event, now) if beyond else ())]


def _others(series: Series, event: date | None, now: datetime) -> list[Appointment]:
    near = deep_near(series.client, event, now) if event is not None else []
    return [one for one in near if one.series_id != series.pk]


def spoilt(visits: Sequence[Appointment], event: date | None, now: datetime) -> Spoilt:
    """Which of these visits to come lie too near that event."""
    if event is None:
        return Spoilt()
    near = [one for one in visits if is_deep(one.service) and is_near(one.starts_at, event, zone())]
    near.sort(key=lambda one: one.starts_at)
    gone = tuple(one for one in near if may_change(one, now))
    return Spoilt(gone, tuple(one for one in near if one not in gone))


def change(
    *,
    series: Series,
    event: date | None,
    seen: Collection[UUID],
    by: Actor,
    now: datetime,
    beyond: bool = False,
) -> Spoilt:
    """Give it that date, and call off what lies too near: what is done to them they have `seen`, by id.

    `beyond`: also of their visits outside the series, as they were shown (`looked_at`). All or nothing; done
    twice, it does nothing twice. Raises Changed: other visits would go than were shown, or the series has
    ended. Raises SlotTaken (others keep us waiting).
    """
    with front_door():
        locked(series, now, _others(series, event, now) if beyond else ())
        found = spoilt(looked_at(series, event, now, beyond=beyond), event, now)
        series.refresh_from_db(fields=["event", "ended_at"])
        if series.event == event and not found.gone:
            return found
        if series.ended_at is not None or {one.uuid for one in found.gone} != set(seen):
            raise Changed(Event.CANCEL)
        _keep(series, event, by, now)
        for visit in found.gone:
            appointments.call_off(visit, by, now)
            notices.tell_cancelled(visit, now, why=NEAR_EVENT)
        return found


def _keep(series: Series, event: date | None, by: Actor, now: datetime) -> None:
    Series.objects.filter(pk=series.pk).update(event=event, updated_at=now)
    before, series.event = series.event, event
    said = {"before": _said(before), "after": _said(event)}
    record(by=by, action="series event changed", subject=series, now=now, **said)


def _said(event: date | None) -> str:
    return event.isoformat() if event else NO_EVENT
