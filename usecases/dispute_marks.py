"""Disputes at the receiver: where its generation has a state for them, a published record says so until the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from content.generationbook import state_of
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from ports.payloads import standing_of
from usecases import credit_holds, generations
from usecases.credit_holds import MARK
from usecases.outbox import NewMessage, enqueue, promote

OUTBOX = table_of(OutboxRow)
LEFT, UNSENT = ("sending", "ambiguous", "delivered", "confirmed"), ("blocked", "ready", "rejected")
ANSWERED = "异议已经答复，不再标注。"
VALID, DISPUTED = "valid", "disputed"  # standings
_c = OUTBOX.c


@dataclass(frozen=True, slots=True)
class Mark:
    """What a dispute of a record is at its receiver: the column and its codes, "" where its generation has none.

    `standing` is sent (the receiver has the mark, or it is on its way), waiting, or "" (no mark).
    """

    generation: str
    column: str
    disputed: str
    valid: str
    standing: str


def begin(session: Session, system: str, record_key: str, *, at: datetime, ledger_seq: int) -> bool:
    """Queue the mark of a record that is disputed from now on; return whether its receiver gets one.

    A receiver without a state for disputes gets nothing: the codes of the other generation say the opposite. Nor does
    one that holds the record as ended or taken back, or has the mark already. The mark changes nothing but the state,
    so it keeps the version of what is held, and a correction that waits stays newer.
    """
    held = _held(session, system, record_key)
    if held is None or held.op != "upsert" or standing_of(held.payload, held.kind) != VALID:
        return False
    code = state_of(generations.held(session, system), held.kind, DISPUTED)[1]
    if not code or _unsent(session, system, held.subject, [MARK]):
        return False
    _put(session, system, held, MARK, at=at, ledger_seq=ledger_seq)
    return True


def end(session: Session, system: str, record_key: str, *, upheld: bool, at: datetime, ledger_seq: int) -> bool:
    """Take the mark back once no dispute is left; return whether the receiver gets the record as valid again.

    A mark that was rejected is over, and one that has not left never will, unless it is all that tells of a dispute
    that was upheld. Where it was upheld, or something newer is about to leave, a mark that left stays until the
    correction or withdrawal says how the record stands.
    """
    held = _held(session, system, record_key)
    if held is None or credit_holds.of(session, system, held.kind, held.subject):
        return False
    newer = _unsent(session, system, held.subject, ["upsert", "withdraw"], ("blocked", "ready"))
    over = UNSENT if newer or not upheld else ("rejected",)
    marks = _unsent(session, system, held.subject, [MARK], over)
    session.execute(update(OUTBOX).where(_c.id.in_(marks)).values(state="cancelled", hint=ANSWERED))
    if newer or upheld or held.op != MARK:
        return False
    _put(session, system, held, "upsert", at=at, ledger_seq=ledger_seq)
    return True


def of(session: Session, system: str, record_key: str) -> Mark:
    """Return what the receiver of a record is told of its dispute: what an officer must see before the answer."""
    generation, kind = generations.held(session, system), record_key.partition("|")[0]
    (column, disputed), (_, valid) = (state_of(generation, kind, standing) for standing in (DISPUTED, VALID))
    held, standing = _held(session, system, record_key), ""
    if held is not None:
        waiting = _unsent(session, system, held.subject, [MARK])
        standing = "sent" if held.op == MARK else "waiting" if waiting else ""
    return Mark(generation, column, disputed, valid if column else "", standing)


def _held(session: Session, system: str, record_key: str) -> Any:
    """Return the newest message of a record that left, None where none did."""
    wanted = select(_c.id, _c.subject, _c.kind, _c.op, _c.version, _c.payload)
    mine = (_c.system == system, _c.record_key == record_key, _c.state.in_(LEFT))
    return session.execute(wanted.where(*mine).order_by(_c.version.desc(), _c.id.desc()).limit(1)).first()


def _unsent(
    session: Session, system: str, subject: str, ops: Sequence[str], states: Sequence[str] = UNSENT
) -> Sequence[int]:
    mine = (_c.system == system, _c.subject == subject, _c.op.in_(ops), _c.state.in_(states))
    return session.execute(select(_c.id).where(*mine)).scalars().all()


def _put(session: Session, system: str, held: Any, op: str, *, at: datetime, ledger_seq: int) -> None:
    key = f"{held.subject}:v{held.version}:{ledger_seq}"
    message = NewMessage(system, key, held.subject, held.kind, op, dict(held.payload), held.version)
    enqueue(session, [message], at=at, ledger_seq=ledger_seq)
    promote(session, system, held.subject)
