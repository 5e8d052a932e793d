"""What is known of the client's body → the timing windows of the core."""

from collections.abc import Iterable
from dataclasses import replace

from assessments.queries.advice import Advice
from bookings.models import Service
from bookings.scheduling.terms import Fit, ServiceKind
from bookings.scheduling.windows import Window

NOT_TOLD = "These times can’t be taken here."


def windows_of(advice: Advice, service: Service | None = None) -> tuple[Window, ...]:
    """With a service that works deep, whatever its kind: what speaks against treatment speaks against it too.

    Source: K15, A72: nothing deep in the last 2 days before a race.
    """
    known = tuple(
        Window(ServiceKind(window.service), window.start, window.end, Fit(window.fit), window.because)
        for window in advice.windows
    )
    if service is None or not service.is_deep:
        return known
    against = (one for one in known if one.kind is ServiceKind.TREATMENT and one.fit is Fit.AVOID)
    return (*known, *(replace(one, kind=ServiceKind(service.kind)) for one in against))


def without_reasons(windows: Iterable[Window]) -> tuple[Window, ...]:
    """For whoever holds a secret link: the same times, and no word on the body that they suit or not."""
    return tuple(replace(one, because=NOT_TOLD if one.fit is Fit.AVOID else "") for one in windows)
