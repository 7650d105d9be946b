"""Many rows at once: statements are compiled once, rows are plain tuples, each column is converted in one go."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain, repeat
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlmodel import Session
from sqlmodel.sql.sqltypes import UTCDateTime

from models.said import plain as said_plainly
from models.tables.columns import Sealed, SealedText, vault_of

Converter = Callable[[Any], Any]
MANY = (100, 25)  # rows of one call, the greatest first
_encode = msgspec.json.Encoder(enc_hook=said_plainly).encode


class Insert:
    """An insert of many rows: `varying` columns have a value a row, `fixed` ones the same value in every row.

    Columns that are not named get the default of their model, or NULL. What a unique index has already raises
    IntegrityError, or is passed over where `once` is said.
    """

    def __init__(
        self, table: sa.Table, varying: Sequence[str], fixed: Sequence[str] = (), *, once: bool = False
    ) -> None:
        alone = {name for name in (*varying, *fixed) if isinstance(table.c[name].type, SealedText)}
        if alone or any(isinstance(table.c[name].type, Sealed) for name in fixed):
            raise TypeError("sealed text is not for many rows at once, and every body is sealed alone")
        self._end = " ON CONFLICT DO NOTHING" if once else ""
        defaults = {c.name: c.default.arg for c in table.c if isinstance(c.default, ScalarElementColumnDefault)}
        self._rest = {name: value for name, value in defaults.items() if name not in {*varying, *fixed}}
        self._varying, self._fixed = tuple(varying), tuple(fixed)
        self._table = table
        self._compiled: dict[str, _Compiled] = {}

    def run(self, session: Session, rows: Sequence[Sequence[Any]], fixed: Sequence[Any] = ()) -> int:
        """Insert rows whose values stand in the order of the named columns; return how many were inserted."""
        return self.run_columns(session, list(zip(*rows, strict=True)), fixed) if rows else 0

    def run_columns(self, session: Session, columns: Sequence[Iterable[Any]], fixed: Sequence[Any] = ()) -> int:
        """Insert rows whose values are given a column at a time; return how many were inserted."""
        connection = session.connection()
        compiled = self._compiled.get(connection.dialect.name) or self._compile(connection.dialect)
        closed = [
            vault_of(connection.dialect).seal_each(column) if place in compiled.sealed else column
            for place, column in enumerate(columns)
        ]
        parameters = compiled.parameters(closed, [*fixed, *self._rest.values()])
        start = inserted = 0
        for size, sql in compiled.many:
            while len(parameters) - start >= size:
                together = tuple(chain.from_iterable(parameters[start : start + size]))
                inserted += connection.exec_driver_sql(sql, together).rowcount
                start += size
        if start < len(parameters):
            inserted += connection.exec_driver_sql(compiled.sql, parameters[start:]).rowcount
        return inserted

    def _compile(self, dialect: Dialect) -> "_Compiled":
        names = (*self._varying, *self._fixed, *self._rest)
        columns = [self._table.c[name] for name in names]
        values = {column.name: _value(column, dialect) for column in columns}
        compiled = sa.insert(self._table).values(values).inline().compile(dialect=dialect)
        sealed = frozenset(place for place, column in enumerate(columns) if isinstance(column.type, Sealed))
        converters = [
            None if place in sealed else _as_bytes if _is_text(column, dialect) else converter(column, dialect)
            for place, column in enumerate(columns)
        ]
        order = None if compiled.positiontup is None else [names.index(name) for name in compiled.positiontup]
        many = [] if order is None else [(size, _many(str(compiled), size) + self._end) for size in MANY]
        made = _Compiled(str(compiled) + self._end, names, converters, order, many, sealed)
        self._compiled[dialect.name] = made
        return made


@dataclass(frozen=True, slots=True)
class _Compiled:
    """An insert for one dialect; `order` is the place of each `?`, None where parameters have names.

    `many` insert so many rows with one call, during which other threads work: SQLite holds no lock of Python then.
    """

    sql: str
    names: tuple[str, ...]
    converters: list[Converter | None]
    order: list[int] | None
    many: list[tuple[int, str]]
    sealed: frozenset[int]  # places of the columns that the vault of the connection seals, all rows at once

    def parameters(self, columns: Sequence[Iterable[Any]], fixed: list[Any]) -> list[Any]:
        """Return what the driver wants: tuples in its order, or dictionaries."""
        varying = _converted(columns, self.converters)
        constant = [
            repeat(value if convert is None else convert(value))
            for value, convert in zip(fixed, self.converters[len(varying) :], strict=True)
        ]
        values = [*varying, *constant]
        if self.order is not None:
            return list(zip(*[values[place] for place in self.order], strict=False))
        return [dict(zip(self.names, row, strict=True)) for row in zip(*values, strict=False)]


class Update:
    """An update of many rows by their id: `varying` columns have a value a row, `fixed` ones the same value.

    `counted` columns are raised by one. PostgreSQL gets one statement with arrays, SQLite one run a row.
    """

    def __init__(
        self, table: sa.Table, varying: Sequence[str], fixed: Sequence[str] = (), counted: Sequence[str] = ()
    ) -> None:
        self._table, self._counted = table, tuple(counted)
        self._varying, self._fixed = ("id", *varying), tuple(fixed)

    def run(self, session: Session, rows: Sequence[Sequence[Any]], fixed: Sequence[Any] = ()) -> None:
        """Update rows; each begins with its id, the other values stand in the order of the named columns."""
        if not rows:
            return
        connection = session.connection()
        varying = converted(rows, self._converters(self._varying, connection.dialect))
        constant = [
            value if convert is None or value is None else convert(value)
            for value, convert in zip(fixed, self._converters(self._fixed, connection.dialect), strict=True)
        ]
        if connection.dialect.name == "postgresql":
            arrays = {f"c{n}": list(column) for n, column in enumerate(varying)}
            same = {f"f{n}": value for n, value in enumerate(constant)}
            connection.exec_driver_sql(self._with_arrays(connection.dialect), arrays | same)
            return
        columns = [*varying[1:], *map(repeat, constant), varying[0]]
        connection.exec_driver_sql(self._row_by_row(), list(zip(*columns, strict=False)))

    def _converters(self, names: Sequence[str], dialect: Dialect) -> list[Converter | None]:
        return [converter(self._table.c[name], dialect) for name in names]

    def _row_by_row(self) -> str:
        changes = [f"{name} = ?" for name in (*self._varying[1:], *self._fixed)]
        changes += [f"{name} = {name} + 1" for name in self._counted]
        return f"update {self._table.name} set {', '.join(changes)} where id = ?"  # noqa: S608

    def _with_arrays(self, dialect: Dialect) -> str:
        name, kinds = self._table.name, {c.name: c.type.compile(dialect) for c in self._table.c}
        changes = [f"{column} = new.{column}" for column in self._varying[1:]]
        changes += [f"{column} = %(f{n})s::{kinds[column]}" for n, column in enumerate(self._fixed)]
        changes += [f"{column} = {name}.{column} + 1" for column in self._counted]
        arrays = ", ".join(f"%(c{n})s::{kinds[column]}[]" for n, column in enumerate(self._varying))
        source = f"unnest({arrays}) as new({', '.join(self._varying)})"
        return f"update {name} set {', '.join(changes)} from {source} where {name}.id = new.id"  # noqa: S608


class Lookup:
    """A query for the rows whose column holds one of many texts: one parameter, whatever their number."""

    def __init__(self, query: sa.Select[Any], column: sa.ColumnElement[str]) -> None:
        listed = sa.func.json_each(sa.bindparam("among")).table_valued("value")
        self._on_sqlite = query.where(column.in_(sa.select(listed.c.value)))
        array = sa.bindparam("among", type_=sa.ARRAY(sa.Text))
        self._on_postgresql = query.where(column == sa.any_(array))

    def run(self, session: Session, among: Sequence[str], **more: object) -> sa.Result[Any]:
        """Return the rows; `more` are the other parameters of the query."""
        if session.connection().dialect.name == "postgresql":
            return session.execute(self._on_postgresql, {**more, "among": list(among)})
        return session.execute(self._on_sqlite, {**more, "among": as_json(among)})


def plain(result: sa.Result[Any]) -> Sequence[Any]:
    """Return the rows of a query as the driver's own tuples: rows that know their columns' names take twice the time.

    Moments and JSON stand as the database keeps them.
    """
    found: Sequence[Any] = result.cursor.fetchall()  # type: ignore[attr-defined]  # CursorResult
    result.close()
    return found


def opened(session: Session, body: bytes) -> bytes:
    """Return what a sealed column holds, from the bytes as a driver gave them."""
    return vault_of(session.connection().dialect).open(bytes(body))


def from_json(value: Any) -> Any:
    """Return the values of a JSON column as a driver gave it: text, or parsed already."""
    return msgspec.json.decode(value) if isinstance(value, str | bytes) else value


def _many(sql: str, size: int) -> str:
    head, word, values = sql.partition(" VALUES ")
    return head + word + ", ".join([values] * size)


def _is_text(column: sa.Column[Any], dialect: Dialect) -> bool:
    """Whether the database stores a column as text that is made as bytes: it need not be decoded only to be encoded."""
    return isinstance(column.type, sa.JSON) and dialect.name == "sqlite"


def _value(column: sa.Column[Any], dialect: Dialect) -> sa.ColumnElement[Any]:
    value: sa.ColumnElement[Any] = sa.bindparam(column.name)
    return sa.cast(value, sa.Text) if _is_text(column, dialect) else value


def _as_bytes(value: Any) -> bytes | None:
    return None if value is None else _encode(value)


def converted(rows: Sequence[Sequence[Any]], converters: Sequence[Converter | None]) -> list[Iterable[Any]]:
    """Return the columns of rows as the driver wants their values."""
    return _converted(list(zip(*rows, strict=True)), converters)


def _converted(columns: Sequence[Iterable[Any]], converters: Sequence[Converter | None]) -> list[Iterable[Any]]:
    return [
        column if convert is None else map(convert, column)
        for column, convert in zip(columns, converters, strict=False)
    ]


def converter(column: sa.Column[Any], dialect: Dialect) -> Converter | None:
    """Return what turns a value of a column into the driver's, None where it stays as it is."""
    if isinstance(column.type, sa.JSON):
        return as_json
    if isinstance(column.type, sa.types.TypeDecorator) and isinstance(column.type.impl_instance, sa.String):
        return None
    if isinstance(column.type, UTCDateTime) and dialect.name == "sqlite":
        return as_stored_moment
    if isinstance(column.type, sa.Date) and dialect.name == "sqlite":
        return as_stored_day
    return column.type.dialect_impl(dialect).bind_processor(dialect)


def as_stored_moment(value: datetime | None) -> str | None:
    """Return a moment as SQLAlchemy stores it on SQLite: UTC, without the offset, with microseconds."""
    if value is None:
        return None
    moment = value if value.tzinfo is UTC else value.astimezone(UTC)
    return moment.isoformat(" ", "microseconds")[:26]


def as_stored_day(value: date | None) -> str | None:
    """Return a day as SQLAlchemy stores it on SQLite."""
    return None if value is None else value.isoformat()[:10]


def as_json(value: Any) -> str | None:
    """Return JSON text of plain values and records; None stays NULL."""
    return None if value is None else _encode(value).decode()


def as_bytes(value: Any) -> bytes:
    """Return the bytes of the JSON text of plain values, for a digest."""
    return _encode(value)


def give_room(session: Session, megabytes: int = 64) -> None:
    """Let SQLite keep more pages in memory on this connection, so that many rows do not spill again and again."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"pragma cache_size = -{megabytes * 1024}")
