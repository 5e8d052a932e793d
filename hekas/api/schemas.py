"""What comes in and goes out, as types. OpenAPI is made from these; times are ISO 8601 with offset."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from assessments.engine.moments import read_day, read_moment
from bookings.scheduling.terms import Fit, ServiceKind, Status


def _moment(value: object) -> datetime:
    found = read_moment(value)
    if found is None:
        raise ValueError("must be a date and time with an offset, such as 2026-11-24T10:00:00+00:00")
    return found


def _day(value: object) -> date:
    found = read_day(value)
    if found is None:
        raise ValueError("must be a date, such as 2026-11-24")
    return found


FIRST_DATE, LAST_DATE = date(1900, 1, 1), date(2200, 12, 31)  # nothing was or will be booked beyond
Moment = Annotated[
    datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})
]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Id = Annotated[UUID, WithJsonSchema({"type": "string", "format": "uuid"})]
Secret = Annotated[str, Field(min_length=1, max_length=100)]
Intake = Annotated[Any, WithJsonSchema({"x-document": "Intake"})]
Assessment = Annotated[Any, WithJsonSchema({"x-document": "Assessment"})]
Bundle = Annotated[Any, WithJsonSchema({"x-document": "Bundle"})]


class Given(Schema):
    """A body: a name that is not known here is a mistake, never ignored."""

    model_config = ConfigDict(extra="forbid")


def _within(day: date) -> date:
    return min(max(day, FIRST_DATE), LAST_DATE)


class Span(Schema):
    """Dates of the clinic, both inclusive."""

    first: Day = Field(alias="from")
    last: Day = Field(alias="to")

    @property
    def dates(self) -> tuple[date, date]:
        """First and last, kept within what can be reckoned with."""
        return _within(self.first), _within(self.last)


class SlotsIn(Span):
    service: Id
    therapist: Id | None = None
    location: Id | None = None


class VisitsIn(Span):
    therapist: Id | None = None


class HoldIn(Given):
    service: Id
    start: Moment
    therapist: Id | None = None


class ClientIn(Given):
    name: Annotated[str, Field(min_length=1, max_length=200)]
    email: Annotated[str, Field(max_length=254, json_schema_extra={"format": "email"})]
    phone: Annotated[str, Field(max_length=30)] | None = None


class AppointmentIn(Given):
    hold: Id
    token: Secret
    client: ClientIn
    intake: Intake = None
    health_data_agreed_at: Moment | None = None


class MoveIn(Given):
    start: Moment
    therapist: Id | None = None


class Nothing(Given):
    """No member is known."""


class ServiceOut(Schema):
    id: Id
    name: str
    kind: ServiceKind
    minutes: int
    price_pence: int


class TherapistOut(Schema):
    id: Id
    name: str
    services: list[Id]


class SlotOut(Schema):
    start: Moment
    end: Moment
    therapist: Id
    location: Id
    fit: Fit


class SlotsOut(Schema):
    slots: list[SlotOut]


class HoldOut(Schema):
    id: Id
    token: str
    therapist: Id
    start: Moment
    end: Moment
    expires_at: Moment


class BookedOut(Schema):
    id: Id
    status: Literal["booked"]
    start: Moment
    end: Moment
    therapist: Id
    manage_url: str


class ChangedOut(Schema):
    """An appointment after a change, and each of a list. `client` opens its record to a key that may."""

    id: Id
    status: Status
    start: Moment
    end: Moment
    therapist: Id
    location: Id
    service: Id
    client: Id


class AppointmentsOut(Schema):
    appointments: list[ChangedOut]
    next: Day | None = None


class Fault(Schema):
    """One thing that is wrong: `path` is a JSON pointer into the document."""

    document: Literal["body", "query", "path", "header", "intake"]
    path: str
    message: str


class ProblemOut(Schema):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Fault] | None = None
    alternatives: list[SlotOut] | None = None
    reasons: list[str] | None = None
    reference: str | None = None
