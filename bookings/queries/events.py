"""The events that clients' series and plans of care lead up to: known of every visit, in a series or not.

Those that the answers tell of are in the answers' own windows. Each event keeps its own last days.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db import connection

from assessments.queries.timing import PLANNED_FOR
from bookings.models import Service
from bookings.scheduling.series import DEEP_KINDS
from bookings.scheduling.terms import ServiceKind
from hekas.accounts.models import Client
from hekas.postgres.prepared import execute

LED_UP_TO = """
SELECT series.client_id, series.event
FROM bookings_series AS series
WHERE series.ended_at IS NULL AND series.event IS NOT NULL
"""
EVENTS = f"""
SELECT client_id, event
FROM ({LED_UP_TO} UNION ALL {PLANNED_FOR}) AS known
WHERE client_id = ANY(%s)
"""  # noqa: S608 - our own words


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
    """The events of series that were not ended and of plans in force, by client id. One statement."""
    found: dict[int, set[date]] = defaultdict(set)
    with connection.cursor() as cursor:
        execute(cursor, EVENTS, [[client.pk for client in clients]])
        for client, event in cursor.fetchall():
            found[client].add(event)
    return found
