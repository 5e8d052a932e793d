"""What the clinic offers, by the ids of the API."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from bookings.models import Location, Service
from bookings.queries import catalogue
from hekas.accounts.models import Therapist


def therapists(service: Service | None = None) -> QuerySet[Therapist]:
    """Who may be chosen, by name; each has `offered`, the services that the public may book with them."""
    rows = Therapist.objects.filter(is_bookable=True).order_by("name", "id")
    rows = rows if service is None else rows.filter(services=service)
    return rows.prefetch_related(Prefetch("services", catalogue.services(), to_attr="offered"))


def location(uuid: UUID) -> Location | None:
    return Location.objects.filter(uuid=uuid, is_active=True).first()
