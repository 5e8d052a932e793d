"""The picture with what has been measured so far: kept for a closed visit, weighed now for a running one."""

from datetime import datetime
from typing import Any

from assessments.adapters_care import screening_document, weighed
from assessments.models import Result
from assessments.queries.screenings import Visit


def picture_of(visit: Visit | None, result: Result | None, now: datetime) -> dict[str, Any] | None:
    """The assessment document to show. None where the client has not answered anything yet."""
    if visit is not None and visit.screening.snapshot is not None:
        return visit.screening.snapshot
    if result is None:
        return None
    if visit is None or not visit.screening.is_running:
        return result.snapshot
    return weighed(result, screening_document(visit.observations, visit.findings, now))
