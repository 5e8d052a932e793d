"""The words of the calendar. Text for people is in `bookings.labels`."""

from enum import StrEnum


class Status(StrEnum):
    """Where an appointment stands. FHIR's words; `tentative` is a hold, `expired` a hold that ran out."""

    TENTATIVE = "tentative"
    BOOKED = "booked"
    ARRIVED = "arrived"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"
    NOSHOW = "noshow"
    EXPIRED = "expired"


class Event(StrEnum):
    """What can happen to an appointment."""

    CONFIRM = "confirm"
    EXPIRE = "expire"
    MOVE = "move"
    CANCEL = "cancel"
    ARRIVE = "arrive"
    FULFIL = "fulfil"
    MISS = "miss"
    UNDO = "undo"
    REOPEN = "reopen"  # finished by mistake
    RESTORE = "restore"  # it went only because nobody could release its client in time


class Because(StrEnum):
    """Why the clinic itself took a visit out of the diary."""

    NOT_CLEARED = "not_cleared"  # the newest answers ask for a doctor first
    NOT_REACHED = "not_reached"  # nobody could speak with the client in time


class ServiceKind(StrEnum):
    """The six kinds of session."""

    INITIAL_ASSESSMENT = "initial_assessment"
    TREATMENT = "treatment"
    PREVENTIVE = "preventive"
    POST_CRAMP = "post_cramp"
    PRE_COMPETITION = "pre_competition"
    REASSESSMENT = "reassessment"


class Needed(StrEnum):
    """What a service asks of its client, on top of what every visit asks: fresh, open safety answers."""

    ANSWERS = "answers"  # nothing more
    SEEN = "seen"  # a visit here before, or one that is booked for before this one


class Fit(StrEnum):
    """How well a time suits the body, best first."""

    BEST = "best"
    GOOD = "good"
    ALLOWED = "allowed"
    AVOID = "avoid"


FIT_ORDER: dict[Fit, int] = {fit: place for place, fit in enumerate(Fit)}


class Hindrance(StrEnum):
    """Why a visit can't stand where staff want it. All but the client's own may be overruled."""

    HOURS = "hours"  # the therapist does not work then, or the place is shut
    AWAY = "away"  # time off, a lunch, training
    THERAPIST = "therapist"  # another visit, with its turnover
    ROOM = "room"  # every room is taken
    HANDS = "hands"  # too much deep work in a row
    CLIENT = "client"  # the client is somewhere else then


OVERLAPS: frozenset[Hindrance] = frozenset({Hindrance.THERAPIST, Hindrance.ROOM})
