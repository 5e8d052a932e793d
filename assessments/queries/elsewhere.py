"""Whom another record holds that is theirs too: by its address or number, or by its name as well."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import CharField, F
from django.db.models.functions import Cast, Lower

from assessments.models import Clearance
from assessments.models.clearance import LASTING, OPEN_STOP
from assessments.queries.advice import AFTER_HELD, AFTER_STOP, Advice
from assessments.queries.alike import alike, given_alike, given_of
from assessments.queries.earlier import told_for_good
from hekas.accounts.models import Client
from hekas.accounts.models.sameness import as_called
from hekas.postgres.kept import Question

ELSEWHERE: Question[Any] = Question(
    lambda: (  # asked of the clients, who are found by index: those who are held are many over the years
        Clearance.objects.annotate(
            address=Lower("client__email"),
            number=Cast("client__phone", CharField()),
            called=F("client__name"),
            shared_with=given_alike("client"),
        )
        .filter(client__in=Client.objects.filter(alike()).order_by().values("pk"))
        .filter(OPEN_STOP | LASTING)
        .select_related("result")
        .only("client_id", "tier", "held_at", "result__snapshot")
        .order_by()
    )
)


def held_elsewhere(clients: Collection[Client], known: Mapping[int, Advice]) -> dict[int, str]:
    """Of these, by their ids, those whom another record holds, and what they read; `known` is by id too.

    A stop that nobody has spoken about, under the same e-mail or number, of today or before; or what lasts,
    such as a blood thinner, where the name is the same as well and their own answers leave it out. It can
    only make things stricter, and tells nobody anything: who answers on another phone without an account, or
    is written down anew at the desk, is somebody new to us.
    """
    found = ELSEWHERE.all(**given_of(*clients))
    held: dict[int, str] = {}
    for client in clients if found else ():
        theirs = [row for row in found if _is_alike(row, client)]
        if any(row.is_stop for row in theirs):
            held[client.pk] = AFTER_STOP
        elif any(_leaves_out(known.get(client.pk), row, client) for row in theirs):
            held[client.pk] = AFTER_HELD
    return held


def _is_alike(row: Any, client: Client) -> bool:
    """Of this client, or of somebody who has or had their address or number."""
    same_address = bool(client.email) and client.email.lower() == row.address
    same_number = bool(client.phone) and str(client.phone) == row.number
    return client.pk in (row.client_id, *row.shared_with) or same_address or same_number


def _leaves_out(advice: Advice | None, row: Any, client: Client) -> bool:
    """Their own answers are held when they are given, and settled with a release: only another record's."""
    if row.client_id == client.pk or as_called(row.called) != as_called(client.name):
        return False
    return row.is_held_by_hand or advice is None or not told_for_good(row.result.snapshot) <= advice.told
