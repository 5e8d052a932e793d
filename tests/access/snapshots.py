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
from hekas.postgres.prepared import execute
from tests.access.affairs import Affairs

# What looking alone may write: the session, that somebody looked (see `looks`), and a pulse.
NOT_COUNTED = (Session, UserSession, AuditEvent, Heartbeat)
LOOKED_AT = ("result", "visit", "plan", "screening", "letter", "message")
LOOKS = {*(f"{kind}.read" for kind in LOOKED_AT), "log.searched"}
DEEPEST = 4
Print = dict[str, tuple[int, str | None]]


def whole() -> Print:
    """Table → number of rows and their hash, for every table but those named above."""
    return _asked(" UNION ALL ".join(_printed(table, table) for table in _tables()), ())


def _printed(name: str, table: str, which: str = "") -> str:
    """The rows as the database itself writes them, so that files and documents count too."""
    rows = "count(1), md5(string_agg(t::text, '|' ORDER BY t::text))"
    return f"SELECT '{name}', {rows} FROM {table} t {which}"


def _asked(words: str, values: tuple[object, ...]) -> Print:
    """Asked thousands of times, and planned once: a plan for fifty tables costs more than to read them."""
    with connection.cursor() as cursor:
        execute(cursor, words, values)
        return {name: (count, digest) for name, count, digest in cursor.fetchall()}


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
    return _asked(*_question(own.client.pk, own.client.user_id))


@cache
def _question(client: int, user: int) -> tuple[str, tuple[object, ...]]:
    """One statement for all models, with its values."""
    parts, values = [], []
    for model, where in _owned(client, user):
        ids, given = model._default_manager.filter(where).values("pk").query.sql_with_params()
        which = f"WHERE t.{model._meta.pk.column} IN ({ids})"
        parts.append(_printed(model._meta.label, model._meta.db_table, which))
        values += given
    return " UNION ALL ".join(parts), tuple(values)


def _owned(client: int, user: int) -> Iterator[tuple[type[Model], Q]]:
    for model in apps.get_models():
        paths = list(_paths(model))
        if paths and model not in NOT_COUNTED and not model._meta.proxy:
            ends = {Client: client, User: user}
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
