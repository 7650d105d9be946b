"""Claims: which messages may leave now, held by a lease so that two daemons never send the same one at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.outbox import BatchRow, OutboxRow
from ports.platforms import Outgoing, Piece, Prepared
from usecases import bulk, hints
from usecases.deeds import housekeeping
from usecases.outbox_rows import change_alike

OUTBOX, BATCHES = table_of(OutboxRow), table_of(BatchRow)
MESSAGE = ("id", "key", "subject", "kind", "op", "version")
Prepare = Callable[[Sequence[Outgoing]], Prepared]


@dataclass(frozen=True, slots=True)
class Claimed:
    """One message (or one batch) to send now; `ask_first` = an earlier answer was lost."""

    id: int
    subject: str
    prepared: Prepared
    ask_first: bool
    tries: int
    message: Outgoing | None = None
    batch_id: int | None = None
    owner: str = ""  # who claimed it, and alone may note that it failed


@dataclass(frozen=True, slots=True)
class Lease:
    """Who claims, until when."""

    owner: str
    seconds: float

    def until(self, at: datetime) -> datetime:
        """Return the moment at which others may take over."""
        return at + timedelta(seconds=self.seconds)


@housekeeping
def claim(
    session: Session, system: str, prepare: Prepare, *, lease: Lease, limit: int, at: datetime, form: str = ""
) -> list[Claimed]:
    """Claim up to `limit` single messages: due ones, ambiguous ones, and those whose sender died.

    The exact request is stored before anything is sent: a repeat sends the same bytes. What was written ahead by the
    rules of `form` is sent as it stands.
    """
    claimed: list[Claimed] = []
    unwritten: list[tuple[object, ...]] = []
    written: list[int] = []
    for row in _due(session, system, limit, at, form):
        prepared = _prepared(row, prepare)
        if prepared.faults:
            _hold(session, row.id, prepared)
            continue
        ask_first = row.state != "ready"
        claimed.append(
            Claimed(row.id, row.subject, prepared, ask_first, row.tries + 1, row.message(), owner=lease.owner)
        )
        if row.request is None:
            names = _first(prepared.record_keys), _first(prepared.hashes)
            unwritten.append((row.id, prepared.request, *names))
        else:
            written.append(row.id)
    held: dict[str, Any] = {
        "state": "sending",
        "lease_owner": lease.owner,
        "lease_until": lease.until(at),
        "sent_at": at,
    }
    _CLAIM.run(session, unwritten, tuple(held.values()))
    change_alike(session, written, held | {"tries": OUTBOX.c.tries + 1})
    return claimed


class _Waiting(NamedTuple):
    """A message as a claim reads it, in the order of `_columns`."""

    id: int
    key: str
    subject: str
    kind: str
    op: str
    version: int
    payload: dict[str, object] | None  # None: written ahead
    request: bytes | None
    record_key: str
    hash: str
    state: str
    tries: int

    def message(self) -> Outgoing:
        """Return the message; what is stored of it needs no writing."""
        piece = None if self.request is None else Piece(bytes(self.request), self.record_key, self.hash)
        return Outgoing(self.key, self.kind, self.op, self.version, self.payload or {}, piece)


def _prepared(row: _Waiting, prepare: Prepare) -> Prepared:
    """Return the request of one message, with the bytes that were stored for it once there are any."""
    made = prepare([row.message()])
    if row.request is None or made.faults:
        return made
    return Prepared(
        made.operation,
        bytes(row.request),
        made.idempotency_key,
        made.batch_no,
        made.keys,
        made.record_keys,
        made.hashes,
    )


def _columns(*, repeats: bool) -> tuple[Any, ...]:
    """Return the columns of a claim: of what was written ahead the bytes, of all else the payload.

    Bytes that were written by other rules count only where they have been sent before (`repeats`).
    """
    c = OUTBOX.c
    ahead = sa.and_(c.form == sa.bindparam("form"), c.request.is_not(None))
    stored = sa.or_(ahead, c.tries > 0) if repeats else ahead
    payload = sa.type_coerce(sa.case((ahead, sa.null()), else_=c.payload), c.payload.type).label("payload")
    request = sa.case((stored, c.request), else_=sa.null()).label("request")
    return (*(c[name] for name in MESSAGE), payload, request, c.record_key, c.hash, c.state, c.tries)


_CLAIM = bulk.Update(
    OUTBOX,
    ("request", "record_key", "hash"),
    ("state", "lease_owner", "lease_until", "sent_at"),
    counted=("tries",),
)
_WANTED = (
    select(*_columns(repeats=True))
    .where(OUTBOX.c.system == bindparam("receiver"), OUTBOX.c.batch_id.is_(None))
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_DUE = _WANTED.where(OUTBOX.c.state == bindparam("standing"), OUTBOX.c.next_try_at <= bindparam("moment"))
_DUE = _DUE.order_by(OUTBOX.c.next_try_at, OUTBOX.c.id)
_ABANDONED = _WANTED.where(OUTBOX.c.state == "sending", OUTBOX.c.lease_until < bindparam("moment"))
_ABANDONED = _ABANDONED.order_by(OUTBOX.c.id)


def _first(values: Sequence[str]) -> str:
    return values[0] if values else ""


def _due(session: Session, system: str, limit: int, at: datetime, form: str) -> list[_Waiting]:
    asked = {"receiver": system, "most": limit, "moment": at, "form": form}
    found = [_Waiting(*row) for row in session.execute(_ABANDONED, asked).all()]
    for state in ("ambiguous", "ready"):
        if len(found) < limit:
            due = session.execute(_DUE, asked | {"standing": state, "most": limit - len(found)})
            found += [_Waiting(*row) for row in due.all()]
    return found


def _hold(session: Session, row_id: int, prepared: Prepared) -> None:
    fault = prepared.faults[0]
    values = {
        "state": "rejected",
        "code": fault.code,
        "field": fault.field,
        "message": fault.message,
        "hint": hints.for_code(fault.code),
    }
    session.execute(update(OUTBOX).where(OUTBOX.c.id == row_id).values(values))


_ROWS = (
    select(*_columns(repeats=False))
    .where(OUTBOX.c.system == bindparam("receiver"), OUTBOX.c.state == "ready", OUTBOX.c.kind == bindparam("sort"))
    .where(OUTBOX.c.next_try_at <= bindparam("moment"))
    .order_by(OUTBOX.c.next_try_at, OUTBOX.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)


@housekeeping
def claim_batch(
    session: Session,
    system: str,
    kind: str,
    batch_no: str,
    prepare: Prepare,
    *,
    lease: Lease,
    limit: int,
    at: datetime,
    form: str = "",
) -> Claimed | None:
    """Put up to `limit` due messages of one kind into a batch, store its bytes, and claim it."""
    asked = {"receiver": system, "sort": kind, "moment": at, "most": limit, "form": form}
    rows = [_Waiting(*row) for row in session.execute(_ROWS, asked).all()]
    if not rows:
        return None
    prepared = prepare([row.message() for row in rows])
    ids = {row.key: row.id for row in rows}
    for fault in prepared.faults:
        _hold(session, ids[fault.key], Prepared("", b"", "", "", (), faults=(fault,)))
    if not prepared.keys:
        return None
    batch_id = _store_batch(session, system, kind, batch_no, prepared, lease=lease, at=at)
    _attach(session, batch_id, rows, prepared, at=at)
    return Claimed(batch_id, "", prepared, ask_first=False, tries=1, batch_id=batch_id, owner=lease.owner)


def _store_batch(
    session: Session, system: str, kind: str, batch_no: str, prepared: Prepared, *, lease: Lease, at: datetime
) -> int:
    values = {
        "system": system,
        "batch_no": batch_no,
        "idempotency_key": prepared.idempotency_key,
        "kind": kind,
        "keys": list(prepared.keys),
        "request": prepared.request,
        "state": "sending",
        "receipt_no": "",
        "done": False,
        "tries": 1,
        "checks": 0,
        "created_at": at,
        "next_try_at": at,
        "lease_owner": lease.owner,
        "lease_until": lease.until(at),
    }
    answer = session.execute(insert(BATCHES).values(values).returning(BATCHES.c.id))
    batch_id: int = answer.scalar_one()
    return batch_id


_NAME = bulk.Update(OUTBOX, ("record_key", "hash"))


def _attach(session: Session, batch_id: int, rows: Sequence[_Waiting], prepared: Prepared, *, at: datetime) -> None:
    """Mark the messages of a batch; it holds their bytes from now on."""
    by_key = {row.key: row for row in rows}
    named = zip(prepared.keys, prepared.record_keys, prepared.hashes, strict=True)
    _NAME.run(session, [(by_key[key].id, name, digest) for key, name, digest in named if by_key[key].request is None])
    sent = {"state": "sending", "batch_id": batch_id, "sent_at": at, "request": None, "form": None}
    change_alike(session, [by_key[key].id for key in prepared.keys], sent | {"tries": OUTBOX.c.tries + 1})


@housekeeping
def claim_open_batch(session: Session, system: str, *, lease: Lease, at: datetime) -> Claimed | None:
    """Claim a batch whose answer was lost, that was not executed, or whose sender died."""
    c = BATCHES.c
    columns: tuple[Any, ...] = (c.id, c.batch_no, c.idempotency_key, c["keys"], c.request, c.state, c.tries)
    wanted = select(*columns).where(c.system == system).order_by(c.id).limit(1).with_for_update(skip_locked=True)
    due = wanted.where(c.state.in_(("ambiguous", "waiting")), c.next_try_at <= at)
    abandoned = wanted.where(c.state == "sending", c.lease_until < at)
    row = session.execute(due).first() or session.execute(abandoned).first()
    if row is None:
        return None
    held = {"state": "sending", "lease_owner": lease.owner, "lease_until": lease.until(at), "tries": row.tries + 1}
    session.execute(update(BATCHES).where(c.id == row.id).values(held))
    keys = tuple(row[3])
    stored = select(OUTBOX.c.key, OUTBOX.c.record_key, OUTBOX.c.hash).where(OUTBOX.c.batch_id == row.id)
    by_key = {key: (record, digest) for key, record, digest in session.execute(stored)}
    records = tuple(by_key[key][0] for key in keys)
    hashes = tuple(by_key[key][1] for key in keys)
    prepared = Prepared(
        "batch", bytes(row.request), row.idempotency_key, row.batch_no, keys, record_keys=records, hashes=hashes
    )
    ask_first = row.state != "waiting"
    return Claimed(row.id, "", prepared, ask_first, row.tries + 1, batch_id=row.id, owner=lease.owner)
