"""A stand-in for SQLModel in programs that live long: the same declarations become plain tables, without the ORM."""

import sys
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib.util import find_spec
from typing import Any, ClassVar, Self

import sqlalchemy as sa
from typing_extensions import override

NAME = "sqlmodel"
MISSING = object()


@dataclass(frozen=True, slots=True)
class Field:
    """What a table says of one column; the words are SQLModel's, as far as models.tables uses them."""

    default: Any = MISSING
    sa_type: Any = None
    max_length: int | None = None
    primary_key: bool = False
    nullable: bool | None = None
    unique: bool = False
    index: bool = False
    foreign_key: str | None = None
    ondelete: str | None = None
    sa_column_kwargs: Mapping[str, Any] = field(default_factory=dict)


class SQLModel:
    """Base of the declarations: a class with `table=True` gets its Core table, and is nothing else."""

    metadata: ClassVar[sa.MetaData] = sa.MetaData()
    __tablename__: ClassVar[str]
    __table_args__: ClassVar[tuple[Any, ...]] = ()
    __table__: ClassVar[sa.Table]

    @override
    def __init_subclass__(cls, *, table: bool = False) -> None:
        if table:
            columns = [column(cls, name, kind) for name, kind in vars(cls)["__annotations__"].items()]
            cls.__table__ = sa.Table(cls.__tablename__, cls.metadata, *columns, *cls.__table_args__)
            for name in vars(cls).keys() & vars(cls)["__annotations__"].keys():
                delattr(cls, name)  # the table says it now


def column(model: type[SQLModel], name: str, annotation: Any) -> sa.Column[Any]:
    """Return the column that SQLModel would make of an annotated attribute."""
    said = vars(model).get(name, MISSING)
    wish = said if isinstance(said, Field) else Field(said)
    parts = typing.get_args(annotation) if isinstance(annotation, types.UnionType) else (annotation,)
    nullable = type(None) in parts and not wish.primary_key if wish.nullable is None else wish.nullable
    keys = [sa.ForeignKey(wish.foreign_key, ondelete=wish.ondelete)] if wish.foreign_key else []
    more = {} if wish.default is MISSING else {"default": wish.default}
    kind = wish.sa_type or parts[0]
    shared = column_type(kind, wish.max_length) if isinstance(kind, type) else kind
    return sa.Column(
        name, shared, *keys, primary_key=wish.primary_key, nullable=nullable, unique=wish.unique, index=wish.index,
        **more, **wish.sa_column_kwargs,
    )  # fmt: skip


@cache
def column_type(kind: type, length: int | None) -> Any:
    """Return the one type of all columns of a Python type or a type of SQLAlchemy; raises KeyError for any other."""
    from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

    if issubclass(kind, sa.types.TypeEngine):
        return kind()
    known: dict[type, Any] = {
        bool: sa.Boolean, int: sa.Integer, float: sa.Float, datetime: UTCDateTime, date: sa.Date, bytes: sa.LargeBinary,
    }  # fmt: skip
    return AutoString(length) if kind is str else known[kind]()


class Session:
    """One connection and its transaction, as far as the use cases need SQLAlchemy's session of that name."""

    def __init__(self, bind: sa.Engine, **_orm: bool) -> None:
        self.info: dict[str, Any] = {}
        self._bind = bind
        self._connection: sa.Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def get_bind(self) -> sa.Engine:
        """Return the engine."""
        return self._bind

    def connection(self) -> sa.Connection:
        """Return the connection; the first use takes it from the pool."""
        if self._connection is None:
            self._connection = self._bind.connect()
        return self._connection

    def execute(self, statement: Any, parameters: Any = None) -> sa.CursorResult[Any]:
        """Run a Core statement; the first one begins the transaction."""
        return self.connection().execute(statement, parameters)

    @contextmanager
    def begin(self) -> Iterator[Self]:
        """Commit when the block ends, roll back when it raises."""
        try:
            yield self
            if self._connection is not None:
                self._connection.commit()
        finally:
            self.close()

    def begin_nested(self) -> sa.NestedTransaction:
        """Begin a savepoint, which the block keeps or rolls back alone."""
        return self.connection().begin_nested()

    def rollback(self) -> None:
        """End the transaction without keeping anything."""
        self.close()

    def close(self) -> None:
        """Give the connection back; what was not committed is rolled back."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def without_orm(database: str) -> None:
    """Let `sqlmodel` be this stand-in from now on; where SQLModel itself was imported before, it stays.

    `database` is the URL of the only database that this program will open.
    """
    if NAME in sys.modules:
        return
    spec = find_spec(NAME)
    stand_in = types.ModuleType(NAME)
    stand_in.__path__ = list(spec.submodule_search_locations or ()) if spec else []  # its column types are real
    here: tuple[Callable[..., Any], ...] = (Field, SQLModel, Session)
    vars(stand_in).update({each.__name__: each for each in here})
    SQLModel.metadata.info["dialect"] = sa.make_url(database).get_backend_name()
    sys.modules[NAME] = stand_in
