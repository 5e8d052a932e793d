"""Codes → words for people."""

from assessments.labels import SERVICES
from bookings.scheduling.reminders import Kind
from bookings.scheduling.terms import Event, Fit, Hindrance, Needed, ServiceKind, Status
from bookings.scheduling.waitlist import Part

STATUS = {
    Status.TENTATIVE: "Being booked",
    Status.BOOKED: "Booked",
    Status.ARRIVED: "Arrived",
    Status.FULFILLED: "Done",
    Status.CANCELLED: "Cancelled",
    Status.NOSHOW: "Did not come",
    Status.EXPIRED: "Not taken",
}

# Which mark of the tag component goes with a status: an icon, a word and a border, never colour alone.
STATUS_TAG = {
    Status.TENTATIVE: "waiting",
    Status.BOOKED: "booked",
    Status.ARRIVED: "arrived",
    Status.FULFILLED: "done",
    Status.CANCELLED: "cancelled",
    Status.NOSHOW: "missed",
    Status.EXPIRED: "cancelled",
}

EVENT = {
    Event.ARRIVE: "Arrived",
    Event.FULFIL: "Finish visit",
    Event.MISS: "Did not come",
    Event.UNDO: "Undo",
    Event.REOPEN: "Undo",
}

REMINDER = {Kind.TWO_DAYS: "Two days before", Kind.DAY_BEFORE: "The day before"}
REMINDER_STATE = {"planned": "Planned", "sent": "Sent", "void": "Not sent"}

FIT = {
    Fit.BEST: "Best time",
    Fit.GOOD: "Good time",
    Fit.ALLOWED: "Possible",
    Fit.AVOID: "Better not",
}

KIND = {ServiceKind(code): words for code, words in SERVICES.items()}  # as a result names them

NEEDED = {
    Needed.ANSWERS: "Nothing more",
    Needed.SEEN: "Has been here before, or is booked for before",
}

HINDRANCE = {
    Hindrance.HOURS: "{therapist} does not work then, or the clinic is closed.",
    Hindrance.AWAY: "{therapist} is away then.",
    Hindrance.THERAPIST: "{therapist} has another visit then.",
    Hindrance.ROOM: "No room is free then.",
    Hindrance.HANDS: "{therapist} needs a rest from deep work then.",
    Hindrance.CLIENT: "{client} has another visit then.",
}

GONE = {  # for whoever wanted that time online, in place of "taken"
    Hindrance.HOURS: "is outside the opening hours now.",
    Hindrance.HANDS: "is kept free now, so that the therapist can rest.",
    Hindrance.CLIENT: "overlaps a visit or a time that you already have.",
}

PART = {
    Part.MORNING: "Morning, before noon",
    Part.AFTERNOON: "Afternoon, noon to 5pm",
    Part.EVENING: "Evening, from 5pm",
}

ANYBODY = "any"  # what a form says for no preference
TITLE = "Appointment at Hekas"  # in calendars and subjects: no symptom, no kind of session


def policy(said: str, change_notice_hours: int) -> str:
    """What is kept of the rule on changing and cancelling: as it was `said` on the page, and what it is."""
    return f"{said} The rule: {change_notice_hours} hours before it starts. You pay at the clinic."
