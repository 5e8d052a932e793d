"""What was asked for: to be forgotten, and to have a result looked at again."""

from django.db.models import Case, CharField, F, QuerySet, When
from django.db.models.functions import Cast

from hekas.accounts.models import Client
from hekas.privacy.models import ASKED, ErasureRequest, ReviewRequest


def last_wish_of(client: Client) -> ErasureRequest | None:
    return ErasureRequest.objects.filter(client_uuid=client.uuid).last()


def doubts_of(client: Client) -> QuerySet[ReviewRequest]:
    return ReviewRequest.objects.filter(client=client).select_related("answered_by")


def wishes_to_answer(at_most: int) -> list[tuple[ErasureRequest, str]]:
    """Wishes with the name of whoever has one still, the oldest open wish first. Two statements.

    Then the answered ones, the newest first. Not those of accounts, whose owners deleted them.
    """
    asked = ErasureRequest.objects.exclude(answered_by=Cast("client_uuid", CharField()))
    open_first = Case(When(state=ASKED, then="asked_at")).asc(nulls_last=True)
    rows = list(asked.order_by(open_first, F("answered_at").desc(), "-id")[:at_most])
    known = Client.objects.filter(uuid__in=[row.client_uuid for row in rows])
    names = dict(known.values_list("uuid", "name"))
    return [(row, names.get(row.client_uuid, "")) for row in rows]
