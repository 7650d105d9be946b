"""Claims: which messages may leave now, held by a lease so that two daemons never send the same one at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.outbox import BatchRow, OutboxRow
from ports.platforms import Outgoing, Prepared
from usecases import bulk, hints
from usecases.deeds import housekeeping

OUTBOX, BATCHES = table_of(OutboxRow), table_of(BatchRow)
MESSAGE = ("id", "key", "subject", "kind", "op", "version", "payload")
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
def claim(session: Session, system: str, prepare: Prepare, *, lease: Lease, limit: int, at: datetime) -> list[Claimed]:
    """Claim up to `limit` single messages: due ones, ambiguous ones, and those whose sender died.

    The exact request is stored before anything is sent: a repeat sends the same bytes.
    """
    rows = _due(session, system, limit, at)
    claimed: list[Claimed] = []
    changes: list[tuple[object, ...]] = []
    for row in rows:
        message = Outgoing(row.key, row.kind, row.op, row.version, row.payload)
        prepared = prepare([message])
        if prepared.faults:
            _hold(session, row.id, prepared)
            continue
        request = prepared.request if row.request is None else bytes(row.request)
        stored = Prepared(
            prepared.operation, request, prepared.idempotency_key, prepared.batch_no, prepared.keys,
            prepared.record_keys, prepared.hashes,
        )  # fmt: skip
        ask_first = row.state != "ready"
        claimed.append(Claimed(row.id, row.subject, stored, ask_first, row.tries + 1, message, owner=lease.owner))
        changes.append((row.id, request, _first(prepared.record_keys), _first(prepared.hashes)))
    _CLAIM.run(session, changes, ("sending", lease.owner, lease.until(at), at))
    return claimed


_CLAIM = bulk.Update(
    OUTBOX,
    ("request", "record_key", "hash"),
    ("state", "lease_owner", "lease_until", "sent_at"),
    counted=("tries",),
)
_WANTED = (
    select(*(OUTBOX.c[name] for name in (*MESSAGE, "state", "tries", "request")))
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


def _due(session: Session, system: str, limit: int, at: datetime) -> Sequence[Any]:
    asked = {"receiver": system, "most": limit, "moment": at}
    found = list(session.execute(_ABANDONED, asked))
    for state in ("ambiguous", "ready"):
        if len(found) < limit:
            found += session.execute(_DUE, asked | {"standing": state, "most": limit - len(found)})
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


@housekeeping
def claim_batch(
    session: Session, system: str, kind: str, batch_no: str, prepare: Prepare, *, lease: Lease, limit: int, at: datetime
) -> Claimed | None:
    """Put up to `limit` due messages of one kind into a batch, store its bytes, and claim it."""
    c = OUTBOX.c
    columns: tuple[Any, ...] = (c.id, c.key, c.subject, c.kind, c.op, c.version, c.payload)
    wanted = select(*columns).where(c.system == system, c.state == "ready", c.next_try_at <= at, c.kind == kind)
    rows = session.execute(wanted.order_by(c.next_try_at, c.id).limit(limit).with_for_update(skip_locked=True)).all()
    if not rows:
        return None
    prepared = prepare([Outgoing(r.key, r.kind, r.op, r.version, r.payload) for r in rows])
    ids = {r.key: r.id for r in rows}
    for fault in prepared.faults:
        _hold(session, ids[fault.key], Prepared("", b"", "", "", (), faults=(fault,)))
    if not prepared.keys:
        return None
    batch_id = _store_batch(session, system, kind, batch_no, prepared, lease=lease, at=at)
    _attach(session, batch_id, ids, prepared, at=at)
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


_ATTACH = bulk.Update(OUTBOX, ("record_key", "hash"), ("state", "batch_id", "sent_at"), counted=("tries",))


def _attach(session: Session, batch_id: int, ids: dict[str, int], prepared: Prepared, *, at: datetime) -> None:
    rows = zip(prepared.keys, prepared.record_keys, prepared.hashes, strict=True)
    changes = [(ids[key], record, digest) for key, record, digest in rows]
    _ATTACH.run(session, changes, ("sending", batch_id, at))


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
