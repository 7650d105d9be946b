"""Receipts: keep asking until the receiver confirms; 202 alone is no confirmation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.outbox import BatchRow, OutboxRow
from models.values import Officer, shanghai_date
from ports.platforms import Receipt, ReceiptRow
from rules.publication import REPAIRED
from usecases import audit, calendars, credit_holds, hints, systems
from usecases.deeds import deed, housekeeping
from usecases.outbox import let_followers_go
from usecases.outbox_rows import STATE, change_alike, in_words
from usecases.texts import storable

OUTBOX, BATCHES = table_of(OutboxRow), table_of(BatchRow)
FIRST_WAIT, LONGEST_WAIT = 10.0, 3600.0  # seconds (contract 11: 10 s, then up to 1 h apart)
PATIENCE, OVERDUE = "3wd", "receipt_overdue"  # a person is told from the third working day (contract 11)
FALLEN = frozenset({"rejected", "deleted"})  # even after it was validated or published
CONFIRMING = frozenset({"validated", "published", "withdrawn", "superseded", "stored", "repaired", "delivered"})


@dataclass(frozen=True, slots=True)
class Pending:
    """One receipt to ask for; `batch_id` is None for a message with a receipt of its own."""

    receipt_no: str
    checks: int
    batch_id: int | None = None
    message_id: int | None = None


def due(session: Session, system: str, *, at: datetime, limit: int = 50) -> Sequence[Pending]:
    """Return receipts whose time to ask has come, oldest first."""
    b, m = BATCHES.c, OUTBOX.c
    batches = (
        select(b.receipt_no, b.checks, b.id)
        .where(b.system == system, b.state == "answered", b.done.is_(False), b.receipt_no != "", b.next_try_at <= at)
        .order_by(b.next_try_at)
        .limit(limit)
    )
    singles = (
        select(m.receipt_no, m.checks, m.id)
        .where(m.system == system, m.state == "delivered", m.batch_id.is_(None), m.next_try_at <= at)
        .order_by(m.next_try_at)
        .limit(limit)
    )
    found = [Pending(no, checks, batch_id=row_id) for no, checks, row_id in session.execute(batches)]
    return found + [Pending(no, checks, message_id=row_id) for no, checks, row_id in session.execute(singles) if no]


def wait(checks: int) -> timedelta:
    """Return how long to wait after the n-th fruitless question."""
    return timedelta(seconds=min(FIRST_WAIT * 2 ** min(checks, 10), LONGEST_WAIT))


@housekeeping
def postpone(session: Session, pending: Pending, *, at: datetime) -> None:
    """Ask again later: nothing new, or no answer."""
    values = {"checks": pending.checks + 1, "next_try_at": at + wait(pending.checks)}
    if pending.batch_id is not None:
        session.execute(update(BATCHES).where(BATCHES.c.id == pending.batch_id).values(values))
    else:
        session.execute(update(OUTBOX).where(OUTBOX.c.id == pending.message_id).values(values))
    _tell_of_overdue(session, pending, at)


@deed("outbox.receipt_taken")
def take(session: Session, system: str, pending: Pending, receipt: Receipt, *, by: Officer, at: datetime) -> int:
    """Note what a receipt says of each record; return how many changed. Unchanged receipts write no entry."""
    changed = _take_rows(session, system, pending, [_kept(row) for row in receipt.rows], at)
    values: dict[str, Any] = {"checks": pending.checks + 1, "next_try_at": at + wait(pending.checks)}
    if pending.batch_id is not None:
        session.execute(update(BATCHES).where(BATCHES.c.id == pending.batch_id).values(done=receipt.done, **values))
    else:
        waiting = (OUTBOX.c.id == pending.message_id, OUTBOX.c.state == "delivered")
        session.execute(update(OUTBOX).where(*waiting).values(values))
    _tell_of_overdue(session, pending, at)
    if changed:
        facts: dict[str, object] = {"receipt": receipt.receipt_no, "rows": changed}
        audit.record(session, by=by, at=at, deed="outbox.receipt_taken", subject=f"system:{system}", facts=facts)
    return len(changed)


take.always_recorded = False  # type: ignore[attr-defined]  # a receipt that says nothing new changes nothing


def _take_rows(
    session: Session, system: str, pending: Pending, rows: Sequence[ReceiptRow], at: datetime
) -> list[list[str]]:
    """Note what is new, the records that were told the same in one statement; return (key, state, code) of each."""
    held = _held(session, system, pending)
    alike: dict[tuple[bool, str, str, str, str], list[Any]] = {}
    changed = []
    for row in rows:
        mine = held.get((row.record_key, row.version) if pending.batch_id is not None else ("", 0))
        if mine is None or not _is_new(mine, row):
            continue
        told = (mine.state == "confirmed", row.state, row.code, row.field, row.message)
        alike.setdefault(told, []).append(mine)
        changed.append([mine.key, row.state, row.code])
        if row.state == REPAIRED:
            credit_holds.hold(session, system, mine.record_key, REPAIRED, "receipt", at=at)
    for (confirmed, state, code, field, message), some in alike.items():
        values = _values(ReceiptRow("", 0, state, code, field, message), at, confirmed=confirmed)
        change_alike(session, [one.id for one in some], values)
        if "state" in values:
            let_followers_go(session, [one.id for one in some] if values["state"] == "confirmed" else [])
            systems.settle_alarms(session, system, OVERDUE, [one.key for one in some], at=at)
    return changed


def _kept(row: ReceiptRow) -> ReceiptRow:
    """Return a row as it is kept, so that it is compared with what was kept of it before."""
    said = in_words(row.code, row.field, row.message)
    return ReceiptRow(row.record_key, row.version, storable(row.state, STATE), **said)


def _held(session: Session, system: str, pending: Pending) -> dict[tuple[str, int], Any]:
    """Return the messages that a receipt speaks of, by record and version; ("", 0) where it speaks of one alone."""
    c = OUTBOX.c
    wanted = select(c.id, c.key, c.state, c.receiver_state, c.record_key, c.version)
    if pending.batch_id is None:
        return dict.fromkeys([("", 0)], session.execute(wanted.where(c.id == pending.message_id)).first())
    rows = session.execute(wanted.where(c.system == system, c.batch_id == pending.batch_id))
    return {(row.record_key, row.version): row for row in rows}


def _is_new(held: Any, row: ReceiptRow) -> bool:
    """Whether a receipt says more of a message than it knows already.

    What a question after a lost answer showed already still has to be confirmed.
    """
    if held.state in ("rejected", "dead", "cancelled"):
        return False
    return bool(held.receiver_state != row.state or (held.state == "delivered" and row.state in CONFIRMING))


def _values(row: ReceiptRow, at: datetime, *, confirmed: bool) -> dict[str, Any]:
    """Return what a receipt changes: confirmed once validated, then published upstream, or fallen again."""
    values: dict[str, Any] = {"receiver_state": row.state, "code": row.code, "field": row.field}
    values["message"] = row.message
    if row.state in CONFIRMING:
        values |= {"state": "confirmed"} | ({} if confirmed else {"confirmed_at": at})
    elif row.state in FALLEN:
        values |= {"state": "rejected", "hint": hints.for_code(row.code or row.state)}
    return values | ({"published_at": at} if row.state == "published" else {})


def _tell_of_overdue(session: Session, pending: Pending, at: datetime) -> None:
    """Tell a person of each record that is unconfirmed on the third working day; asking goes on (contract 11)."""
    c = OUTBOX.c
    mine = c.id == pending.message_id if pending.batch_id is None else c.batch_id == pending.batch_id
    waiting = select(c.system, c.key, c.sent_at).where(mine, c.state == "delivered", c.sent_at.is_not(None))
    late: dict[date, bool] = {}
    for system, key, sent_at in session.execute(waiting).all():
        sent_on = shanghai_date(sent_at)
        if sent_on not in late:
            late[sent_on] = calendars.due(session, sent_on, PATIENCE).last_day <= shanghai_date(at)
        if late[sent_on]:
            text = f"{sent_on}送出后至今未得到确认，请与对方联系。"
            systems.raise_alarm(session, system, OVERDUE, key, text, at=at)
