"""Questions: what every request asks of the database is put into SQL once a process, then asked with other values.

Writing the SQL of a query costs Django several times what the database takes to answer it. A question is written as
any query is, with a name wherever a value comes in; rows, joined rows and models are those that the query would give.

>>> OPEN = Question(lambda organisation: Submission.objects.filter(organisation=organisation))  # doctest: +SKIP
>>> OPEN(organisation=17)  # doctest: +SKIP
"""

from collections.abc import Callable, Sequence
from copy import copy
from datetime import datetime
from inspect import signature
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Count, Expression, Model, QuerySet

T = TypeVar("T")


class Slot(Expression):
    """Stands in a query where a value comes in when it is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # noqa: ARG002
        """Return the place of the value, and itself to be replaced by it."""
        return "%s", [self]


class Question(Generic[T]):
    """A query whose SQL is written once: call it with the values by name, get the list of its rows.

    ``rows`` takes a placeholder for each value and returns the queryset; a value must never be None, and never change
    what the SQL looks like. Fetching rows of other tables (``prefetch_related``) is another question: see ``keep``.
    """

    def __init__(self, rows: Callable[..., QuerySet[Any, T]]) -> None:
        self.rows = rows
        self.names = tuple(signature(rows).parameters)
        self._written: dict[str, tuple[QuerySet[Any, T], Any, str, Sequence[Any]]] = {}

    def __call__(self, **values: Any) -> list[T]:
        """Return the rows for these values."""
        connection = connections[DEFAULT_DB_ALIAS]
        if connection.vendor not in self._written:
            self._written[connection.vendor] = self._write(connection)
        rows, written, sql, places = self._written[connection.vendor]
        given = tuple(
            _plain(values[one.name], connection) if isinstance(one, Slot) else one for one in places
        )
        compiler = copy(written)
        compiler.connection = connection
        compiler.as_sql = lambda *_, **__: (sql, given)
        asked = rows._chain()  # type: ignore[attr-defined]  # noqa: SLF001 - as every method of a queryset does
        asked.query.get_compiler = lambda *_, **__: compiler
        return list(asked)

    def first(self, **values: Any) -> T | None:
        """Return the first row for these values, or None."""
        return next(iter(self(**values)), None)

    def _write(self, connection: Any) -> tuple[QuerySet[Any, T], Any, str, Sequence[Any]]:
        rows = self.rows(**{name: Slot(name) for name in self.names})
        compiler = rows.query.get_compiler(connection=connection)
        sql, places = compiler.as_sql()
        converters = compiler.get_converters([one for one, _, _ in compiler.select])
        compiler.get_converters = lambda _: converters
        return rows, compiler, sql, places


def _plain(value: Any, connection: Any) -> Any:
    assert value is not None, "what has no value is another question"
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def numbered(rows: QuerySet[Any, Any], field: str) -> QuerySet[Any, int]:
    """Return how many rows there are that share the value of a field, as a query of no row (for none) or one number."""
    return rows.order_by().values(field).annotate(number=Count("pk")).values_list("number", flat=True)


def keep(row: Model, name: str, found: Sequence[Model]) -> None:
    """Give a row the rows that another table has for it, as ``prefetch_related`` does."""
    rows = getattr(row, name).get_queryset()
    rows._result_cache, rows._prefetch_done = list(found), True  # noqa: SLF001
    known = vars(row).setdefault("_prefetched_objects_cache", {})
    known[name] = rows
