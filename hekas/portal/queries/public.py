"""What the public pages read: the services on offer and the people who give them."""

from django.db.models import QuerySet

from hekas.accounts.models import Therapist


def published_services() -> list[object]:
    return []


def shown_therapists() -> QuerySet[Therapist]:
    return Therapist.objects.filter(is_bookable=True).order_by("name")
