"""Every row that is about one client, found by the ways that lead to them: no list that somebody has to keep.

A new model with a foreign key to a client, or to something of a client, is held without another word here.
A row that names its client is theirs alone, whatever else it points to.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model, Q, QuerySet

from hekas.accounts.models import Client, Therapist, User
from hekas.privacy.queries.account import has_worked_here

DEEPEST = 4
Rows = dict[type[Model], QuerySet[Any]]


def rows_of(client: Client) -> Rows:
    """Model → its rows about this client, in the order of the models' names. Versions stand apart.

    Where they have worked here their account is left out: on it hangs what is others'.
    """
    account = client.user_id
    ends = {Client: client.pk, User: None if account and has_worked_here(account) else account}
    found = {model: _where(model, "", ends) for model in _models()}
    return {model: model._base_manager.filter(where) for model, where in found.items() if where is not None}


def rows_of_account(user: User) -> Rows:
    """The same of an account that has no record: whatever is a client's is none of these."""
    ends = {Client: None, User: user.pk}
    found = {model: _where(model, "", ends) for model in _models()}
    return {model: model._base_manager.filter(where) for model, where in found.items() if where is not None}


def tables() -> frozenset[str]:
    """Where rows about a client may stand, as far as this release knows. A moved room keeps its table."""
    ends = {Client: 0, User: 0}
    return frozenset(model._meta.db_table for model in _models() if _where(model, "", ends) is not None)


def versions_of(client: Client) -> Rows:
    """Model of versions → the versions of this client's rows, those that are gone too."""
    return versions(rows_of(client))


def versions(rows: Rows) -> Rows:
    """Model of versions → those of these rows."""
    keys = {model: list(found.values_list("pk", flat=True)) for model, found in rows.items()}
    events = [model.pgh_event_model for model in rows if hasattr(model, "pgh_event_model")]
    return {event: event._base_manager.filter(_of_versions(event, keys)) for event in events}


def _of_versions(event: type[Model], keys: Mapping[type[Model], list[Any]]) -> Q:
    """By the row itself where it still is, by the client, or where none is named by what it hung on."""
    ties = {field.name: keys.get(field.related_model, []) for field in _foreign_keys(event)}
    where = Q(pgh_obj_id__in=ties.pop("pgh_obj"))
    if "client" in ties:
        own, others = Q(client_id__in=ties.pop("client")), Q(client_id=None)
        return where | own | others & _any(Q(**{f"{name}_id__in": pks}) for name, pks in ties.items())
    return where | _any(Q(**{f"{name}_id__in": pks}) for name, pks in ties.items())


def _where(model: type[Model], before: str, ends: Mapping[type[Model], Any], depth: int = 0) -> Q | None:
    """What a row of the model has to be like; None where no way leads to the client."""
    if model in ends:
        return Q(**{f"{before}pk": ends[model]}) if ends[model] is not None else Q(pk__in=[])
    if depth == DEEPEST:
        return None
    fields = {field.name: field for field in _foreign_keys(model)}
    own = [name for name, field in fields.items() if field.related_model is Client]
    ways = [
        where
        for name, field in fields.items()
        if name not in own and field.related_model not in (model, Therapist)
        if (where := _where(field.related_model, f"{before}{name}__", ends, depth + 1)) is not None
    ]
    if not own:
        return _any(ways) if ways else None
    theirs = [] if ends[Client] is None else own
    named = _any(Q(**{f"{before}{name}": ends[Client]}) for name in theirs)
    nobodys = Q(**{f"{before}{name}": None for name in own})
    return named | nobodys & _any(ways) if ways else named


def _any(ways: Any) -> Q:
    found = list(ways)
    return Q(*found, _connector=Q.OR) if found else Q(pk__in=[])


def _foreign_keys(model: type[Model]) -> Iterator[Any]:
    return (field for field in model._meta.get_fields() if isinstance(field, ForeignKey))


@cache
def _models() -> tuple[type[Model], ...]:
    models = sorted(apps.get_models(), key=lambda model: model._meta.label)
    return tuple(m for m in models if not m._meta.proxy and not hasattr(m, "pgh_tracked_model"))
