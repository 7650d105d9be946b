"""What an undone hand-over leaves behind: the hand-over goes, its answer is open again."""

from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.offices import TransferRow
from usecases import whereabouts

TRANSFERS = table_of(TransferRow)
OPEN_AGAIN: dict[str, Any] = {"closed_at": None, "closed_by": "", "closed_seq": None, "result": ""}


def restore(session: Session, record: dict[str, Any]) -> None:
    """Take back the row of one deed, found by its ledger entry."""
    c, seq = TRANSFERS.c, record["ledger_seq"]
    if record["deed"] == "application.transferred":
        session.execute(delete(TRANSFERS).where(c.number == record["subject"], c.seq == seq))
    elif record["deed"].startswith("application.transfer_"):
        answered = update(TRANSFERS).where(c.number == record["subject"], c.closed_seq == seq)
        session.execute(answered.values(OPEN_AGAIN))
        whereabouts.back(session, record["subject"])
