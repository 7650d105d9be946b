"""A write-back that came too late: the applicant changed the application meanwhile, so it is decided anew."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from models.tables.applications import ApplicationRow, RevisionRow
from models.tables.columns import table_of
from models.tables.deliveries import DeliveryRow
from models.tables.outbox import OutboxRow
from models.values import Officer
from usecases import audit, cases, remembering
from usecases.intake_rows import form_columns

APPLICATIONS, REVISIONS, OUTBOX = table_of(ApplicationRow), table_of(RevisionRow), table_of(OutboxRow)
DELIVERIES = table_of(DeliveryRow)
HINT = "申请人已提交新版本，原决定未送达、已收回；请查看差异后重新决定。"
NOT_LEFT = ("ready", "blocked", "cancelled")
STILL_HERE = ("planned", "cancelled")  # deliveries that have not left


def take_back(session: Session, message_id: int, payload: dict[str, Any], *, by: Officer, at: datetime) -> bool:
    """Take back what was decided on the overtaken revision; False = something has left already, a person must look.

    Everything that a decision sends waits until its write-back has arrived, so nothing was published.
    """
    number, seq, event = str(payload["event_id"]).rsplit("-", 2)
    if event == "progress":
        return True
    records = remembering.records_since(session, number, int(seq))
    if not records or _left(session, [one["ledger_seq"] for one in records], message_id) or _served(session, records):
        session.execute(update(APPLICATIONS).where(APPLICATIONS.c.number == number).values(attention="stale"))
        return False
    from usecases import undo  # rarely needed, and it knows every kind of deed

    for record in records:
        undo.take_back(session, record, by=by, at=at)
    _reopen(session, number, at)
    facts: dict[str, object] = {"event": payload["event_id"], "revision": payload["revision"]}
    audit.tell(session, by=by, at=at, deed="application.reopened", subject=number, note=HINT, facts=facts)
    return True


def _left(session: Session, seqs: Sequence[int], message_id: int) -> bool:
    c = OUTBOX.c
    gone = select(c.id).where(c.ledger_seq.in_(seqs), c.id != message_id, c.state.not_in(NOT_LEFT)).limit(1)
    return session.execute(gone).first() is not None


def _served(session: Session, records: Sequence[dict[str, Any]]) -> bool:
    """Return whether documents of these deeds are on their way or with their addressee already."""
    c, subject = DELIVERIES.c, records[-1]["subject"]
    begun = select(c.id).where(c.subject == subject, c.planned_at >= records[-1]["at"], c.state.not_in(STILL_HERE))
    return session.execute(begun.limit(1)).first() is not None


def _reopen(session: Session, number: str, at: datetime) -> None:
    """Show the newest form that is known and ask for a new screening."""
    case = cases.read(session, number, locked=True)
    values = form_columns(session, case.form, at=at) | {"attention": "stale"}
    cases.change(session, case, **values)


def ask_for_acknowledgement(session: Session, channel: str, payload: dict[str, Any]) -> None:
    """Let the next poll acknowledge a row that the channel says it was never told of."""
    c = REVISIONS.c
    mine = (c.channel == channel, c.channel_ref == payload["ref"], c.revision == payload["revision"])
    session.execute(update(REVISIONS).where(*mine).values(acknowledged_at=None))
