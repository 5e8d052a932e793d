"""The events that clients' series lead up to: known of every visit, not only of those in the series."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from bookings.models import Series, Service
from bookings.scheduling.series import DEEP_KINDS
from bookings.scheduling.terms import ServiceKind
from hekas.accounts.models import Client
from hekas.postgres.kept import Among, Given, Question

EVENTS = Question(
    lambda: (
        Series.objects.filter(Among("client", Given("clients")), event__isnull=False, ended_at=None)
        .only("client_id", "event")
        .order_by()
    )
)


def is_deep(service: Service) -> bool:
    """Whether an event speaks against this service. Source: A72, K15."""
    return service.is_deep or ServiceKind(service.kind) in DEEP_KINDS


def is_light(service: Service) -> bool:
    """Whether it is the light work that an event asks for. Source: A72."""
    return service.kind == ServiceKind.PRE_COMPETITION.value


def goes_by_events(service: Service) -> bool:
    """Whether an event says anything of this service."""
    return is_deep(service) or is_light(service)


def events_of(clients: Collection[Client]) -> dict[int, set[date]]:
    """The events of series that were not ended, by client id. One statement."""
    found: dict[int, set[date]] = defaultdict(set)
    for series in EVENTS.all(clients=[client.pk for client in clients]):
        found[series.client_id].add(series.event)  # type: ignore[arg-type]  # the question says so
    return found
