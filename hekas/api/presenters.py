"""Rows and values → what goes out. Ids are uuids; times are the clinic's, with their offset."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bookings.actions.holds import Placed
from bookings.adapters.letters import address_of
from bookings.models import Appointment, Location, Service
from bookings.queries.availability import Offer, zone
from hekas.accounts.models import Therapist
from hekas.api.queries.slots import Listed

Json = dict[str, Any]


def written(moment: datetime, where: ZoneInfo | None = None) -> str:
    """ISO 8601, with the offset of that zone or of the clinic's."""
    return moment.astimezone(where or zone()).isoformat()


def service(row: Service) -> Json:
    names = ("name", "kind", "minutes", "price_pence")
    return {"id": str(row.uuid), **{name: getattr(row, name) for name in names}}


def therapist(row: Therapist) -> Json:
    """Its services are those that the public may book."""
    return {"id": str(row.uuid), "name": row.name, "services": [str(s.uuid) for s in row.offered]}


def slots(found: Iterable[Offer]) -> list[Json]:
    """In order of start, then of the therapist's id. Two statements, however many they are."""
    places = {pk: str(uuid) for pk, uuid in Location.objects.values_list("pk", "uuid")}
    who = {pk: str(uuid) for pk, uuid in Therapist.objects.values_list("pk", "uuid")}
    return listed(Listed(tuple(found), who, places))


def listed(found: Listed, location: Location | None = None) -> list[Json]:
    """In order of start, then of the therapist's id; of one place alone, where one is named."""
    here = [offer for offer in found.offers if location is None or offer.slot.place == location.pk]
    words: dict[datetime, str] = {}
    where = zone()
    for slot, _ in here:
        for moment in (slot.start, slot.end):
            if moment not in words:
                words[moment] = written(moment, where)
    return [
        {
            "start": words[slot.start],
            "end": words[slot.end],
            "therapist": found.therapists[slot.therapist],
            "location": found.places[slot.place],
            "fit": judgement.fit.value,
        }
        for slot, judgement in sorted(here, key=lambda one: (one.start, found.therapists[one.slot.therapist]))
    ]


def hold(placed: Placed) -> Json:
    row = placed.appointment
    return {
        "id": str(row.uuid),
        "token": placed.token,
        "therapist": str(row.therapist.uuid),
        "start": written(row.starts_at),
        "end": written(row.ends_at),
        "expires_at": written(row.hold_expires_at),
    }


def booked(row: Appointment, link: str) -> Json:
    return {**_visit(row), "manage_url": address_of("bookings:link", link)}


def appointment(row: Appointment) -> Json:
    return {
        **_visit(row),
        "location": str(row.room.location.uuid),
        "service": str(row.service.uuid),
        "client": str(row.client.uuid),
    }


def _visit(row: Appointment) -> Json:
    return {
        "id": str(row.uuid),
        "status": row.status,
        "start": written(row.starts_at),
        "end": written(row.ends_at),
        "therapist": str(row.therapist.uuid),
    }
