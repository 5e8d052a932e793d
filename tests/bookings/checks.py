"""What has to hold after every act on a diary, whoever did what in whatever order; read from its rows."""

from collections import Counter
from itertools import combinations

from django.db.models import Max

from assessments.queries.clearances import advice_for
from bookings.models import Appointment, Reminder, WaitlistOffer
from bookings.scheduling.clearing import is_out_of_time
from hekas.audit.models import AuditEvent
from hekas.messaging.models import OutboundMessage

PASSING, TAKING = ("tentative", "expired"), ("tentative", "booked", "arrived")
BY_NAME = ("book_at_desk", "move_at_desk")  # the only acts that put a visit over another
OF_A_VERSION = ("appointment_confirmed", "appointment_changed")


class Watch:
    """The diary as it was after the act before; `look` says what the newest act may not have done."""

    def __init__(self, world):
        self.world, self.decided = world, set()
        self.rows, self.last = self.read()

    def read(self):
        rows = Appointment.objects.select_related("client").exclude(status__in=PASSING)
        return {row.uuid: row for row in rows}, AuditEvent.objects.aggregate(Max("pk"))["pk__max"] or 0

    def look(self, act):
        rows, last = self.read()
        self.nobody_over_another(act)
        for row in rows.values():
            self.changed_as_it_should(self.rows.get(row.uuid), row)
        gone = set(self.rows) - set(rows)
        assert not gone or act in ("erase", "forget"), gone
        self.nobody_unsafe(rows.values(), act)
        self.told_once(rows)
        self.offered_once(act)
        self.rows, self.last = rows, last

    def nobody_over_another(self, act):
        """Two at one time with one therapist or in one room were put there by somebody who said so."""
        taking = Appointment.objects.taking(self.world.now).order_by("pk")
        for one, other in combinations(taking, 2):
            if not (one.busy.lower < other.busy.upper and other.busy.lower < one.busy.upper):
                continue
            assert one.client_id != other.client_id or not self.at_once(one, other), (act, one, other)
            if one.therapist_id != other.therapist_id and one.room_id != other.room_id:
                continue
            pair = (one.uuid, one.version, other.uuid, other.version)
            assert one.overbooked or other.overbooked, (act, one, other)
            if act in BY_NAME:
                self.decided.add(pair)
            assert pair in self.decided, (act, "nobody decided that", one, other)

    @staticmethod
    def at_once(one, other):
        return one.during.lower < other.during.upper and other.during.lower < one.during.upper

    def changed_as_it_should(self, old, new):
        """Its version rises with whatever its calendar entry says, and a line says who did it."""
        said = lambda row: row and (row.status == "cancelled", row.during, row.therapist_id)  # noqa: E731
        state = lambda row: row and (row.status, row.during, row.therapist_id)  # noqa: E731
        if old is not None:
            assert new.version >= old.version
            assert said(new) == said(old) or new.version > old.version, (old, new)
        if state(old) != state(new):
            written = AuditEvent.objects.filter(pk__gt=self.last, subject_uuid=new.uuid)
            assert written.exists(), ("no line of the audit", state(old), state(new))

    def nobody_unsafe(self, rows, act):
        """Who was sent for help has nothing ahead; who waits for a word has nothing that only a hold is."""
        now = self.world.now
        ahead = [row for row in rows if row.status == "booked" and row.starts_at > now]
        held = Appointment.objects.taking(now).filter(status="tentative", client__isnull=False)
        known = {row.client: None for row in [*ahead, *held.select_related("client")]}
        known = {client: advice_for(now=now, client=client) for client in known}
        for row in ahead:
            advice = known[row.client]
            assert advice.gate not in ("redirected", None), (act, row, advice)
            old = self.rows.get(row.uuid)
            assert old is None or old.status != "cancelled" or advice.may_book, (act, row, advice)
            if act == "sweep" and advice.gate == "held":
                assert not is_out_of_time(row.starts_at, advice.judged_at, now), (act, row)
        for row in held:
            assert known[row.client].gate == "open", (act, "kept for somebody who can not come", row)

    def told_once(self, rows):
        """One letter of a kind about a version, none that is overtaken, one reminder of a kind."""
        live = OutboundMessage.objects.filter(state="queued", expires_at__gt=self.world.now)
        for message in live.filter(template__in=OF_A_VERSION):
            kind, uuid, version, _ = message.dedupe_key.split(":")
            row = next(row for key, row in rows.items() if str(key) == uuid)
            assert row.status != "cancelled", (kind, row)
            assert str(row.version) == version, (kind, row.version, version)
        texts = live.exclude(template__contains="reminder").exclude(template="previsit_check")
        once = Counter(texts.values_list("template", "about", "client", "user", "channel", "context__when"))
        assert not [key for key, times in once.items() if times > 1 and key[1].startswith("appointment")], (
            once
        )
        planned = Reminder.objects.filter(state="planned").select_related("appointment")
        for one in planned:
            row = one.appointment
            assert (row.status != "cancelled", row.version) == (True, one.version), (one.kind, row.status)

    def offered_once(self, act):
        """An open offer is a time that is really kept, for whom it is, and for nobody else."""
        offers = WaitlistOffer.objects.filter(state="open", until__gt=self.world.now)
        for offer in offers.select_related("appointment", "entry"):
            hold = offer.appointment
            if hold.status != "tentative":
                continue  # ended by others: the next turn of the list says so
            assert hold.client_id == offer.entry.client_id and hold.starts_at == offer.start, (act, offer)
        if act == "offer_to_waiting":
            assert self.world.do("offer_to_waiting") in (0, None)
