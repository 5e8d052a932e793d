"""What the desk sees before it puts a visit somewhere: can it stand there, and if not, why not."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Case, Q, QuerySet, Value, When

from bookings.adapters.diaries import spans_of
from bookings.models import Appointment, Service
from bookings.queries.availability import Books, Seek, read_books
from bookings.scheduling import policy
from bookings.scheduling.desk import Wanted, hindrances, room_for, slot_for
from bookings.scheduling.intervals import MINUTE, Interval
from bookings.scheduling.slots import Slot
from bookings.scheduling.terms import Because, Hindrance, ServiceKind, Status
from bookings.scheduling.windows import Judgement, judge
from hekas.accounts.models import Client, Therapist, treats

MOST_FOUND = 12
SHORTEST_WORD = 2
ALIKE = 3  # letters that a misspelt name begins with


@dataclass(frozen=True)
class Spot:
    """Where staff want a visit: with whom, from when (aware), for how many minutes of treatment."""

    therapist: Therapist
    start: datetime
    minutes: int


@dataclass(frozen=True)
class Look:
    """One spot as the diary stands. `books` has the one therapist, or none who gives this service."""

    books: Books
    wanted: Wanted
    judgement: Judgement

    @cached_property
    def slot(self) -> Slot | None:
        """As the public's own search says it."""
        if not self.books.diaries:
            return None
        return slot_for(self.wanted, self.books.ask, *self._rest)

    @cached_property
    def against(self) -> frozenset[Hindrance]:
        return hindrances(self.wanted, *self._rest) if self.books.diaries else frozenset({Hindrance.HOURS})

    @property
    def room(self) -> int | None:
        """The room that it is given where it is put over others."""
        return room_for(self.wanted, *self._rest[:2]) if self.books.diaries else None

    @property
    def shared(self) -> int | None:
        """The room that it would share with another visit, where none is free."""
        return self.room if Hindrance.ROOM in self.against else None

    @property
    def _rest(self):  # type: ignore[no-untyped-def]
        return self.books.diaries[0], self.books.rooms, self.books.taken


def look(seek: Seek, spot: Spot, now: datetime) -> Look:
    """Neither notice nor horizon nor grid is asked: those bind who books online. Three statements."""
    during, busy = spans_of(seek.service, spot.start, spot.minutes)
    books = read_books(seek, Interval(during.start, during.start + MINUTE), now)
    wanted = Wanted(during, busy, seek.service.is_deep)
    return Look(books, wanted, judge(during.start, ServiceKind(seek.service.kind), seek.windows))


def there(found: Look, spot: Spot, own: int | None, now: datetime) -> list[Appointment]:
    """The visits and holds that it would lie over: its therapist's, and those of the room it would share.

    In order of time, without the one that is moved (`own`). One statement.
    """
    busy = found.wanted.busy
    places = Q(therapist=spot.therapist) | Q(room=found.shared)
    rows = Appointment.objects.taking(now).starting(busy.start - policy.LONGEST_VISIT, busy.end)
    rows = rows.filter(places, busy__endswith__gt=busy.start).exclude(pk=own)
    return list(rows.select_related("client", "therapist").order_by("during", "pk"))


def went_unreached(client: Client, now: datetime) -> list[Appointment]:
    """The visits to come that were taken out because nobody could speak with this client in time."""
    gone = Appointment.objects.filter(client=client, during__startswith__gt=now)
    unreached = gone.filter(status=Status.CANCELLED.value, cancelled_because=Because.NOT_REACHED.value)
    return list(unreached.select_related("therapist").order_by("during", "pk"))


def services() -> QuerySet[Service]:
    """What staff may book: all that is active, on offer online or not."""
    return Service.objects.filter(is_active=True).prefetch_related("therapists").order_by("order", "id")


def therapists() -> QuerySet[Therapist]:
    """Whom the desk books and blocks: all who treat, on offer to the public or not."""
    return Therapist.objects.filter(treats()).order_by("name", "id")


def find_clients(words: str) -> Collection[Client]:
    """Clients by parts of the name in any order, of the e-mail address, of the number as dialled anywhere.

    At most a dozen; first whose name has these words as they stand: of "Ed Ng" nobody could write more.
    """
    words = " ".join(words.split())
    if len(words) < SHORTEST_WORD:
        return []
    named = [Q(name__icontains=word) for word in words.split()]
    found = Q(*named) | Q(email__icontains=words)
    digits = "".join(letter for letter in words if letter.isdigit()).lstrip("0")
    national = digits.removeprefix("44").lstrip("0")
    if len(national) > SHORTEST_WORD:
        found |= Q(phone__contains=national)
    return _first(found, Case(When(name__icontains=words, then=Value(0)), default=Value(1)))


def find_alike(words: str) -> Collection[Client]:
    """Clients with a name that begins as these words do: most slips come after the third letter."""
    begun = [word[:ALIKE] for word in words.split() if len(word) >= ALIKE and word.isalpha()]
    if not begun:
        return []
    return _first(Q(*[Q(name__istartswith=one) | Q(name__icontains=f" {one}") for one in begun]))


def _first(found: Q, *nearest: Case) -> list[Client]:
    return list(Client.objects.filter(found).order_by(*nearest, "name", "id")[:MOST_FOUND])
