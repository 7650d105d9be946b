"""Column helpers that behave the same on SQLite and PostgreSQL."""

from collections.abc import Iterable
from functools import cache
from typing import Any, Protocol, cast

import sqlalchemy as sa
from sqlmodel import Field, SQLModel
from typing_extensions import override

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def big_key() -> Any:
    """Return a 64-bit primary key that counts by itself on both databases."""
    return Field(default=None, sa_type=KEY, primary_key=True)


def big(default: int | None = 0) -> Any:
    """Return a 64-bit integer column (fen, counters)."""
    return Field(default=default, sa_type=sa.BigInteger, nullable=default is None)


def met(dialect: str) -> bool:
    """Return whether this program may meet such a database; one that names its own need not load the other."""
    return bool(SQLModel.metadata.info.get("dialect", dialect) == dialect)


def json(default: Any = None) -> Any:
    """Return a JSON column; assign a new value, in-place changes are not seen."""
    return Field(default=default, sa_type=json_type(), nullable=True)


@cache
def json_type() -> sa.JSON:
    """Return the one type of all JSON columns, made when the first table asks: only then is `met` decided."""
    kind = sa.JSON()
    if not met("postgresql"):
        return kind
    from sqlalchemy.dialects.postgresql import JSONB

    return kind.with_variant(JSONB(), "postgresql")


def blob(*, nullable: bool = False) -> Any:
    """Return a column of bytes kept exactly as they came."""
    return Field(default=None if nullable else b"", sa_type=sa.LargeBinary, nullable=nullable)


class Vault(Protocol):
    """What seals bodies and opens them again; the engine's dialect has one (`wiring.office`)."""

    def seal(self, body: bytes) -> bytes:
        """Return a body as the database keeps it."""
        ...

    def seal_each(self, bodies: Iterable[bytes]) -> list[bytes]:
        """Return many short bodies as the database keeps them; nothing stays nothing."""
        ...

    def open(self, sealed: bytes) -> bytes:
        """Return the body again; raises InvalidInput where it cannot be opened."""
        ...

    def current(self, sealed: bytes) -> bool:
        """Return whether the newest key sealed a body."""
        ...

    def opened(self, sealed: bytes) -> bytes | None:
        """Return the body, None where it cannot be opened."""
        ...


class Sealed(sa.TypeDecorator[bytes]):
    """Bytes that the database has only sealed; nothing stays nothing."""

    impl = sa.LargeBinary
    cache_ok = True

    @override
    def process_bind_param(self, value: bytes | None, dialect: sa.Dialect) -> bytes | None:
        return vault_of(dialect).seal(value) if value else value

    @override
    def process_result_value(self, value: bytes | None, dialect: sa.Dialect) -> bytes | None:
        return vault_of(dialect).open(bytes(value)) if value else value


class SealedText(sa.TypeDecorator[str]):
    """A short text that the database has only sealed; where no key opens it "…" stands for it, so that lists go on."""

    impl = sa.LargeBinary
    cache_ok = True

    @override
    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> bytes | None:
        return None if value is None else vault_of(dialect).seal_each([value.encode("utf-8", "surrogatepass")])[0]

    @override
    def process_result_value(self, value: bytes | None, dialect: sa.Dialect) -> str | None:
        if not value:
            return None if value is None else ""
        opened = vault_of(dialect).opened(bytes(value))
        return "…" if opened is None else opened.decode("utf-8", "surrogatepass")


def vault_of(dialect: sa.Dialect) -> Vault:
    """Return the vault of a database; raises RuntimeError where no office has opened it."""
    vault: Vault | None = getattr(dialect, "vault", None)
    if vault is None:
        raise RuntimeError("sealed columns are for offices only")
    return vault


def sealed() -> Any:
    """Return a column of bytes that hold personal data: the database has them compressed and sealed."""
    return Field(default=b"", sa_type=Sealed, nullable=False)


def sealed_text() -> Any:
    """Return a column of a short text that may name a person: the database has it sealed."""
    return Field(default="", sa_type=SealedText, nullable=False)


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> sa.Index:
    """Return an index over the rows that `where` (plain SQL) selects."""
    selected: dict[str, Any] = {
        f"{dialect}_where": sa.text(where) for dialect in ("sqlite", "postgresql") if met(dialect)
    }
    return sa.Index(name, *columns, unique=unique, **selected)


def table_of(model: type[SQLModel]) -> sa.Table:
    """Return the Core table of a model: bulk and list paths use Core, which is 3 to 4 times faster than objects."""
    return cast("sa.Table", model.__table__)  # type: ignore[attr-defined]
