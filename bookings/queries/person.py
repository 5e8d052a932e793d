"""Who wants to book: the little that the calendar knows of them, with or without an account."""

from dataclasses import dataclass
from datetime import datetime

from assessments.queries.advice import Advice
from assessments.queries.clearances import advice_for, lock_advice_for
from bookings.models import Appointment
from hekas.accounts.models import Client, User


@dataclass(frozen=True)
class Person:
    """The account that is signed in, the client that it is (or that this browser booked as), the answers.

    `intake` is an `assessments.Intake`; it is only ever handed on. `is_new`: written down this very moment,
    so nothing else is known of them and nothing need be asked.
    """

    user: User | None = None
    client: Client | None = None
    intake: object | None = None
    is_new: bool = False

    def advice(self, now: datetime) -> Advice:
        return advice_for(now=now, client=self.client, intake=self.intake)

    def lock_advice(self, now: datetime) -> Advice:
        """As `advice`, and it stays so until this transaction ends."""
        return lock_advice_for(now=now, client=self.client, intake=self.intake)


def booked_by(appointment: Appointment) -> Person:
    """The person for whom an appointment stands."""
    return Person(client=appointment.client, intake=appointment.intake)
