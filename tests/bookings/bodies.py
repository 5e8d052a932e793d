"""The acts of `attack.py` that change what is known of somebody: answers, releases, notes, records."""

from assessments.actions import clearances, desk_notes
from assessments.models import Clearance, DeskNote
from hekas.privacy.actions import erasure, merging
from tests.bookings.clinic import BY, make_client
from tests.bookings.safety.people import CLOT, GREEN, HELD, RED, give

TOLD = (GREEN, GREEN, GREEN, HELD, RED, CLOT)


class Bodies:
    """Half of the acts; whoever has them has a clock, a clinic, its staff and a way to pick."""

    # what is known of bodies

    def answer(self):
        client = self.client()
        return client and give(client, self.pick(TOLD), self.now)

    def standing(self, *gates):
        rows = Clearance.objects.current().filter(client__isnull=False, gate__in=gates)
        return self.pick(rows.select_related("client", "intake").exclude(client__email="").order_by("pk"))

    def release(self):
        row, who = self.standing("held", "redirected"), self.therapist()
        if row is None:
            return None
        read = self.notes_of(row.client) if self.pick([True, False]) else []
        said = {"therapist": who, "reason": "Spoke with them", "by": BY, "now": self.now, "read": read}
        talk = clearances.Contact("the client", self.now, "All is well")
        return clearances.release(row, **said, contact=talk)

    def notes_of(self, client):
        notes = DeskNote.objects.standing().filter(client=client)
        return [str(one) for one in notes.values_list("uuid", flat=True)]

    def close_stop(self):
        row = self.standing("redirected")
        talk = clearances.Contact("the client", self.now, "All is well")
        said = {"therapist": self.therapist(), "contact": talk, "by": BY, "now": self.now}
        return row and clearances.close(row, **said)

    def hold_by_hand(self):
        row = self.standing("open")
        said = {"therapist": self.therapist(), "reason": "Her GP rang", "by": BY, "now": self.now}
        return row and clearances.hold(row, **said)

    def write_note(self):
        client, words = self.client(), self.pick(["Her GP rang", "Her husband rang"])
        said = {"user": self.pick(self.staff), "reason": words, "by": BY, "now": self.now}
        return client and (desk_notes.write(client, **said) or True)

    def take_note_back(self):
        notes = DeskNote.objects.standing().select_related("client", "written_by")
        held = Clearance.objects.current().filter(held_at_desk_by__isnull=False, client__isnull=False)
        words = self.pick(
            [*notes.order_by("pk"), *held.select_related("intake", "held_at_desk_by").order_by("pk")]
        )
        if words is None:
            return None
        user = words.written_by if isinstance(words, DeskNote) else words.held_at_desk_by
        desk_notes.take_back(words, user=user, reason="It was about another", by=BY, now=self.now)
        return True

    # records

    def merge(self):
        keep, gone = self.client(), self.client()
        if keep is None or gone is None:
            return None
        return merging.merge(keep, gone, reason="They told us", by=BY, now=self.now)

    def erase(self):
        client = self.client()
        if client is None or self.pick([True, True, False]):
            return None
        erasure.carry_out(erasure.ask(client, by=BY, now=self.now), by=BY, now=self.now)
        self.names += 1
        return give(make_client(f"Demo Eve{self.names}"), GREEN, self.now)

    def somebody_new(self):
        self.names += 1
        return give(make_client(f"Demo Eve{self.names}"), GREEN, self.now)
