"""What a search reads: three statements, written by hand, however many therapists and days there are.

Building them anew for each search took longer than running them: docs/adr/0010-search-in-three-statements.md.
Each goes by a B-tree with a bounded look back, never by the index of an exclusion constraint.
"""

import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import connections, router

from bookings.models import Service
from bookings.scheduling import policy
from bookings.scheduling.intervals import Interval
from bookings.scheduling.minutes import Run
from bookings.scheduling.visits import Visits
from hekas.accounts.models import Therapist
from hekas.postgres.prepared import execute
from hekas.postgres.rows import read

HOURS = """
SELECT therapist.*, workload.most_deep_minutes AS most_deep, workload.rest_minutes AS rest,
  (SELECT json_agg(json_build_array(weekday, opens, closes, location_id, first_day, last_day, every_weeks)
                   ORDER BY id)
   FROM bookings_workinghours
   WHERE therapist_id = therapist.id AND first_day <= %(last)s
     AND (last_day IS NULL OR last_day >= %(first)s))::text AS weekly,
  (SELECT json_agg(json_build_array("on", opens, closes, location_id) ORDER BY id)
   FROM bookings_changedhours
   WHERE therapist_id = therapist.id AND "on" BETWEEN %(first)s AND %(last)s)::text AS changes,
  (SELECT json_agg(json_build_array(lower(during), upper(during)) ORDER BY id)
   FROM bookings_timeoff
   WHERE therapist_id = therapist.id AND lower(during) < %(end)s AND upper(during) > %(start)s)::text AS off
FROM accounts_therapist AS therapist
LEFT JOIN bookings_workload AS workload ON workload.therapist_id = therapist.id
"""
CHOSEN = "WHERE therapist.id = ANY(%(ids)s)"
FOR_SERVICE = """
JOIN bookings_service_therapists AS gives ON gives.therapist_id = therapist.id
JOIN bookings_service AS service ON service.id = gives.service_id AND service.updated_at = %(as_read)s
WHERE gives.service_id = %(service)s AND therapist.is_bookable
  AND (%(ids)s::bigint[] IS NULL OR therapist.id = ANY(%(ids)s))
"""
ROOMS = """
SELECT room.id, room.location_id, location.uuid::text,
  (SELECT json_agg(json_build_array(first_day, last_day) ORDER BY id)
   FROM bookings_clinicclosure
   WHERE (location_id IS NULL OR location_id = location.id)
     AND first_day <= %(last)s AND last_day >= %(first)s)::text AS closures
FROM bookings_room AS room
JOIN bookings_location AS location ON location.id = room.location_id
JOIN bookings_service_rooms AS used ON used.room_id = room.id
WHERE used.service_id = %(service)s AND room.is_active AND location.is_active
  AND (%(places)s::bigint[] IS NULL OR location.id = ANY(%(places)s))
ORDER BY room.location_id, room."order", room.id
"""
# The numbers of `Visits`, four bytes each: whole minutes since 1970, rounded outwards.
NUMBERS = """
  int4send(floor(date_part('epoch', lower(visit.busy)) / 60)::int)
  || int4send(ceil(date_part('epoch', upper(visit.busy)) / 60)::int)
  || int4send(floor(date_part('epoch', lower(visit.during)) / 60)::int)
  || int4send(ceil(date_part('epoch', upper(visit.during)) / 60)::int)
  || int4send(service.is_deep::int)
"""
# A row for each therapist and each room: to put ten thousand rows in order takes Python as long as all else.
TAKEN = f"""
SELECT visit.therapist_id, visit.room_id, string_agg({NUMBERS}, ''),
  string_agg({NUMBERS}, '') FILTER (WHERE visit.client_id = %(client)s)
FROM bookings_appointment AS visit
JOIN bookings_service AS service ON service.id = visit.service_id
WHERE visit.status IN ('arrived', 'booked', 'tentative')
  AND NOT (visit.status = 'tentative' AND visit.hold_expires_at <= %(now)s)
  AND lower(visit.busy) >= %(since)s AND lower(visit.busy) < %(until)s
  AND (visit.therapist_id = ANY(%(therapists)s) OR visit.room_id = ANY(%(rooms)s)
       OR visit.client_id = %(client)s)
  AND visit.id IS DISTINCT FROM %(leaving_out)s
GROUP BY GROUPING SETS ((visit.therapist_id), (visit.room_id))
"""  # noqa: S608 - words of our own


@dataclass(frozen=True)
class Span:
    """The clinic's dates of a search, both inclusive, and the time that they are."""

    first: date
    last: date
    time: Interval

    @property
    def values(self) -> dict[str, object]:
        return {"first": self.first, "last": self.last, "start": self.time.start, "end": self.time.end}


class RoomRow(NamedTuple):
    """A room, its place by both names, and the dates on which the place is shut, as JSON (None: none)."""

    room: int
    place: int
    place_uuid: str
    closures: str | None


class Busy:
    """What takes therapists and rooms, by their ids, and the client who asks; in no order."""

    def __init__(self) -> None:
        self.therapists: dict[int, Visits] = defaultdict(Visits)
        self.rooms: dict[int, list[Run]] = defaultdict(list)
        self.client: list[Run] = []


def hours_of(ids: Sequence[int] | None, first: date, last: date, within: Interval) -> list[Therapist]:
    """Therapists (all, or those), each with `weekly`, `changes` and `off` as JSON, `most_deep` and `rest`."""
    values = {**Span(first, last, within).values, "ids": None if ids is None else list(ids)}
    statement = HOURS + ("" if ids is None else CHOSEN) + " ORDER BY therapist.id"
    return read(Therapist, statement, values)


def therapists_with_hours(
    service: Service, span: Span, only: Therapist | None, needs: Iterable[str] = ()
) -> list[Therapist]:
    """Those who may be booked for the service as it was read, as `hours_of`.

    Once it has another length, price or rule, nobody: whoever read it before the lock was let in by the old
    one. `needs` names the training that the client's therapist must have. Source: K6.
    """
    values = {**span.values, "service": service.pk, "as_read": service.updated_at}
    values["ids"] = None if only is None else [only.pk]
    found = read(Therapist, f"{HOURS} {FOR_SERVICE} ORDER BY therapist.id", values)
    return [row for row in found if all(getattr(row, need) for need in needs)]


def rooms_of(service: Service, span: Span, places: Iterable[int]) -> list[RoomRow]:
    """The rooms of these places (of all, where none is named) that the service may use, in their order."""
    with connections[router.db_for_read(Service)].cursor() as cursor:
        execute(cursor, ROOMS, {**span.values, "service": service.pk, "places": list(places) or None})
        return [RoomRow(*row) for row in cursor.fetchall()]


def taken(
    therapists: Sequence[int],
    rooms: Sequence[int],
    reach: Interval,
    now: datetime,
    *,
    client: int | None = None,
    leaving_out: int | None = None,
) -> Busy:
    """What takes any of these and starts in `reach`, or may last into it; a hold that ran out does not."""
    found = Busy()
    values = {
        "now": now,
        "since": reach.start - policy.LONGEST_VISIT,
        "until": reach.end,
        "therapists": list(therapists),
        "rooms": list(rooms),
        "client": client,
        "leaving_out": leaving_out,
    }
    with connections[router.db_for_read(Service)].cursor() as cursor:
        execute(cursor, TAKEN, values)
        for therapist, room, numbers, own in cursor.fetchall():
            if therapist is None:
                found.rooms[room] = list(_visits(numbers).busy)
                continue
            found.therapists[therapist] = _visits(numbers)
            if own is not None:
                found.client += _visits(own).during
    return found


def _visits(numbers: memoryview) -> Visits:
    """From the network's order of bytes."""
    found = array("i")
    found.frombytes(numbers)
    if sys.byteorder == "little":
        found.byteswap()
    return Visits(found)
