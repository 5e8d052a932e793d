"""What stops somebody. Each is called when she was open, and has held or booked what a way begins with."""

from datetime import timedelta

from assessments.actions import clearances
from assessments.actions.clearances import Contact
from assessments.models import Intake
from hekas.accounts.models import Client
from tests.bookings.clinic import BY, NOW, make_client
from tests.bookings.safety.people import CLOT, GREEN, HELD, RED, give

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def red(cleo):
    give(cleo, RED, NOW + HOUR)


def held(cleo):
    give(cleo, HELD, NOW + HOUR)


def green_after_red(cleo):
    """Better answers do not undo a stop."""
    give(cleo, RED, NOW + HOUR)
    give(cleo, GREEN, NOW + 2 * HOUR)


def a_recent_clot(cleo):
    give(cleo, CLOT, NOW + HOUR)


def green_after_a_clot(cleo):
    """A recent clot waits for a doctor's word, however often somebody answers otherwise."""
    give(cleo, CLOT, NOW + HOUR)
    give(cleo, GREEN, NOW + 2 * HOUR)
    give(cleo, GREEN, NOW + 2 * HOUR + MINUTE)


def unanswered(cleo):
    """What was not answered is never a no."""
    give(cleo, {"safety": {"breathless_or_chest_pain": "not_sure"}}, NOW + HOUR)


def closed_after_a_talk(cleo):
    """Somebody has spoken with her; she has to answer again."""
    give(cleo, RED, NOW + HOUR)
    row = cleo.clearances.get(superseded_at=None)
    talk = Contact("Cleo", NOW + HOUR, "She will see her doctor")
    therapist = cleo.home_therapist
    clearances.close(row, therapist=therapist, contact=talk, by=BY, now=NOW + HOUR)


def another_record(cleo):
    """The same address on another phone, without an account."""
    twin = make_client("Demo Twin")
    Client.objects.filter(pk=twin.pk).update(email=cleo.email.upper())
    twin.refresh_from_db()
    give(twin, RED, NOW + HOUR)


def another_record_that_moved_away(cleo):
    """It has another address by now."""
    another_record(cleo)
    Client.objects.filter(name="Demo Twin").update(email="moved@demo.example")


def too_old(cleo):
    """The answers she had when she was open are of three weeks ago by now."""
    long_ago = NOW - timedelta(days=21)
    Intake.objects.filter(client=cleo).update(safety_answered_at=long_ago)
    cleo.clearances.update(answered_at=long_ago, expires_at=NOW - timedelta(days=7))


def a_child(cleo):
    """The desk writes down that she is fifteen."""
    Client.objects.filter(pk=cleo.pk).update(born_on=(NOW - timedelta(days=15 * 365)).date())
    cleo.refresh_from_db()


STOPS = [
    red, held, green_after_red, a_recent_clot, green_after_a_clot, unanswered, closed_after_a_talk,
    another_record, another_record_that_moved_away, too_old, a_child,
]  # fmt: skip
