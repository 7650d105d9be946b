"""Write the rows of one step under their keys, so that the same row twice is one and a bad one costs no other."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, TableClause, insert, select, update
from sqlalchemy.exc import DatabaseError, OperationalError

from adapters.engine.frontend import cells
from adapters.engine.frontend.statements import bound, held, named
from adapters.engine.templates import FILTERS
from adapters.engine.vocabulary import TableStep

STAMPS = {"local": "local", "moment": "rfc3339", "epoch": "epoch"}
Row = dict[str, object]


class Writer:
    """The writing that one step declares: insert where the key is new, or update where it is there."""

    def __init__(self, step: TableStep, charset: str, clock: Callable[[], datetime]) -> None:
        self._step, self._charset, self._clock = step, charset, clock
        names = [*step.columns, *step.stamp, *step.key, *(condition.column for condition in step.where)]
        self._own: TableClause = named(step.table, names)
        self._compared = step.columns if step.compared is None else step.compared

    def write(self, connection: Connection, row: Mapping[str, object], call: Mapping[str, object]) -> Row:
        """Return the key of a row with its state: inserted, already, differs, updated, none or refused.

        What the row lacks is taken from the `call`. Raises OperationalError where the database is not to be had.
        """
        flat = {**call, **cells.flat(row, self._step.spread, self._step.sources)}
        told: Row = {name: flat.get(name) for name in self._step.key}
        try:
            with connection.begin_nested():
                return told | {"state": self._written(connection, flat)}
        except OperationalError:
            raise
        except DatabaseError as error:  # a value that the table does not take
            return told | {"state": "refused", "code": type(error.orig).__name__, "message": str(error.orig)[:300]}

    def _written(self, connection: Connection, row: Row) -> str:
        step, own = self._step, self._own
        values = self._values(row)
        mine = [own.c[name] == bound(row.get(name)) for name in step.key]
        if step.do == "update":
            mine += [held(own, condition, row) for condition in step.where]
            return "updated" if connection.execute(update(own).where(*mine).values(values)).rowcount else "none"
        columns = [own.c[name] for name in (*step.key, *self._compared)]
        found = connection.execute(select(*columns).where(*mine)).first()
        if found is None:
            connection.execute(insert(own).values(values))
            return "inserted"
        there = [cells.shown(value, self._charset) for value in found[len(step.key) :]]
        here = [self._value(row, name) for name in self._compared]
        return "already" if list(map(_text, there)) == list(map(_text, here)) else "differs"

    def _values(self, row: Row) -> dict[str, Any]:
        stamps = {name: FILTERS[STAMPS[form]](self._clock()) for name, form in self._step.stamp.items()}
        values = {name: self._value(row, name) for name in self._step.columns}
        return {name: bound(value) for name, value in (values | stamps).items()}

    def _value(self, row: Row, name: str) -> object:
        form = self._step.inner.get(name)
        return cells.closed(row.get(name), form) if form else row.get(name)


def _text(value: object) -> str:
    """Return a value as it is compared: nothing and an empty text are the same."""
    return "" if value is None else str(value)
