"""What the clinic as a whole tells the metrics at the moment of asking, as OpenMetrics families."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bookings.queries.gauges import gauges
from hekas.messaging.queries.health import health
from hekas.messaging.queries.states import by_state


class Clinic(Collector):
    """Asks the database when collected; every number is of `now`."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            found = [*self._bookings(), *self._messages()]
        except (OperationalError, InterfaceError):  # what the processes counted is wanted most just then
            found = []
        yield GaugeMetricFamily("hekas_database_up", "1 where the database answered.", bool(found))
        yield from found

    def _bookings(self) -> Iterator[GaugeMetricFamily]:
        found = gauges(self.now)
        visits = GaugeMetricFamily(
            "hekas_visits_next_7_days", "Visits that start within seven days.", labels=["status"]
        )
        for status, count in found.visits.items():
            visits.add_metric([status], count)
        yield visits
        yield GaugeMetricFamily("hekas_holds_running", "Times held just now.", found.running_holds)

    def _messages(self) -> Iterator[GaugeMetricFamily]:
        states = GaugeMetricFamily(
            "hekas_outbox_messages", "Of the latest 100,000 messages, those in this state.", labels=["state"]
        )
        for state, count in by_state().items():
            states.add_metric([state], count)
        yield states
        found = health(self.now)
        numbers = {
            "hekas_outbox_due": ("Messages due and not sent.", found.due_unsent),
            "hekas_outbox_oldest_due_seconds": ("Age of the oldest of those.", seconds(found.oldest_due)),
            "hekas_outbox_hung": ("Messages held longer than a sending may take.", found.hung),
            "hekas_outbox_to_look_at": ("Messages that need a person.", found.needing_a_person),
        }
        yield from (GaugeMetricFamily(name, told, number) for name, (told, number) in numbers.items())
        pulse = GaugeMetricFamily(
            "hekas_heartbeat_age_seconds", "Since this part was last heard; +Inf: never.", labels=["part"]
        )
        for part, silent in (("beat", found.beat_silent_for), ("worker", found.worker_silent_for)):
            pulse.add_metric([part], float("inf") if silent is None else seconds(silent))
        yield pulse


def seconds(span: timedelta | None) -> float:
    """Seconds of a span, never negative: two machines' clocks differ."""
    return 0.0 if span is None else max(0.0, span.total_seconds())
