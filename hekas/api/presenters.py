"""Rows and values → what goes out. Ids are uuids; times are the clinic's, with their offset."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from bookings.actions.holds import Placed
from bookings.adapters.letters import address_of
from bookings.models import Appointment, Location, Service
from bookings.queries.availability import Offer, zone
from hekas.accounts.models import Therapist

Json = dict[str, Any]


def written(moment: datetime, where: ZoneInfo | None = None) -> str:
    return moment.astimezone(where or zone()).isoformat()


def service(row: Service) -> Json:
    names = ("name", "kind", "minutes", "price_pence")
    return {"id": str(row.uuid), **{name: getattr(row, name) for name in names}}


def therapist(row: Therapist) -> Json:
    """Its services are those that the public may book."""
    return {"id": str(row.uuid), "name": row.name, "services": [str(s.uuid) for s in row.offered]}


def slots(found: Iterable[Offer], location: Location | None = None) -> list[Json]:
    """In order of start, then of the therapist's id. Two statements, however many they are."""
    places = dict(Location.objects.values_list("pk", "uuid"))
    who = dict(Therapist.objects.values_list("pk", "uuid"))
    here = [offer for offer in found if location is None or offer.slot.place == location.pk]
    in_order = sorted(here, key=lambda offer: (offer.start, str(who[offer.slot.therapist])))
    where = zone()
    return [_slot(offer, who, places, where) for offer in in_order]


def _slot(offer: Offer, who: Mapping[int, UUID], places: Mapping[int, UUID], where: ZoneInfo) -> Json:
    return {
        "start": written(offer.slot.start, where),
        "end": written(offer.slot.end, where),
        "therapist": str(who[offer.slot.therapist]),
        "location": str(places[offer.slot.place]),
        "fit": offer.judgement.fit.value,
    }


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
    return {
        "id": str(row.uuid),
        "status": row.status,
        "start": written(row.starts_at),
        "end": written(row.ends_at),
        "therapist": str(row.therapist.uuid),
        "manage_url": address_of("bookings:link", link),
    }


def appointment(row: Appointment) -> Json:
    return {
        "id": str(row.uuid),
        "status": row.status,
        "start": written(row.starts_at),
        "end": written(row.ends_at),
        "therapist": str(row.therapist.uuid),
        "location": str(row.room.location.uuid),
        "service": str(row.service.uuid),
        "client": str(row.client.uuid),
    }
