"""The acts of `attack.py` that come about only where several things meet: each brings them together first."""

from contextlib import suppress
from datetime import timedelta

from assessments.actions import clearances
from assessments.models import Clearance
from bookings.actions import desk, safety, waitlist_offers
from bookings.actions.holds import NotCleared
from bookings.models import Appointment
from bookings.queries.availability import zone
from bookings.queries.desk import Spot
from bookings.scheduling.clearing import LAST_CALL
from bookings.scheduling.waitlist import is_quiet
from hekas.messaging.sending import delivery
from tests.bookings.clinic import BY

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


class Meetings:
    """Visits that went because nobody was reached, and times that are kept for those who wait."""

    def lose(self):
        """A client is held, before the last two hours of a visit or in them, and it is taken out."""
        soon = Appointment.objects.filter(status="booked", during__startswith__gt=self.now)
        soon = soon.filter(during__startswith__lt=self.now + 48 * HOUR).order_by("pk")
        known = {row.client_id: row for row in Clearance.objects.current().filter(gate="open")}
        row = self.pick([visit for visit in soon if visit.client_id in known])
        if row is None:
            return None
        known = known[row.client_id]
        last = row.starts_at - LAST_CALL
        late = self.pick([1, 30, 90, 115]) * MINUTE
        if self.now < last and self.pick([True, False]):
            self.hold_back(known, self.now)
            self.now = last + late
            safety.sweep(self.now)
        else:
            self.now = max(self.now, last + late)
            self.hold_back(known, self.now)
        return True

    def hold_back(self, known, now):
        said = {"therapist": self.therapist(), "reason": "Her GP rang", "by": BY, "now": now}
        clearances.hold(known, **said)

    def lost(self):
        rows = Appointment.objects.with_names().filter(status="cancelled", cancelled_because="not_reached")
        return self.pick(rows.filter(during__startswith__gt=self.now).order_by("-during", "pk"))

    def put_back(self):
        row = self.lost()
        if row is None:
            return None
        known = Clearance.objects.current().filter(client=row.client, gate="held").first()
        if known is not None and self.pick([True, True, False]):
            talk = clearances.Contact("the client", self.now, "All is well")
            said = {"therapist": self.therapist(), "reason": "Spoke with them", "by": BY, "now": self.now}
            clearances.release(known, contact=talk, read=self.notes_of(row.client), **said)
        return desk.put_back(appointment=row, seen=row.version, by=BY, now=self.now)

    def take_its_place(self):
        """Somebody wants the very time of a visit that went, or was missed, or stands."""
        row = self.lost() or self.visit("noshow", "fulfilled", "booked")
        client = self.client()
        if row is None or client is None:
            return None
        spot = Spot(row.therapist, row.starts_at, row.minutes)
        return self.at_the_desk(client, row.service, spot)

    def wait_and_offer(self):
        """Somebody asks, and by day there is an offer; of the night the end is waited for."""
        while is_quiet(self.now, zone()):
            self.now += 30 * MINUTE
        with suppress(NotCleared):
            self.ask_to_wait()
        return waitlist_offers.offer_due(self.now)

    def deliver(self):
        """Letters go out, so that what is done afterwards has to be told anew."""
        ends = delivery.drain(clock=lambda: self.now, until=self.now + HOUR, limit=self.pick([3, 20, 200]))
        return ends.total() or None
