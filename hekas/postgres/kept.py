"""Statements that Django words once: what is the same at every call is kept, and only the values are bound.

To word the same SQL anew costs Python several times what PostgreSQL takes to run it. Nothing here is written
by hand: the words are those of Django's own compilers and follow the models, values go through the fields.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from django.db import connections, models, router, transaction
from django.db.models.constants import OnConflict
from django.db.models.expressions import Expression
from django.db.models.query import get_related_populators
from django.db.models.sql import InsertQuery, UpdateQuery
from django.utils.functional import cached_property

from hekas.postgres.prepared import execute

Row = TypeVar("Row", bound=models.Model)
_words: dict[Hashable, str] = {}


class Given(Expression):
    """Stands in a kept question for a value that is only given when it is asked."""

    def __init__(self, name: str = "") -> None:
        super().__init__(output_field=models.TextField())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [self]


class Among(models.Func):
    """A column that is one of a given list: `Among("room", Given("rooms"))`. In none of an empty one."""

    template, arg_joiner = "%(expressions)s)", " = ANY("
    output_field = models.BooleanField()


class Question(Generic[Row]):
    """A queryset with `Given` values in it, worded at its first use. Rows come as the queryset's would.

    Values are handed to PostgreSQL as they are: keys, texts, moments, uuids, lists of those, and no models.
    Where nothing may be found None is given: it equals nothing. First used in a transaction if it locks.
    """

    def __init__(self, ask: Callable[[], "models.QuerySet[Row]"]) -> None:
        self._ask = ask

    @cached_property
    def _worded(self) -> tuple["_Shape", str, list[Given]]:
        compiler = self._ask().query.get_compiler("default")
        words = _with_constants(*compiler.as_sql())
        return (_Shape(compiler), *words)

    def all(self, **given: Any) -> list[Row]:
        """The rows for these values. Raises KeyError where one is missing."""
        shape, words, places = self._worded
        using = router.db_for_read(shape.model)
        with connections[using].cursor() as cursor:
            execute(cursor, words, _bound(places, given))
            rows = cursor.fetchall()
        return shape.made(rows, using)

    def first(self, **given: Any) -> Row | None:
        """The first row; a queryset that may find many has to say its order and its limit itself."""
        return next(iter(self.all(**given)), None)

    def refresh(self, row: Row) -> None:
        """As `refresh_from_db`, from what a question for `pk` finds now. Raises DoesNotExist."""
        row.refresh_from_db(from_queryset=_Found(type(row), self.first(pk=row.pk)))  # type: ignore[arg-type]


class Change:
    """An update of a queryset with `Given` values in it, worded at its first use."""

    def __init__(
        self, model: type[models.Model], of: Callable[[], "models.QuerySet[Any]"], **to: Any
    ) -> None:
        self._model, self._of, self._to = model, of, to

    @cached_property
    def _worded(self) -> tuple[str, list[Given]]:
        query = self._of().query.chain(UpdateQuery)
        query.add_update_values(self._to)
        return _with_constants(*query.get_compiler("default").as_sql())

    def make(self, **given: Any) -> int:
        """Change the rows for these values; returns how many. Raises KeyError where one is missing."""
        words, places = self._worded
        using = router.db_for_write(self._model)
        with transaction.mark_for_rollback_on_error(using=using), connections[using].cursor() as cursor:
            execute(cursor, words, _bound(places, given))
            return int(cursor.rowcount)


class _Found:
    """What `refresh_from_db` asks of a queryset."""

    def __init__(self, model: type[models.Model], row: models.Model | None) -> None:
        self._model, self._row = model, row

    def filter(self, **_: Any) -> "_Found":
        return self

    def get(self) -> models.Model:
        if self._row is None:
            raise self._model.DoesNotExist  # type: ignore[attr-defined]
        return self._row


def _bound(places: Sequence[Given], given: Mapping[str, Any]) -> list[Any]:
    return [given[place.name] for place in places]


def _with_constants(words: str, places: Sequence[Any]) -> tuple[str, list[Given]]:
    """What is the same at every call stands in the words: only so does a plan know its partial indexes."""
    pieces = words.split("%s")
    if len(pieces) != len(places) + 1:
        raise TypeError(f"can't be kept: {words}")
    with connections["default"].cursor() as cursor:
        put = ["%s" if isinstance(place, Given) else _literal(cursor, place) for place in places]
    whole = "".join(piece + value for piece, value in zip(pieces, [*put, ""], strict=True))
    return whole, [place for place in places if isinstance(place, Given)]


def _literal(cursor: Any, value: Any) -> str:
    written: str = cursor.mogrify("%s", [value]).decode()
    return written.replace("%", "%%")


class _Shape:
    """Which column of a question's rows is what, worked out once; instances as `ModelIterable` makes them."""

    def __init__(self, compiler: Any) -> None:
        info = compiler.klass_info
        self.model, self._compiler = info["model"], compiler
        self._first, self._last = info["select_fields"][0], info["select_fields"][-1] + 1
        self._names = [column[0].target.attname for column in compiler.select[self._first : self._last]]
        self._converters: dict[str, Any] = {}

    def made(self, rows: Sequence[Sequence[Any]], using: str) -> list[Any]:
        """Instances of rows."""
        if not rows:
            return []
        compiler, converters = self._compiler, self._converters_of(using)
        related = get_related_populators(compiler.klass_info, compiler.select, using)
        made = []
        for row in compiler.apply_converters(rows, converters) if converters else rows:
            instance = self.model.from_db(using, self._names, row[self._first : self._last])
            for populator in related:
                populator.populate(row, instance)
            for name, place in compiler.annotation_col_map.items():
                setattr(instance, name, row[place])
            made.append(instance)
        return made

    def _converters_of(self, using: str) -> Any:
        if using not in self._converters:
            compiler = self._compiler
            expressions = [column[0] for column in compiler.select[: compiler.col_count]]
            self._converters[using] = compiler.get_converters(expressions)
        return self._converters[using]


class KeptModel(models.Model):
    """A model whose rows are written with kept words; `save`, `create` and their signals stay Django's."""

    class Meta:
        abstract = True

    @classmethod
    def insert_all(cls, rows: Sequence[Any]) -> None:
        """Insert new rows in one statement, without signals, as `bulk_create` does. For a few at once.

        Raises TypeError for a value that the database would have to work out.
        """
        if not rows:
            return
        using = router.db_for_write(cls, instance=rows[0])
        with transaction.mark_for_rollback_on_error(using=using):
            found = _insert(rows, using, cls._fields_to_insert(rows), list(cls._meta.db_returning_fields))
        for row, values in zip(rows, found, strict=True):
            row._written(values, using)

    @classmethod
    def _fields_to_insert(cls, rows: Sequence[Any]) -> list[Any]:
        fields = [field for field in cls._meta.local_concrete_fields if field is not cls._meta.auto_field]
        if _has_expressions(getattr(row, field.attname) for row in rows for field in fields):
            raise TypeError("values that the database works out can't be kept: give them")
        return fields

    def _written(self, values: Sequence[Any], using: str) -> None:
        for value, field in zip(values, self._meta.db_returning_fields, strict=True):
            setattr(self, field.attname, value)
        self._state.adding, self._state.db = False, using

    def insert_once(self) -> bool:
        """Insert it unless a row with one of its unique values is there; whether it was.

        Raises TypeError for a value that the database would have to work out.
        """
        using = router.db_for_write(type(self), instance=self)
        fields, returned = self._fields_to_insert([self]), list(self._meta.db_returning_fields)
        with transaction.mark_for_rollback_on_error(using=using):
            found = _insert([self], using, fields, returned, OnConflict.IGNORE)
        if found:
            self._written(found[0], using)
        return bool(found)

    def _do_insert(self, manager: Any, using: Any, fields: Any, returning_fields: Any, raw: bool) -> Any:
        is_whole = manager.model is type(self) and returning_fields and not raw
        if not is_whole or _has_expressions(getattr(self, f.attname) for f in fields):
            return super()._do_insert(manager, using, fields, returning_fields, raw)  # type: ignore[misc]
        return _insert([self], using, fields, returning_fields)

    def _do_update(
        self, base_qs: Any, using: Any, pk_val: Any, values: Any, update_fields: Any, forced_update: Any
    ) -> bool:
        is_whole = base_qs.model is type(self) and values and not self._meta.select_on_save
        plain = is_whole and not _has_expressions(value for _, _, value in values)
        if not plain:
            return super()._do_update(base_qs, using, pk_val, values, update_fields, forced_update)  # type: ignore[misc]
        fields = tuple(field for field, _, _ in values)
        words = _kept((type(self), fields), lambda: _update_words(base_qs, using, fields))
        return _update(words, using, [*values, (self._meta.pk, None, pk_val)])


def _has_expressions(values: Any) -> bool:
    return any(hasattr(value, "resolve_expression") for value in values)


def _kept(key: Hashable, word: Callable[[], str]) -> str:
    if key not in _words:
        _words[key] = word()
    return _words[key]


def _insert(
    rows: Sequence[models.Model],
    using: str,
    fields: Sequence[Any],
    returning: Sequence[Any],
    on_conflict: Any = None,
) -> list[Any]:
    """What the database gives back of each new row; nothing of one that was there."""
    connection = connections[using]
    key = (type(rows[0]), len(rows), tuple(fields), tuple(returning), on_conflict)
    words = _kept(key, lambda: _insert_words(rows, using, fields, returning, on_conflict))
    values = [f.get_db_prep_save(f.pre_save(row, True), connection) for row in rows for f in fields]
    with connection.cursor() as cursor:
        execute(cursor, words, values)
        found: list[Any] = cursor.fetchall()
        return found


def _insert_words(
    rows: Sequence[models.Model],
    using: str,
    fields: Sequence[Any],
    returning: Sequence[Any],
    on_conflict: Any,
) -> str:
    query = InsertQuery(type(rows[0]), on_conflict=on_conflict)
    query.insert_values(fields, rows[:1])
    compiler = query.get_compiler(using=using)
    compiler.returning_fields = returning
    [(words, values)] = compiler.as_sql()
    one = f"({', '.join(['%s'] * len(fields))})"
    return _checked(words, len(values), len(fields)).replace(one, ", ".join([one] * len(rows)))


def _update_words(base_qs: Any, using: str, fields: Sequence[Any]) -> str:
    query = base_qs.filter(pk=Given()).query.chain(UpdateQuery)
    query.add_update_fields([(field, None, Given()) for field in fields])
    words, values = query.get_compiler(using=using).as_sql()
    return _checked(words, len(values), len(fields) + 1)


def _update(words: str, using: str, values: Sequence[tuple[Any, Any, Any]]) -> bool:
    connection = connections[using]
    with connection.cursor() as cursor:
        execute(cursor, words, [field.get_db_prep_save(value, connection) for field, _, value in values])
        return bool(cursor.rowcount > 0)


def _checked(words: str, bound: int, wanted: int) -> str:
    """One value for each field, in their order: anything else was not made for keeping."""
    if bound != wanted or words.count("%s") != wanted:
        raise TypeError(f"can't be kept: {words}")
    return words
