"""What is kept with a deed so that it can be taken back: the row as it was before, and the numbers that it took."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import Session

from models.tables.applications import UndoRow
from models.tables.columns import table_of
from models.values import Officer
from usecases import together
from usecases.cases import Case, columns_of
from usecases.desk import grace_of

UNDO = table_of(UndoRow)
CHANGING = (
    "state", "accepted_at", "decided_at", "due_on", "due_provisional", "extended", "card", "correction_asked_at",
    "corrections", "attention", "licence_no", "assigned_to", "site_check", "taken_over",
    "offered_to",
)  # fmt: skip
_REMEMBER = insert(UNDO)
Taken = Sequence[tuple[str, int]]


def remember(
    session: Session,
    case: Case,
    deed_name: str,
    *,
    by: Officer,
    at: datetime,
    ledger_seq: int,
    taken: Taken = (),
    licence_no: str = "",
    licence_before: dict[str, Any] | None = None,
) -> None:
    """Keep what is needed to take a deed back: by its officer within the grace time, or when it never arrived."""
    grace = grace_of(session)
    values = {
        "subject": case.number,
        "deed": deed_name,
        "by": by.login,
        "at": at,
        "until": at + grace,
        "ledger_seq": ledger_seq,
        "before": {name: _plain(case.row[name]) for name in CHANGING},
        "licence_no": licence_no,
        "licence": None if licence_before is None else {k: _plain(v) for k, v in licence_before.items()},
        "numbers": [list(pair) for pair in taken],
    }
    together.put(session, _REMEMBER, values)


def records_since(session: Session, subject: str, ledger_seq: int) -> list[dict[str, Any]]:
    """Return what was done on a subject since a deed, the newest first, without what was taken back already."""
    c = UNDO.c
    wanted = select(UNDO).where(c.subject == subject, c.ledger_seq >= ledger_seq, c.undone_at.is_(None))
    return [columns_of(row) for row in session.execute(wanted.order_by(c.id.desc()))]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
