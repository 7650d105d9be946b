"""The outbox: messages are written with the deed, leave in order, and are done only when the receiver confirms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, insert, select
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from usecases.desk import desk_of, grace_of

OUTBOX = table_of(OutboxRow)
OPEN = ("blocked", "ready", "sending", "ambiguous", "rejected")  # what holds back later messages of the subject
LATEST = ("cancelled", "dead")


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message for another office: `key` is fixed by the deed and never changes; order is strict in a subject."""

    system: str
    key: str
    subject: str
    kind: str
    op: str
    payload: dict[str, object]
    version: int = 1
    deadline_on: date | None = None


def enqueue(session: Session, messages: Sequence[NewMessage], *, at: datetime, ledger_seq: int) -> None:
    """Write messages in the deed's transaction; they leave when the grace time is over."""
    not_before = at + grace_of(session)
    for message in messages:
        waiting = select(
            exists().where(
                OUTBOX.c.system == message.system, OUTBOX.c.subject == message.subject, OUTBOX.c.state.in_(OPEN)
            )
        )
        state = "blocked" if session.execute(waiting).scalar() else "ready"
        session.execute(
            insert(OUTBOX).values(
                system=message.system,
                key=message.key,
                subject=message.subject,
                kind=message.kind,
                op=message.op,
                version=message.version,
                payload=message.payload,
                state=state,
                created_at=at,
                next_try_at=not_before,
                deadline_on=message.deadline_on,
                ledger_seq=ledger_seq,
                tries=0,
                checks=0,
                record_key="",
                hash="",
                receipt_no="",
                receiver_state="",
                code="",
                field="",
                message="",
                hint="",
            )
        )


def system_of(session: Session, kind: str) -> str | None:
    """Return the configured system of a kind (credit, joint, case_system …), None where none is connected."""
    return desk_of(session).system_of(kind)
