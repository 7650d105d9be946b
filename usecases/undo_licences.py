"""Undo for licences: what an act changed, kept so that it can be taken back within the grace time."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from models.tables.applications import UndoRow
from models.tables.columns import table_of
from models.values import Officer
from usecases.desk import grace_of

UNDO = table_of(UndoRow)


def remember(
    session: Session,
    deed_name: str,
    before: Mapping[str, Any],
    *,
    by: Officer,
    at: datetime,
    ledger_seq: int,
    taken: Sequence[tuple[str, int]] = (),
) -> None:
    """Keep a licence as it was before a deed; only where the deed was given a grace time."""
    grace = grace_of(session)
    if not grace:
        return
    number = str(before["licence_no"])
    values = {"subject": number, "deed": deed_name, "by": by.login, "at": at, "until": at + grace, "before": {}}
    licence = {name: value.isoformat() if isinstance(value, date) else value for name, value in before.items()}
    kept = {"licence_no": number, "licence": licence, "numbers": [list(pair) for pair in taken]}
    session.execute(insert(UNDO).values(**values, **kept, ledger_seq=ledger_seq))
