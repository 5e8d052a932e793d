"""What has to hold after every act on a diary, or several at once, in whatever order; read from its rows."""

from collections import Counter
from datetime import UTC
from itertools import combinations

from django.db.models import Max
from icalendar import Calendar

from assessments.queries.clearances import advice_for
from bookings.models import Appointment, Reminder, WaitlistOffer
from bookings.scheduling.clearing import is_out_of_time
from hekas.audit.models import AuditEvent
from hekas.messaging.models import OutboundMessage

PASSING, TAKING = ("tentative", "expired"), ("tentative", "booked", "arrived")
OF_A_VERSION = ("appointment_confirmed", "appointment_changed")


class Watch:
    """The diary as it was before; `look` says what the newest acts, of one moment, may not have done."""

    def __init__(self, world):
        self.world, self.decided = world, set()
        self.rows, self.last = self.read()

    def read(self):
        rows = Appointment.objects.select_related("client").exclude(status__in=PASSING)
        return {row.uuid: row for row in rows}, AuditEvent.objects.aggregate(Max("pk"))["pk__max"] or 0

    def look(self, *acts):
        rows, last = self.read()
        self.nobody_over_another(acts)
        for row in rows.values():
            self.changed_as_it_should(self.rows.get(row.uuid), row)
        gone = set(self.rows) - set(rows)
        assert not gone or "erase" in acts, gone
        self.nobody_unsafe(rows.values(), acts)
        self.told_once(rows)
        self.told_how_it_stands(rows.values(), self.world.now)
        self.offered_once(acts, self.world.now)
        self.rows, self.last = rows, last

    def nobody_over_another(self, act):
        """Two at one time with one therapist or in one room were put there by somebody who said so."""
        lines = AuditEvent.objects.filter(pk__gt=self.last, action="appointment overbooked")
        said = set(lines.values_list("subject_uuid", flat=True))
        taking = Appointment.objects.taking(self.world.now).order_by("pk")
        for one, other in combinations(taking, 2):
            if not (one.busy.lower < other.busy.upper and other.busy.lower < one.busy.upper):
                continue
            assert one.client_id != other.client_id or not self.at_once(one, other), (act, one, other)
            if one.therapist_id != other.therapist_id and one.room_id != other.room_id:
                continue
            pair = (one.uuid, one.version, other.uuid, other.version)
            assert one.overbooked or other.overbooked, (act, one, other)
            if said & {one.uuid, other.uuid}:
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

    def nobody_unsafe(self, rows, acts):
        """Who was sent for help has nothing ahead; who waits for a word has nothing that only a hold is."""
        now = self.world.now
        ahead = [row for row in rows if row.status == "booked" and row.starts_at > now]
        held = Appointment.objects.taking(now).filter(status="tentative", client__isnull=False)
        known = {row.client: None for row in [*ahead, *held.select_related("client")]}
        known = {client: advice_for(now=now, client=client) for client in known}
        for row in ahead:
            advice = known[row.client]
            assert advice.gate not in ("redirected", None), (acts, row, advice)
            old = self.rows.get(row.uuid)
            if len(acts) == 1 and old is not None and old.status == "cancelled":
                assert advice.may_book, (acts, row, advice)
            if acts == ("sweep",) and advice.gate == "held":
                assert not is_out_of_time(row.starts_at, advice.judged_at, now), (acts, row)
        for row in held:
            assert known[row.client].gate == "open", (acts, "kept for somebody who can not come", row)

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

    @staticmethod
    def told_how_it_stands(rows, now):
        """Whoever puts every letter's file into a calendar has there what the diary has; no number falls."""
        shown = {}
        letters = OutboundMessage.objects.exclude(state="dropped").filter(client__isnull=False)
        for files in letters.order_by("id").values_list("attachments", flat=True):
            for uid, sequence, is_on, start in entries_of(files):
                assert uid not in shown or shown[uid][0] <= sequence, (uid, shown[uid], sequence)
                shown[uid] = (sequence, is_on, start)
        for row in rows:
            told = shown.get(f"{row.uuid}@hekas")
            if row.client_id is not None and row.status == "booked" and row.starts_at > now:
                assert told == (row.version, True, row.starts_at), (row, row.version, told)
            if told is not None and row.status == "cancelled":
                assert not told[1], (row, told)

    @staticmethod
    def offered_once(acts, now):
        """An open offer is a time that is really kept, for whom it is; one that is over keeps nothing."""
        offers = WaitlistOffer.objects.select_related("appointment", "entry")
        for offer in offers:
            hold = offer.appointment
            is_kept = hold.status == "tentative" and hold.hold_expires_at > now
            if offer.state != "open":
                assert not is_kept, (acts, "kept for nobody", offer.state, hold)
            elif is_kept:  # else ended by others: the next turn of the list says so
                assert hold.client_id == offer.entry.client_id, (acts, offer)
                assert (hold.starts_at, hold.hold_expires_at) == (offer.start, offer.until), (acts, offer)
                assert offer.entry.state == "waiting", (acts, "off the list, and still offered", offer)
        closed = [offer.about for offer in offers if offer.state != "open"]
        assert not OutboundMessage.objects.filter(about__in=closed, state="queued").exists(), acts
        taken = Counter(offer.entry_id for offer in offers if offer.state == "taken")
        assert not taken or max(taken.values()) == 1, acts


def entries_of(files):
    """Of each entry in these calendar files: its id, its number, whether it takes place, and when."""
    for file in files:
        for event in Calendar.from_ical(file["text"]).events:
            is_on = event["status"] == "CONFIRMED"
            yield str(event["uid"]), int(event["sequence"]), is_on, event.start.astimezone(UTC)
