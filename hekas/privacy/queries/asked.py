"""What was asked for: to be forgotten, and to have a result looked at again."""

from django.db.models import QuerySet

from hekas.accounts.models import Client
from hekas.privacy.models import ErasureRequest, ReviewRequest


def last_wish_of(client: Client) -> ErasureRequest | None:
    return ErasureRequest.objects.filter(client_uuid=client.uuid).last()


def doubts_of(client: Client) -> QuerySet[ReviewRequest]:
    return ReviewRequest.objects.filter(client=client).select_related("answered_by")


def wishes_to_answer(at_most: int) -> list[tuple[ErasureRequest, str]]:
    """Wishes with the name of whoever has one still, the oldest open wish first. Two statements."""
    rows = list(ErasureRequest.objects.order_by("-state", "asked_at")[:at_most])
    known = Client.objects.filter(uuid__in=[row.client_uuid for row in rows])
    names = dict(known.values_list("uuid", "name"))
    return [(row, names.get(row.client_uuid, "")) for row in rows]
