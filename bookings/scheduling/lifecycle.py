"""What may happen to an appointment, as one table. A page in `docs/` and a test are made from it."""

from bookings.scheduling.terms import Event, Status

MOVES: dict[tuple[Status, Event], Status] = {
    (Status.TENTATIVE, Event.CONFIRM): Status.BOOKED,
    (Status.TENTATIVE, Event.MOVE): Status.TENTATIVE,
    (Status.TENTATIVE, Event.EXPIRE): Status.EXPIRED,
    (Status.BOOKED, Event.MOVE): Status.BOOKED,
    (Status.BOOKED, Event.CANCEL): Status.CANCELLED,
    (Status.BOOKED, Event.ARRIVE): Status.ARRIVED,
    (Status.BOOKED, Event.MISS): Status.NOSHOW,
    (Status.ARRIVED, Event.FULFIL): Status.FULFILLED,
    (Status.ARRIVED, Event.UNDO): Status.BOOKED,
    (Status.NOSHOW, Event.UNDO): Status.BOOKED,
    (Status.FULFILLED, Event.REOPEN): Status.ARRIVED,
    (Status.CANCELLED, Event.RESTORE): Status.BOOKED,
}

# While an appointment is one of these, its therapist, room and client are taken.
TAKING: frozenset[Status] = frozenset({Status.TENTATIVE, Status.BOOKED, Status.ARRIVED})


class NotAllowed(Exception):
    """The event can't happen to an appointment that stands where this one does."""

    def __init__(self, status: Status, event: Event) -> None:
        super().__init__(f"{event} is not possible for an appointment that is {status}")
        self.status = status
        self.event = event


def after(status: Status, event: Event) -> Status:
    """The status that `event` leads to; raises NotAllowed."""
    try:
        return MOVES[status, event]
    except KeyError:
        raise NotAllowed(status, event) from None


def possible(status: Status) -> frozenset[Event]:
    """The events that may happen next."""
    return frozenset(event for (start, event) in MOVES if start is status)


def before(event: Event) -> frozenset[Status]:
    """The statuses from which `event` may happen."""
    return frozenset(status for (status, happens) in MOVES if happens is event)
