"""What the public pages read beside the catalogue: the people who treat."""

from django.db.models import QuerySet

from hekas.accounts.models import Therapist


def shown_therapists() -> QuerySet[Therapist]:
    """Whom the public may choose, by name."""
    return Therapist.objects.filter(is_bookable=True).order_by("name", "id")
