"""Fingerprints of the database: of everything, or of all that belongs to one client."""

from collections.abc import Iterator
from functools import cache

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import ForeignKey, Model, Q

from hekas.accounts.models import Client, Therapist, User
from hekas.audit.models import AuditEvent
from hekas.messaging.models import Heartbeat
from tests.access.affairs import Affairs

# What looking alone may write: the session, that somebody looked (see `looks`), and a pulse.
NOT_COUNTED = (Session, UserSession, AuditEvent, Heartbeat)
LOOKS = {"result.read", "visit.read", "plan.read", "screening.read", "letter.read", "log.searched"}
DEEPEST = 4
Print = dict[str, tuple[int, str | None]]


def whole() -> Print:
    """Table → number of rows and their hash, for every table but those named above."""
    parts = [
        f"SELECT '{table}', count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t"
        for table in _tables()
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {table: (count, digest) for table, count, digest in cursor.fetchall()}


@cache
def _tables() -> tuple[str, ...]:
    models = apps.get_models(include_auto_created=True)
    return tuple(
        m._meta.db_table for m in models if m not in NOT_COUNTED and m._meta.managed and not m._meta.proxy
    )


def acts(since: int) -> set[str]:
    """What was done, apart from looking, since the audit had so many lines."""
    lines = AuditEvent.objects.order_by("id").values_list("action", flat=True)[since:]
    return set(lines) - LOOKS


def of_client(own: Affairs) -> Print:
    """Model → number of this client's rows and their hash, over every way that leads to the client."""
    return {model._meta.label: _digest(model, where) for model, where in _owned(own.client)}


def _owned(client: Client) -> Iterator[tuple[type[Model], Q]]:
    for model in apps.get_models():
        paths = list(_paths(model))
        if paths and model not in NOT_COUNTED and not model._meta.proxy:
            ends = {Client: client.pk, User: client.user_id}
            yield model, Q(*((path, ends[end]) for path, end in paths), _connector=Q.OR)


def _paths(model: type[Model], depth: int = 0) -> Iterator[tuple[str, type[Model]]]:
    """Every chain of foreign keys from this model to a client or an account; none goes by a therapist."""
    if model in (Client, User):
        yield "pk", model
    if depth == DEEPEST or model is User:
        return
    for field in model._meta.get_fields():
        if isinstance(field, ForeignKey) and field.related_model not in (model, Therapist):
            further = _paths(field.related_model, depth + 1)
            yield from ((f"{field.name}__{rest}", end) for rest, end in further)


def _digest(model: type[Model], where: Q) -> tuple[int, str]:
    """The rows as the database itself writes them, so that files and documents count too."""
    ids = list(model._default_manager.filter(where).values_list("pk", flat=True))
    table, key = model._meta.db_table, model._meta.pk.column
    rows = f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t WHERE {key} = ANY(%s)"
    with connection.cursor() as cursor:
        cursor.execute(rows, [ids])
        return len(ids), cursor.fetchone()[0] or ""
