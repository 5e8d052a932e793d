"""Who of those who wait is worth a turn: a look without locks, at everybody at once.

It only ever leaves somebody out who could be offered nothing. Whoever it lets through has a turn, and there
the gate and the time are asked again under the locks. What changes meanwhile counts at the next look.
"""

from collections.abc import Collection, Iterator
from datetime import datetime

from assessments.queries.advice import Advice
from assessments.queries.clearances import advice_for_pairs
from assessments.queries.elsewhere import held_elsewhere
from bookings.models import WaitlistEntry
from bookings.queries.availability import Seek, free_slots, zone
from bookings.queries.waitlist import NAMES, is_on_offer, kept_until, unserved
from bookings.scheduling.working_time import local_day

ANYBODY = Advice(gate="open", stale=False)  # what no answers narrow down: more times than anyone is offered
Told = Collection[int]  # the ids of those entries whose letter is written


class Turns:
    """The entries of now, in order of asking. Five statements, and three more for each kind of wish."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._entries = list(unserved().select_related(*NAMES).prefetch_related("offers"))
        pairs = [(entry.client_id, entry.intake_id) for entry in self._entries]
        self._advice = dict(zip(self._pks(), advice_for_pairs(pairs, now=now), strict=True))
        clients = {entry.client_id: entry.client for entry in self._entries}
        known = {entry.client_id: self._advice[entry.pk] for entry in self._entries}
        self._stopped = held_elsewhere(list(clients.values()), known) if clients else {}
        self._free: dict[tuple[int, int | None], list[datetime]] = {}

    def due(self, told: Told) -> Iterator[int]:
        """The ids of those who may be offered something, or whose letter is not written (`told`) yet."""
        return (entry.pk for entry in self._entries if self._is_due(entry, told))

    def of_old_answers(self) -> list[tuple[WaitlistEntry, Advice]]:
        """Those whom nothing but the age of their answers keeps."""
        found = ((entry, self._advice[entry.pk]) for entry in self._entries if self._may_be_told(entry))
        return [(entry, advice) for entry, advice in found if advice.gate == "open" and advice.stale]

    def look_again(self) -> None:
        """A time has been given away: what was free is asked anew, once somebody wants it."""
        self._free.clear()

    def _pks(self) -> Iterator[int]:
        return (entry.pk for entry in self._entries)

    def _may_be_told(self, entry: WaitlistEntry) -> bool:
        return is_on_offer(entry) and entry.client_id not in self._stopped

    def _is_due(self, entry: WaitlistEntry, told: Told) -> bool:
        advice = self._advice[entry.pk]
        if not self._may_be_told(entry) or advice.gate != "open":
            return False
        return entry.pk not in told if advice.stale else self._is_something_free(entry)

    def _is_something_free(self, entry: WaitlistEntry) -> bool:
        known = {offer.start for offer in entry.offers.all()}
        within = (start for start in self._starts(entry) if self._asked(entry, start))
        return any(kept_until(entry, start, known, self._now) for start in within)

    def _asked(self, entry: WaitlistEntry, start: datetime) -> bool:
        return entry.first_day <= local_day(start, zone()) <= entry.last_day

    def _starts(self, entry: WaitlistEntry) -> list[datetime]:
        """When the service is free with whom they want, for anybody: theirs are among these."""
        wish = (entry.service_id, entry.therapist_id)
        if wish not in self._free:
            seek = Seek(entry.service, ANYBODY, entry.therapist)
            last = max(one.last_day for one in self._entries if (one.service_id, one.therapist_id) == wish)
            found = free_slots(seek, local_day(self._now, zone()), last, self._now)
            self._free[wish] = [offer.start for offer in found.offers]
        return self._free[wish]
