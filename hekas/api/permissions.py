"""What a call may lay its hands on. Loaders fetch and refuse at once; what is not there is one same 404."""

import hmac
from typing import TypeVar
from uuid import UUID

from bookings.models import Appointment, Location, Service
from bookings.queries import catalogue as offers
from bookings.queries.holds import HOLD_BY_UUID
from hekas.accounts.models import Client, Therapist
from hekas.api.problems import Problem
from hekas.api.queries import catalogue
from hekas.web.secret_links import hash_of

Row = TypeVar("Row")
NO_HOLD = "There is no such hold, or the token is not its own."


def service_or_problem(uuid: UUID) -> Service:
    return _there(offers.service(uuid), "No such service is on offer.")


def therapist_or_problem(uuid: UUID | None, service: Service) -> Therapist | None:
    """Nobody in particular where none is named."""
    if uuid is None:
        return None
    return _there(offers.therapist_for(service, uuid), "No such therapist gives this service.")


def anybody_or_problem(uuid: UUID | None) -> Therapist | None:
    """A therapist of the clinic, bookable now or not."""
    if uuid is None:
        return None
    return _there(Therapist.objects.filter(uuid=uuid).first(), "There is no such therapist.")


def location_or_problem(uuid: UUID | None) -> Location | None:
    return None if uuid is None else _there(catalogue.location(uuid), "There is no such location.")


def hold_or_problem(uuid: UUID, token: str) -> Appointment:
    """The hold whose secret was sent, whatever has become of it."""
    row = HOLD_BY_UUID.first(uuid=uuid)
    owned = row is not None and bool(row.hold_token_hash)
    if not owned or not hmac.compare_digest(row.hold_token_hash, hash_of(token)):
        raise Problem("not_found", NO_HOLD)
    return row


def appointment_or_problem(uuid: UUID) -> Appointment:
    """An appointment of the clinic; a hold is none yet."""
    rows = Appointment.objects.with_names().select_related("intake", "series").filter(booked_at__isnull=False)
    return _there(rows.filter(uuid=uuid).first(), "There is no such appointment.")


def client_or_problem(uuid: UUID) -> Client:
    return _there(Client.objects.filter(uuid=uuid).first(), "There is no such client.")


def _there(row: Row | None, otherwise: str) -> Row:
    if row is None:
        raise Problem("not_found", otherwise)
    return row
