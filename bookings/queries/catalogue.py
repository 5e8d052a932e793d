"""What the clinic offers, for pages that list it."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet

from bookings.models import Location, Service
from hekas.accounts.models import Therapist


def services() -> QuerySet[Service]:
    """What the public may book, in the clinic's order."""
    return Service.objects.online().order_by("order", "id")


def service(uuid: UUID) -> Service | None:
    return services().filter(uuid=uuid).first()


def therapists_for(service: Service, needs: Iterable[str] = ()) -> QuerySet[Therapist]:
    """Who gives it and may be chosen, by name; with the training that a client needs."""
    fit = service.therapists.filter(is_bookable=True, **dict.fromkeys(needs, True))
    return fit.order_by("name", "id")


def locations() -> Sequence[Location]:
    return list(Location.objects.filter(is_active=True))


def locations_of(service: Service) -> Sequence[Location]:
    """Where it is given."""
    return list(Location.objects.filter(is_active=True, rooms__services=service).distinct())
