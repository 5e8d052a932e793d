"""What the clinic offers, for pages that list it, and what was chosen of it.

What every search and every hold asks is written by hand: docs/adr/0010-search-in-three-statements.md.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet

from bookings.models import Location, Service
from hekas.accounts.models import Therapist
from hekas.postgres.rows import read

ONLINE = "SELECT bookings_service.* FROM bookings_service WHERE uuid = %s AND is_active AND is_online"
GIVES = """
SELECT therapist.* FROM accounts_therapist AS therapist
JOIN bookings_service_therapists AS gives ON gives.therapist_id = therapist.id
WHERE therapist.uuid = %s AND gives.service_id = %s AND therapist.is_bookable
"""


def services() -> QuerySet[Service]:
    """What the public may book, in the clinic's order."""
    return Service.objects.online().order_by("order", "id")


def service(uuid: UUID) -> Service | None:
    """What the public may book, by id."""
    return next(iter(read(Service, ONLINE, [uuid])), None)


def therapist_for(service: Service, uuid: UUID) -> Therapist | None:
    """Who gives it and may be chosen, by id."""
    return next(iter(read(Therapist, GIVES, [uuid, service.pk])), None)


def therapists() -> QuerySet[Therapist]:
    """Who may be chosen, by name."""
    return Therapist.objects.filter(is_bookable=True).order_by("name", "id")


def therapists_for(service: Service, needs: Iterable[str] = ()) -> QuerySet[Therapist]:
    """Who gives it and may be chosen, by name; with the training that a client needs."""
    fit = service.therapists.filter(is_bookable=True, **dict.fromkeys(needs, True))
    return fit.order_by("name", "id")


def locations() -> Sequence[Location]:
    return list(Location.objects.filter(is_active=True))


def locations_of(service: Service) -> Sequence[Location]:
    """Where it is given."""
    return list(Location.objects.filter(is_active=True, rooms__services=service).distinct())
