"""The one way in for everything that takes or frees time: locks in one order, a short wait, one refusal.

The exclusion constraints are the promise; these locks keep the queue short and free of deadlocks. A lock is
on a therapist's, a room's or a client's day, so two days of the same therapist do not wait for each other.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import DatabaseError, connection, transaction
from django.db.models import Q

from assessments.queries.door import door_key
from bookings.adapters import slot_cache
from bookings.models import Appointment
from bookings.queries.places import touched_by
from bookings.scheduling import policy
from bookings.scheduling.intervals import Interval
from bookings.scheduling.terms import Status
from hekas.accounts.rota import ROTA
from hekas.postgres.faults import others_were_first
from hekas.postgres.kept import Among, Change, Given, Question
from hekas.postgres.prepared import execute

PATIENCE = "3s"
LOCK = """
WITH patience AS MATERIALIZED (SELECT set_config('lock_timeout', %s, true)),
  rota AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(%s) FROM patience)
SELECT CASE WHEN alone THEN pg_advisory_xact_lock(k) ELSE pg_advisory_xact_lock_shared(k) END
FROM rota, unnest(%s::bigint[], %s::bool[]) AS one (k, alone)
"""
TRY = """
SELECT bool_and(
  CASE WHEN alone THEN pg_try_advisory_xact_lock(k) ELSE pg_try_advisory_xact_lock_shared(k) END
) FROM unnest(%s::bigint[], %s::bool[]) AS one (k, alone)
"""
THERAPIST, ROOM, CLIENT = 1, 2, 3  # the order of locking: the therapist first
DAY_BITS, KIND_SHIFT = 20, 60
IN_LINE = 6  # the last in the order: a place in one of the lines of those who want any therapist
LANES = 16  # at most so many locks of a kind a day: the table of locks holds 6,400 for everybody together
FEW = LANES // 2  # so many have a lock of their own, which is two locks each
DAY_ONE = date(1970, 1, 1).toordinal()
POINTS_TO = ("therapist", "room", "service")  # rows that no booking changes
AS_IT_STANDS = Question(lambda: Appointment.objects.filter(pk=Given("pk")).order_by())
LOCKED = Question(lambda: Appointment.objects.select_for_update().filter(pk=Given("pk")).order_by())
LOCKED_WHOLE = Question(
    lambda: Appointment.objects.with_names().select_for_update(of=("self",)).filter(pk=Given("pk")).order_by()
)
END_STALE = Change(
    Appointment,
    lambda: (
        Appointment.objects.stale_holds(Given("now"))
        .starting(Given("since"), Given("until"))
        .filter(
            Q(Among("therapist", Given("therapists")))
            | Q(Among("room", Given("rooms")))
            | Q(client=Given("client"))
        )
    ),
    status=Status.EXPIRED.value,
    hold_expires_at=None,
    updated_at=Given("now"),
)


class SlotTaken(Exception):
    """Somebody else has it, or has it in hand just now. The caller shows other times."""


@dataclass
class Keys:
    """The days to lock, as numbers: kind, lane and day in one. A client's day brings the client's own door.

    Therapists share lanes from the seventeenth on, and so do rooms: whoever wants any of two hundred takes
    sixteen locks. Whoever wants a few shares their lanes and has each of them alone, so that two who want
    different people never wait for each other (docs/adr/0035).
    """

    found: set[int] = field(default_factory=set)  # alone
    shared: set[int] = field(default_factory=set)
    therapists: set[int] = field(default_factory=set)
    rooms: set[int] = field(default_factory=set)

    def add(self, kind: int, ids: Iterable[int], span: Interval) -> None:
        ids = set(ids)
        if kind == CLIENT:
            self.found |= {door_key(one) for one in ids}
        self.therapists |= ids if kind == THERAPIST else set()
        self.rooms |= ids if kind == ROOM else set()
        if kind not in (THERAPIST, ROOM):
            self.found |= _days_of(kind, ids, span)
            return
        lanes = _days_of(kind, {one % LANES for one in ids}, span)
        if len(ids) > FEW:
            self.found |= lanes
        else:
            self.shared |= lanes
            self.found |= _days_of(kind, {LANES + one for one in ids}, span)

    def in_order(self) -> tuple[list[int], list[bool]]:
        """Every lock in the one order of all, and whether it is to be had alone."""
        keys = sorted(self.found | self.shared)
        return keys, [key in self.found for key in keys]

    def join(self, other: "Keys") -> None:
        """All of the other's too."""
        self.found |= other.found
        self.shared |= other.shared
        self.therapists |= other.therapists
        self.rooms |= other.rooms

    def add_appointment(self, appointment: Appointment) -> None:
        """Everybody and everything that an appointment takes now."""
        span = Interval(appointment.busy.lower, appointment.busy.upper)
        self.add(THERAPIST, [appointment.therapist_id], span)
        self.add(ROOM, [appointment.room_id], span)
        if appointment.client_id is not None:
            self.add(CLIENT, [appointment.client_id], span)


def _days_of(kind: int, lanes: Iterable[int], span: Interval) -> set[int]:
    days = range(span.start.date().toordinal() - DAY_ONE, span.end.date().toordinal() - DAY_ONE + 1)
    return {kind << KIND_SHIFT | lane << DAY_BITS | day for lane in lanes for day in days}


_locked: ContextVar[Keys | None] = ContextVar("what is locked by the front door that is open", default=None)


@contextmanager
def front_door(*, moves_time: bool = True) -> Iterator[None]:
    """A transaction that, once it locks, waits three seconds at most; free times are read anew after it.

    Those of the places of whatever was locked; where nothing was, of all. Not at all where it takes and frees
    nothing (`moves_time`), as when a hold becomes a visit. Raises SlotTaken where others were first, also
    with forgetting whose visit it was.
    """
    around, mine = _locked.get(), Keys()
    token = _locked.set(mine)
    try:
        with transaction.atomic():
            yield
            if moves_time:
                slot_cache.forget_on_commit(_places(mine))
    except Appointment.DoesNotExist as fault:
        raise SlotTaken from fault
    except DatabaseError as fault:
        if others_were_first(fault):
            raise SlotTaken from fault
        raise
    finally:
        _locked.reset(token)
        if around is not None:
            around.join(mine)


def _places(keys: Keys) -> list[int] | None:
    """Where whatever was locked is; None where that is not known."""
    if not keys.found:
        return None
    return touched_by(keys.therapists, keys.rooms) if keys.therapists or keys.rooms else []


def _note(keys: Keys) -> None:
    mine = _locked.get()
    if mine is not None:
        mine.join(keys)


def lock(keys: Keys) -> None:
    """Wait for these days, in one order for everybody; they are ours until the transaction ends.

    Nobody changes when or where the clinic works meanwhile (`actions.rota`); others book beside us.
    From here on this transaction waits three seconds at most for any lock.
    """
    with connection.cursor() as cursor:
        execute(cursor, LOCK, [PATIENCE, ROTA, *keys.in_order()])
    _note(keys)


def try_lock(keys: Keys) -> bool:
    """Take these days where nobody has them just now; it never waits, so it needs no order.

    After `lock` only, and nothing may be waited for afterwards but rows that these days guard.
    """
    with connection.cursor() as cursor:
        execute(cursor, TRY, [*keys.in_order()])
        is_ours = bool(cursor.fetchone()[0])
    if is_ours:
        _note(keys)
    return is_ours


def read_again(appointment: Appointment) -> None:
    """The row as it stands now, held until the transaction ends: it may have moved off the locked days."""
    look_again(appointment, LOCKED)
    _note(Keys(therapists={appointment.therapist_id}, rooms={appointment.room_id}))


def lock_visits(*visits: Appointment) -> None:
    """Their days, then the rows as they now stand."""
    keys = Keys()
    for visit in visits:
        keys.add_appointment(visit)
    lock(keys)
    for visit in visits:
        read_again(visit)


def read_whole(appointment: Appointment) -> None:
    """As `read_again`, with what it points to: what was loaded before the wait may have changed since."""
    LOCKED_WHOLE.refresh(appointment)


def look_again(appointment: Appointment, rows: Question[Appointment] = AS_IT_STANDS) -> None:
    """The row as it stands now; what it points to is only fetched anew where it points elsewhere."""
    known = appointment._state.fields_cache
    before = {name: known[name] for name in POINTS_TO if known.get(name) is not None}
    rows.refresh(appointment)
    for name, row in before.items():
        if getattr(appointment, f"{name}_id") == row.pk:
            setattr(appointment, name, row)


def end_stale_holds(
    therapists: Iterable[int], rooms: Iterable[int], client: int | None, span: Interval, now: datetime
) -> None:
    """Holds that ran out stand in a constraint's way until somebody says that they did.

    Also one that the client had elsewhere, with another therapist in another room.
    """
    END_STALE.make(
        now=now,
        since=span.start - policy.LONGEST_VISIT,
        until=span.end,
        therapists=list(therapists),
        rooms=list(rooms),
        client=client,
    )
