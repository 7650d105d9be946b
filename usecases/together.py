"""Many deeds in one transaction: the rows that they add are written together, what all of them need is read at once."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Table, event, func, select
from sqlalchemy.sql import visitors
from sqlalchemy.sql.dml import Insert, Update, UpdateBase
from sqlalchemy.sql.elements import ClauseElement, TextClause
from sqlalchemy.sql.selectable import FromClause
from sqlmodel import Session

NAME = "together"  # in session.info
IDS = 250  # taken from a sequence of PostgreSQL at once
Row = Mapping[str, Any]
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
Load = Callable[[Session, Sequence[Key]], Mapping[Key, Value]]
_tables: "WeakKeyDictionary[ClauseElement, frozenset[FromClause] | None]" = WeakKeyDictionary()


@dataclass(slots=True)
class Waiting:
    """Rows that one statement will write; `last` are rows of which only the newest of a key counts."""

    table: FromClause | None
    write: Callable[[Session, list[Any]], object]
    rows: list[Any] = field(default_factory=list)
    last: dict[str, Row] = field(default_factory=dict)

    def copy(self) -> "Waiting":
        """Return a copy that later rows do not change."""
        return Waiting(self.table, self.write, self.rows.copy(), self.last.copy())


class Together:
    """What the deeds of one transaction have not written yet, and what they know of each other's subjects."""

    def __init__(self, session: Session, keys: Iterable[Hashable]) -> None:
        self.session = session
        self.keys: dict[type, dict[Any, None]] = {}
        for key in keys:
            self.keys.setdefault(type(key), {})[key] = None
        self.waiting: dict[Hashable, Waiting] = {}
        self.known: dict[FromClause, dict[Hashable, dict[Any, Any]]] = {}
        self.writing = False

    def before(
        self, _connection: Connection, statement: ClauseElement, _many: object, _values: object, _options: object
    ) -> None:
        """Write what a statement could miss, and forget what it changes; texts may be about any table."""
        if self.writing:
            return
        tables = _tables_of(statement)
        if tables is None:
            self.write()
            self.known.clear()
            return
        for key in [key for key, some in self.waiting.items() if some.table in tables]:
            self._write(key)
        if isinstance(statement, UpdateBase):
            self.known.pop(statement.table, None)

    def before_text(
        self, _connection: Connection, _cursor: object, _sql: str, _values: object, context: Any, _many: bool
    ) -> None:
        """Do the same before SQL that the driver gets as it is."""
        if context is not None and context.compiled is None and not self.writing:
            self.write()
            self.known.clear()

    def later(self, key: Hashable, statement: Insert | Update) -> Waiting:
        """Return where the rows of a statement wait."""

        def write(session: Session, rows: list[Any]) -> None:
            session.execute(statement, rows)

        return self.waiting.setdefault(key, Waiting(statement.table, write))

    def write(self) -> None:
        """Write everything that waits."""
        while self.waiting:
            self._write(next(iter(self.waiting)))

    def _write(self, key: Hashable) -> None:
        some, outer = self.waiting.pop(key), self.writing
        self.writing = True
        try:
            some.write(self.session, [*some.rows, *some.last.values()])
        finally:
            self.writing = outer

    def mark(self) -> dict[Hashable, Waiting]:
        """Return what waits now, for `back`."""
        return {key: some.copy() for key, some in self.waiting.items()}

    def back(self, mark: dict[Hashable, Waiting]) -> None:
        """Let wait what waited at a savepoint that was rolled back, even if it was written since."""
        self.waiting = mark
        self.known.clear()


@contextmanager
def begun(session: Session, keys: Iterable[Hashable]) -> Iterator[Together]:
    """Yield what the deeds of a block share; `keys` are their subjects by number and by id, as `among` is asked.

    Everything is written when the block ends; when it raises, the transaction must not be committed.
    """
    found = session.info[NAME] = Together(session, keys)
    connection = session.connection()
    event.listen(connection, "before_execute", found.before)
    event.listen(connection, "before_cursor_execute", found.before_text)
    try:
        yield found
        found.write()
    finally:
        event.remove(connection, "before_execute", found.before)
        event.remove(connection, "before_cursor_execute", found.before_text)
        del session.info[NAME]


def put(session: Session, statement: Insert, values: Row, *, about: Hashable = None) -> None:
    """Insert a row: at once, or with others of its kind before anybody looks at their table.

    `about`: the key under which `among` may know rows of this table; what is known of it is forgotten.
    """
    found: Together | None = session.info.get(NAME)
    if found is None:
        session.execute(statement, values)
        return
    found.later((statement, tuple(values)), statement).rows.append(values)
    for known in found.known.get(statement.table, {}).values():
        known.pop(about, None)


def change(session: Session, statement: Update, values: Row, *, key: str) -> None:
    """Update the row of a key: at once, or once for all changes of it before anybody looks at the table."""
    found: Together | None = session.info.get(NAME)
    if found is None:
        session.execute(statement, values)
        return
    found.later(statement, statement).last[key] = values


def put_by(session: Session, name: str, write: Callable[[Session, list[Any]], object], rows: Sequence[Any]) -> None:
    """Write rows by a function: at once, or with others of the same name at the end."""
    found: Together | None = session.info.get(NAME)
    if found is None:
        write(session, list(rows))
    else:
        found.waiting.setdefault(name, Waiting(None, write)).rows.extend(rows)


def among(session: Session, table: Table, load: "Load[Key, Value]", key: Key) -> Value:
    """Return what `load` finds for a key in a table; for many deeds it is read once for all of their subjects.

    `load` returns something for every key that it is given.
    """
    found: Together | None = session.info.get(NAME)
    subjects = {} if found is None else found.keys.get(type(key), {})
    if found is None or key not in subjects:
        return load(session, [key])[key]
    by_load = found.known.setdefault(table, {})
    if load not in by_load:
        by_load[load] = dict(load(session, list(subjects)))
    known = by_load[load]
    return known[key] if key in known else load(session, [key])[key]


def remembered(session: Session, table: Table, name: Hashable) -> dict[Any, Any] | None:
    """Return a place for what the deeds of a transaction know of a table, None for one deed alone.

    It is empty again after any other statement that changes the table, and after a deed that failed.
    """
    found: Together | None = session.info.get(NAME)
    return None if found is None else found.known.setdefault(table, {}).setdefault(name, {})


def remember(session: Session, table: Table, name: Hashable, key: Hashable, value: object) -> None:
    """Put something into that place; one deed alone needs it no more."""
    known = remembered(session, table, name)
    if known is not None:
        known[key] = value


def next_id(session: Session, table: Table) -> int | None:
    """Return the id of the next row that is `put` into a table, None for one deed alone: the database gives it."""
    known = remembered(session, table, "ids")
    if known is None:
        return None
    if "free" not in known:
        newest = session.execute(select(func.max(table.c.id))).scalar() or 0
        on_sqlite = session.get_bind().dialect.name == "sqlite"  # one writer at a time
        known["free"] = count(newest + 1) if on_sqlite else _from_sequence(session, table)
    return int(next(known["free"]))


def _from_sequence(session: Session, table: Table) -> Iterator[int]:
    """Yield ids that PostgreSQL gives to nobody else."""
    name = func.pg_get_serial_sequence(table.name, "id")
    some = select(func.nextval(name)).select_from(func.generate_series(1, IDS).alias("some"))
    while True:
        yield from session.execute(some).scalars().all()


def _tables_of(statement: ClauseElement) -> frozenset[FromClause] | None:
    """Return the tables that a statement names, None where a piece of it is text."""
    if statement not in _tables:
        parts = list(visitors.iterate(statement))
        written = any(isinstance(part, TextClause) for part in parts)
        _tables[statement] = None if written else frozenset(part for part in parts if isinstance(part, Table))
    return _tables[statement]
