"""First rows: write a row unless somebody else just did; two daemons may begin in the same moment."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session


def put_if_missing(session: Session, table: Table, **values: Any) -> bool:
    """Insert a row unless its key is taken; return whether it was written. Waits for the other writer's end."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    written = session.execute(dialect.insert(table).values(**values).on_conflict_do_nothing())
    return bool(written.rowcount)  # type: ignore[attr-defined]  # CursorResult
