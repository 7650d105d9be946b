"""First rows: write a row unless somebody else just did; two daemons may begin in the same moment."""

from importlib import import_module
from typing import Any

from sqlalchemy import Table
from sqlmodel import Session


def put_if_missing(session: Session, table: Table, **values: Any) -> bool:
    """Insert a row unless its key is taken; return whether it was written. Waits for the other writer's end."""
    dialect = import_module(f"sqlalchemy.dialects.{session.get_bind().dialect.name}")  # only the one that is used
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing()
    written = session.execute(statement.execution_options(preserve_rowcount=True))  # psycopg forgets it else
    return bool(written.rowcount)  # type: ignore[attr-defined]  # CursorResult
