"""What a search, a hold and a move are asked with. Odd values are no values: a search never fails."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django import forms

from bookings.labels import ANYBODY

FIRST_YEAR, LAST_YEAR = 2020, 2100
CHOOSE_A_VISIT = "Choose a visit"
OLD = "The page was out of date. Look at the visit and choose again"


def uuid_in(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def date_in(text: object) -> date | None:
    """A date of this century, or nothing."""
    try:
        found = date.fromisoformat(str(text))
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def moment_in(text: object) -> datetime | None:
    """An ISO time with its offset, as aware UTC, or nothing."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    if moment.tzinfo is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    return moment.astimezone(UTC)


@dataclass(frozen=True)
class SearchQuery:
    """What the address of the search page says; what it does not say is None."""

    service: UUID | None
    therapist: UUID | None
    day: date | None
    since: date | None

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> "SearchQuery":
        return cls(
            uuid_in(given.get("service", "")),
            uuid_in(given.get("therapist", "")),
            date_in(given.get("day", "")),
            date_in(given.get("from", "")),
        )


class MomentField(forms.CharField):
    """An ISO time with its offset → aware UTC."""

    def clean(self, value: Any) -> datetime:
        text = super().clean(value)
        moment = moment_in(text)
        if moment is None:
            raise forms.ValidationError("Choose one of the times")
        return moment


class TherapistField(forms.CharField):
    """The uuid of a therapist, or None for no preference."""

    def clean(self, value: Any) -> UUID | None:
        text = super().clean(value)
        if text in ("", ANYBODY):
            return None
        found = uuid_in(text)
        if found is None:
            raise forms.ValidationError("Choose one of the therapists, or no preference")
        return found


class TimeForm(forms.Form):
    """A chosen time, with one therapist or whoever is free."""

    start = MomentField(max_length=40, error_messages={"required": "Choose a time"})
    therapist = TherapistField(max_length=40, required=False)


class HoldForm(TimeForm):
    """A chosen time of a service."""

    service = forms.UUIDField(error_messages=dict.fromkeys(("required", "invalid"), CHOOSE_A_VISIT))


class VersionForm(forms.Form):
    """Which version of the appointment the person was looking at."""

    version = forms.IntegerField(
        min_value=1, max_value=2_000_000_000, error_messages={"required": OLD, "invalid": OLD}
    )


class MoveForm(TimeForm, VersionForm):
    """A new time for an appointment."""
