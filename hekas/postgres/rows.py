"""Rows of a statement that is written by hand, as instances of a model.

What Django's `objects.raw` gives, for statements that every call asks: it works out anew at each of them
which column is which field, and that took longer than asking. Here it is worked out once.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from operator import itemgetter
from typing import Any, TypeVar

from django.db import connections, models, router

from hekas.postgres.prepared import execute

Row = TypeVar("Row", bound=models.Model)
Convert = Callable[[Any], Any]
STAR = re.compile(r"\b(\w+)\.\*")


def read(model: type[Row], statement: str, values: Mapping[str, Any] | Sequence[Any]) -> list[Row]:
    """The rows, in their order. A column that is no field becomes an attribute of that name.

    Raises LookupError where a field of the model is not among the columns.
    """
    alias = router.db_for_read(model)
    with connections[alias].cursor() as cursor:
        execute(cursor, _with_columns(model, statement), values)
        shape = _shape(model, tuple(column[0] for column in cursor.description), alias)
        return [shape.instance(row) for row in cursor.fetchall()]


@lru_cache(maxsize=64)
def _with_columns(model: type[models.Model], statement: str) -> str:
    """`name.*` stands for the columns of the model: a prepared statement names them one by one."""
    columns = [field.column for field in model._meta.concrete_fields]
    return STAR.sub(lambda found: ", ".join(f'{found[1]}."{column}"' for column in columns), statement)


@dataclass(frozen=True)
class _Shape:
    """Which column of a row is what."""

    model: type[models.Model]
    alias: str
    names: Sequence[str]
    fields: Callable[[Sequence[Any]], Sequence[Any]]
    conversions: Sequence[tuple[int, Convert]]
    others: Sequence[tuple[int, str]]

    def instance(self, row: Sequence[Any]) -> Any:
        values = list(self.fields(row))
        for place, convert in self.conversions:
            values[place] = convert(values[place])
        found = self.model.from_db(self.alias, self.names, values)
        for place, name in self.others:
            setattr(found, name, row[place])
        return found


@lru_cache(maxsize=64)
def _shape(model: type[models.Model], columns: tuple[str, ...], alias: str) -> _Shape:
    fields = model._meta.concrete_fields
    places = {name: place for place, name in enumerate(columns)}
    missing = [field.column for field in fields if field.column not in places]
    if missing:
        raise LookupError(f"{model.__name__} is not read whole: {', '.join(missing)}")
    known = {field.column for field in fields}
    return _Shape(
        model,
        alias,
        [field.attname for field in fields],
        itemgetter(*(places[field.column] for field in fields)),
        [(place, convert) for place, field in enumerate(fields) for convert in _conversions(field, alias)],
        [(place, name) for place, name in enumerate(columns) if name not in known],
    )


def _conversions(field: Any, alias: str) -> list[Convert]:
    """As a queryset does: what the database hands over → what the field is in Python."""
    connection, column = connections[alias], field.get_col(field.model._meta.db_table)
    found = connection.ops.get_db_converters(column) + field.get_db_converters(connection)
    return [partial(_converted, convert, column, alias) for convert in found]


def _converted(convert: Any, column: Any, alias: str, value: Any) -> Any:
    return convert(value, column, connections[alias])
