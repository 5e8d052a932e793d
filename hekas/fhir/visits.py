"""When they came, come, or wait to come; and the letters that were written."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

from assessments.models import Letter, Screening
from bookings.labels import KIND
from bookings.models import Appointment, WaitlistEntry
from bookings.scheduling.terms import ServiceKind
from hekas.fhir import people
from hekas.fhir.parts import TERMS, Json, concept, instant, kept, local, named, reference, resource
from hekas.fhir.record import Record
from hekas.messaging.models import WrittenMessage

STILL_WAITING = {"waiting": "waitlist"}


AMBULATORY = {
    "system": f"{TERMS}/v3-ActCode",
    "code": "AMB",
    "display": "ambulatory",
}
MASSAGES = frozenset({"treatment", "preventive", "post_cramp", "pre_competition"})


def resources(record: Record) -> Iterator[Json]:
    yield from (appointment(record, row) for row in record.appointments)
    yield from (waiting(record, row) for row in record.waiting)
    yield from (encounter(record, row) for row in record.screenings)
    done = (row for row in record.appointments if row.status == "fulfilled")
    yield from (massage(record, row) for row in done if row.service.kind in MASSAGES)


def encounter(record: Record, visit: Screening) -> Json:
    """A visit in which something was measured or felt, and the booking that it belongs to."""
    ended = visit.completed_at or visit.stopped_at
    booked = [reference(row.uuid) for row in record.appointments if row.uuid == visit.appointment_uuid]
    return resource(
        "Encounter",
        visit.uuid,
        status="finished" if ended else "in-progress",
        subject=people.of_client(record.client),
        participant=[{"individual": people.of_therapist(visit.therapist)}],
        appointment=booked,
        period=kept({"start": instant(visit.started_at), "end": instant(ended) if ended else None}),
        **{"class": AMBULATORY},
    )


def massage(record: Record, row: Appointment) -> Json:
    """Hands-on work that took place."""
    return resource(
        "Procedure",
        named(row.uuid, "massage"),
        status="completed",
        code=_service(row.service.kind, row.service.name),
        subject=people.of_client(record.client),
        performedPeriod={"start": instant(row.starts_at), "end": instant(row.ends_at)},
        performer=[{"actor": people.of_therapist(row.therapist)}],
    )


def appointment(record: Record, row: Appointment) -> Json:
    """Our words for the status are FHIR's."""
    because = row.cancelled_because or row.cancelled_by
    return resource(
        "Appointment",
        row.uuid,
        status=row.status,
        cancelationReason=concept("", local("cancelled", because)) if because else None,
        serviceType=[_service(row.service.kind, row.service.name)],
        start=instant(row.starts_at),
        end=instant(row.ends_at),
        minutesDuration=row.minutes,
        created=instant(row.booked_at) if row.booked_at else None,
        participant=[
            {"actor": people.of_client(record.client), "status": "accepted"},
            {"actor": people.of_therapist(row.therapist), "status": "accepted"},
            {"actor": {"display": f"{row.room.location.name}, {row.room.name}"}, "status": "accepted"},
        ],
    )


def waiting(record: Record, row: WaitlistEntry) -> Json:
    """Somebody who waits for a time; over, once they took one or left."""
    zone = ZoneInfo(settings.CLINIC_TIMEZONE)
    first = datetime.combine(row.first_day, time.min, zone)
    last = datetime.combine(row.last_day, time(23, 59, 59), zone)
    return resource(
        "Appointment",
        row.uuid,
        status=STILL_WAITING.get(row.state, "cancelled"),
        serviceType=[_service(row.service.kind, row.service.name)],
        description="On the waiting list",
        requestedPeriod=[{"start": instant(first), "end": instant(last)}],
        participant=[{"actor": people.of_client(record.client), "status": "tentative"}],
    )


def _service(kind: str, name: str) -> Json:
    return concept(name, local("service", kind, KIND[ServiceKind(kind)]))


def letters(record: Record) -> Iterator[Json]:
    yield from (letter(record, row) for row in record.letters)


def letter(record: Record, row: Letter) -> Json:
    """The letter as it was made, whole."""
    copy = {"contentType": "application/pdf", "data": b64encode(row.copy).decode(), "title": "Letter"}
    sent = f"Sent to {row.sent_to} on {instant(row.sent_at)}" if row.sent_at else "Not sent"
    return resource(
        "DocumentReference",
        row.uuid,
        status="current",
        type={"text": "Letter about the client"},
        subject=people.of_client(record.client),
        date=instant(row.written_at),
        author=[people.of_therapist(row.written_by)],
        description=sent,
        content=[{"attachment": copy}],
    )


def messages(record: Record) -> Iterator[Json]:
    yield from (message(record, row) for row in record.written)


def message(record: Record, row: WrittenMessage) -> Json:
    """What somebody of the clinic wrote to the client; `received` is when they read it."""
    return resource(
        "Communication",
        row.uuid,
        status="completed",
        subject=people.of_client(record.client),
        sent=instant(row.written_at),
        received=instant(row.read_at) if row.read_at else None,
        recipient=[people.of_client(record.client)],
        sender=people.of_therapist(row.therapist) if row.therapist else {"display": row.sender},
        payload=[{"contentString": row.text}],
    )
