"""Messages by state, for the metrics."""

from collections.abc import Mapping

from django.db.models import Count, Max

from hekas.messaging.models import OutboundMessage
from hekas.messaging.terms import State

LATEST = 100_000  # bounds the question; at 100,000 messages a day it is the last day


def by_state() -> Mapping[str, int]:
    """How many of the latest messages stand in each state; every state has a number."""
    newest = OutboundMessage.objects.order_by().aggregate(newest=Max("id"))["newest"] or 0
    latest = OutboundMessage.objects.filter(id__gt=newest - LATEST).order_by()
    counted = dict(latest.values_list("state").annotate(Count("pk")))
    return {state.value: counted.get(state.value, 0) for state in State}
