"""What an erasure left that a node of an older release carried out: it did not know the newest kinds of rows.

In the minutes of a release both are at work. A row that goes with an erasure goes now. Of one that stays the
words go whole: which of them were the name nobody knows any more. Source: docs/reliability.md.

An erasure that did not write down what it knew is of a release before that line, and none of those knew what
the desk notes: so for seven days after the update the desk's words about whoever one of them forgot are taken
for left behind. A build from between the two loses a few words of care more, and leaves no name behind.
"""

from datetime import datetime, timedelta

import pgtrigger
from django.db import transaction
from django.db.models import Model, TextField

from assessments.models import DeskNote
from hekas.accounts.models import Client
from hekas.audit.actors import SYSTEM
from hekas.audit.log import record
from hekas.privacy.actions import erasure, rows
from hekas.privacy.models import DONE, ErasureRequest
from hekas.privacy.queries.held import Rows, tables, versions_of
from hekas.privacy.queries.kept import split

LOOKED_AT_FOR = timedelta(days=7)  # a release takes minutes; rows that a later one moves are none of ours
BEFORE_IT_WAS_WRITTEN_DOWN = frozenset({DeskNote._meta.db_table})  # what a release without that line may lack


def left_by_older_releases(now: datetime) -> int:
    """Finish each erasure of the last days that was carried out by whoever knew less; returns how many."""
    done = ErasureRequest.objects.filter(state=DONE, answered_at__gte=now - LOOKED_AT_FOR)
    unknown = {wish: found for wish in done if (found := _not_known_to(wish))}
    for wish, names in unknown.items():
        _finish(wish, names, now)
    return len(unknown)


def _not_known_to(wish: ErasureRequest) -> frozenset[str]:
    ours = tables()
    return ours & BEFORE_IT_WAS_WRITTEN_DOWN if wish.knew is None else ours - set(wish.knew)


@transaction.atomic
def _finish(wish: ErasureRequest, names: frozenset[str], now: datetime) -> None:
    erasure.close_the_door(wish.client_uuid)
    client = Client.objects.select_for_update().filter(uuid=wish.client_uuid).first()
    if client is not None:
        parts = split(client)
        gone = {**_among(parts.go, names), **_versions(client, names)}
        rows.delete(rows.keys_of(gone))
        stay = _among(parts.stay, names)
        emptied = {model._meta.model_name or "": _empty(model, found) for model, found in stay.items()}
        told = {name: count for name, count in emptied.items() if count}
        if told:  # whatever else such a row may tell, a person is asked to look
            record(by=SYSTEM, action="erasure.look_by_hand", subject=client, now=now, **told)
    ErasureRequest.objects.filter(pk=wish.pk).update(knew=sorted(tables().union(wish.knew or ())))


def _among(found: Rows, names: frozenset[str]) -> Rows:
    return {model: some for model, some in found.items() if model._meta.db_table in names}


def _versions(client: Client, names: frozenset[str]) -> Rows:
    return {
        event: found
        for event, found in versions_of(client).items()
        if event.pgh_tracked_model._meta.db_table in names  # type: ignore[attr-defined]
    }


def _empty(model: type[Model], found) -> int:  # type: ignore[no-untyped-def]
    """Every text that somebody wrote freely, where there is one; returns how many rows there are."""
    texts = [f.attname for f in model._meta.concrete_fields if isinstance(f, TextField) and not f.choices]
    keys = list(found.values_list("pk", flat=True))
    with pgtrigger.ignore():
        for name in texts:
            model._base_manager.filter(pk__in=keys).exclude(**{name: ""}).update(**{name: rows.GONE})
    return len(keys)
