"""Licences whose parties changed, or that came into force again: each waits for a look at the lists."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlmodel import Session

from models.tables.blacklist import LicenceRenamedRow
from models.tables.columns import table_of
from rules.licences import IN_FORCE

RENAMED = table_of(LicenceRenamedRow)
PARTIES = ("holder_name", "holder_no", "uscc", "shop_name", "legal_rep_name", "legal_rep_no")
AT_ONCE = 500
Row = Mapping[str, Any]


def note(session: Session, changes: Iterable[tuple[Row, Row]]) -> None:
    """Have those licences looked at whose (row before, row after) name other parties, or that are in force again."""
    rows = [{"licence_id": before["id"]} for before, after in changes if _concerns(before, after)]
    if rows:
        session.execute(insert(RENAMED), rows)


def _concerns(before: Row, after: Row) -> bool:
    if after["status"] not in IN_FORCE:
        return False
    return before["status"] not in IN_FORCE or any(before[name] != after[name] for name in PARTIES)


def waiting(session: Session, *, limit: int) -> list[tuple[int, int]]:
    """Return the oldest marks as (id of the mark, id of the licence)."""
    wanted = select(RENAMED.c.id, RENAMED.c.licence_id).order_by(RENAMED.c.id).limit(limit)
    return [(row[0], row[1]) for row in session.execute(wanted)]


def done(session: Session, marks: Sequence[int]) -> None:
    """Take away the marks that were looked at; one that came meanwhile stays."""
    for start in range(0, len(marks), AT_ONCE):
        session.execute(delete(RENAMED).where(RENAMED.c.id.in_(marks[start : start + AT_ONCE])))
