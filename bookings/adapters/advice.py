"""What is known of the client's body → the timing windows of the core."""

from assessments.queries.clearances import Advice
from bookings.scheduling.terms import Fit, ServiceKind
from bookings.scheduling.windows import Window


def windows_of(advice: Advice) -> tuple[Window, ...]:
    return tuple(
        Window(ServiceKind(window.service), window.start, window.end, Fit(window.fit), window.because)
        for window in advice.windows
    )
