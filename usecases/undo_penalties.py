"""Undo for penalties: the decision as it stood before, within the grace time, before anything has left the house."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from models.tables.applications import UndoRow
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.tables.penalties import PenaltyRow
from models.values import Officer
from usecases import hints, search_index
from usecases.desk import grace_of
from usecases.outbox import SUPERSEDED

UNDO, PENALTIES, OUTBOX = table_of(UndoRow), table_of(PenaltyRow), table_of(OutboxRow)


@dataclass(frozen=True, slots=True)
class Changed:
    """A penalty that a deed changed: its row before (None = it was recorded just now) and its search texts."""

    id: int
    subject: str
    before: Mapping[str, Any] | None
    found_by: str
    found_by_before: str = ""


def remember(session: Session, deed: str, changed: Changed, *, by: Officer, at: datetime, ledger_seq: int) -> None:
    """Keep what is needed to take a deed back; only where it was given a grace time."""
    grace = grace_of(session)
    if not grace:
        return
    before = None if changed.before is None else {name: _plain(value) for name, value in changed.before.items()}
    kept = {"id": changed.id, "row": before, "found_by": [changed.found_by, changed.found_by_before]}
    values = {"subject": changed.subject, "deed": deed, "by": by.login, "at": at, "until": at + grace}
    session.execute(insert(UNDO).values(**values, ledger_seq=ledger_seq, before=kept, licence_no="", numbers=[]))


def restore(session: Session, record: Mapping[str, Any]) -> None:
    """Put a penalty back as it was; keys of messages that never left are free again."""
    kept = record["before"]
    mine, (now, then) = PENALTIES.c.id == kept["id"], kept["found_by"]
    search_index.remove(session, "penalty", kept["id"], now)
    if kept["row"] is None:
        session.execute(delete(PENALTIES).where(mine))
    else:
        before = {n: _typed(n, v) for n, v in kept["row"].items()}
        session.execute(update(PENALTIES).where(mine).values(before | _repaired(session, kept["id"])))
        bring_back(session, record["ledger_seq"])
        search_index.add(session, "penalty", [(kept["id"], then)])
    free_keys(session, record["ledger_seq"])


def free_keys(session: Session, ledger_seq: int) -> None:
    """Let the keys of what an undone deed would have sent be used again."""
    cancelled = select(OUTBOX.c.id, OUTBOX.c.key).where(OUTBOX.c.ledger_seq == ledger_seq)
    for row_id, key in session.execute(cancelled).all():
        freed = f"{key}#{ledger_seq}"[:200]
        session.execute(update(OUTBOX).where(OUTBOX.c.id == row_id).values(key=freed))


def _repaired(session: Session, penalty_id: int) -> dict[str, str]:
    """Return the state that no undo takes back."""
    state = session.execute(select(PENALTIES.c.state).where(PENALTIES.c.id == penalty_id)).scalar()
    return {"state": state} if state == "repaired" else {}


def bring_back(session: Session, ledger_seq: int) -> None:
    """Let what was rejected, and gave way to a deed that is undone, wait for a person again."""
    c = OUTBOX.c
    subjects = select(c.subject).where(c.ledger_seq == ledger_seq)
    gave_way = select(c.id, c.code).where(c.subject.in_(subjects), c.state == "cancelled", c.hint == SUPERSEDED)
    for row_id, code in session.execute(gave_way).all():
        back = {"state": "rejected", "hint": hints.for_code(code)}
        session.execute(update(OUTBOX).where(c.id == row_id).values(back))


DAYS = frozenset({"acted_on", "born_on", "decided_on", "valid_until", "publicity_until"})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _typed(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name in DAYS:
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if name == "recorded_at" else value
