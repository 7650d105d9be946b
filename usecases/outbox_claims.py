"""Claims: which messages may leave now, held by a lease so that two daemons never send the same one at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session

from models.tables.columns import table_of, vault_of
from models.tables.outbox import BatchRequestRow, BatchRow, OutboxRow, RequestRow
from ports.platforms import Outgoing, Piece, Prepared
from usecases import adjustments, bulk, credit_holds, hints
from usecases.deeds import housekeeping
from usecases.outbox_plans import dissolve, give_up, store_body
from usecases.outbox_rows import change_alike, store_requests

OUTBOX, BATCHES, REQUESTS = table_of(OutboxRow), table_of(BatchRow), table_of(RequestRow)
BODIES = table_of(BatchRequestRow)
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
    only_ask: bool = False  # a record in it was repaired meanwhile: where it never arrived, it is not sent


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
    requests: list[tuple[int, bytes]] = []
    dissolve(session, system)
    for row in credit_holds.sift(session, system, _due(session, system, limit, at, form)):
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
            unwritten.append((row.id, *names))
            requests.append((row.id, prepared.request))
        else:
            written.append(row.id)
    held: dict[str, Any] = {
        "state": "sending",
        "lease_owner": lease.owner,
        "lease_until": lease.until(at),
        "sent_at": at,
    }
    store_requests(session, requests)
    _CLAIM.run(session, unwritten, tuple(held.values()))
    change_alike(session, written, held, tried=True)
    return claimed


class _Waiting(NamedTuple):
    """A message as a claim reads it, in the order of `_columns`."""

    id: int
    key: str
    subject: str
    kind: str
    op: str
    version: int
    payload: Any  # as the driver gives it; None: written ahead
    request: bytes | None
    record_key: str
    hash: str
    state: str
    tries: int

    def message(self) -> Outgoing:
        """Return the message; what is stored of it needs no writing."""
        payload = {} if self.payload is None else bulk.from_json(self.payload)
        piece = None if self.request is None else Piece(self.request, self.record_key, self.hash)
        return Outgoing(self.key, self.kind, self.op, self.version, payload, piece)


BODY = _Waiting._fields.index("request")


def _prepared(row: _Waiting, prepare: Prepare) -> Prepared:
    """Return the request of one message, with the bytes that were stored for it once there are any."""
    made = prepare([row.message()])
    if row.request is None or made.faults:
        return made
    return Prepared(
        made.operation,
        row.request,
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
    c, kept = OUTBOX.c, REQUESTS.c.request
    ahead = sa.and_(c.form == sa.bindparam("form"), kept.is_not(None))
    stored = sa.or_(ahead, c.tries > 0) if repeats else ahead
    payload = sa.case((ahead, sa.null()), else_=c.payload).label("payload")
    request = sa.case((stored, kept), else_=sa.null()).label("request")
    return (*(c[name] for name in MESSAGE), payload, request, c.record_key, c.hash, c.state, c.tries)


def _wanted(*, repeats: bool) -> sa.Select[Any]:
    """Return the query for messages that are in no batch, with their bytes where they count."""
    kept = OUTBOX.outerjoin(REQUESTS, REQUESTS.c.message_id == OUTBOX.c.id)
    mine = (OUTBOX.c.system == bindparam("receiver"), OUTBOX.c.batch_id.is_(None))
    query = select(*_columns(repeats=repeats)).select_from(kept).where(*mine).limit(bindparam("most"))
    return query.with_for_update(skip_locked=True, of=OUTBOX)


_CLAIM = bulk.Update(
    OUTBOX,
    ("record_key", "hash"),
    ("state", "lease_owner", "lease_until", "sent_at"),
    counted=("tries",),
)
_WANTED = _wanted(repeats=True)
_DUE = _WANTED.where(OUTBOX.c.state == bindparam("standing"), OUTBOX.c.next_try_at <= bindparam("moment"))
_DUE = _DUE.order_by(OUTBOX.c.next_try_at, OUTBOX.c.id)
_ABANDONED = _WANTED.where(OUTBOX.c.state == "sending", OUTBOX.c.lease_until < bindparam("moment"))
_ABANDONED = _ABANDONED.order_by(OUTBOX.c.id)


def _first(values: Sequence[str]) -> str:
    return values[0] if values else ""


def _due(session: Session, system: str, limit: int, at: datetime, form: str) -> list[_Waiting]:
    asked = {"receiver": system, "most": limit, "moment": at, "form": form}
    found = _waiting(session, _ABANDONED, asked)
    for state in ("ambiguous", "ready"):
        if len(found) < limit:
            found += _waiting(session, _DUE, asked | {"standing": state, "most": limit - len(found)})
    return found


def _waiting(session: Session, query: sa.Select[Any], asked: dict[str, Any]) -> list[_Waiting]:
    found = bulk.plain(session.execute(query, asked))
    vault = vault_of(session.connection().dialect)
    opened = ((*row[:BODY], row[BODY] and vault.open(bytes(row[BODY])), *row[BODY + 1 :]) for row in found)
    return list(map(_Waiting._make, opened))


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
    _wanted(repeats=False)
    .where(OUTBOX.c.state == "ready", OUTBOX.c.kind == bindparam("sort"))
    .where(OUTBOX.c.next_try_at <= bindparam("moment"))
    .order_by(OUTBOX.c.next_try_at, OUTBOX.c.id)
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
    rows = credit_holds.sift(session, system, _waiting(session, _ROWS, asked))
    if not rows:
        return None
    prepared = prepare([row.message() for row in rows])
    by_key = {row.key: row for row in rows}
    for fault in prepared.faults:
        _hold(session, by_key[fault.key].id, Prepared("", b"", "", "", (), faults=(fault,)))
    if not prepared.keys:
        return None
    batch_id = _store_batch(session, system, kind, batch_no, prepared, lease=lease, at=at)
    _attach(session, batch_id, by_key, prepared, at=at)
    return Claimed(batch_id, "", prepared, ask_first=False, tries=1, batch_id=batch_id, owner=lease.owner)


_PUT_BATCH = insert(BATCHES).returning(BATCHES.c.id)


def _store_batch(
    session: Session, system: str, kind: str, batch_no: str, prepared: Prepared, *, lease: Lease, at: datetime
) -> int:
    values = {
        "system": system,
        "batch_no": batch_no,
        "idempotency_key": prepared.idempotency_key,
        "kind": kind,
        "keys": list(prepared.keys),
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
    batch_id: int = session.execute(_PUT_BATCH, values).scalar_one()
    store_body(session, batch_id, prepared)
    return batch_id


_NAME = bulk.Update(OUTBOX, ("record_key", "hash"), ("form",))


def _attach(
    session: Session, batch_id: int, by_key: Mapping[str, _Waiting], prepared: Prepared, *, at: datetime
) -> None:
    """Mark the messages of a batch; it holds their bytes from now on, by whatever rules they were written."""
    named = zip(prepared.keys, prepared.record_keys, prepared.hashes, strict=True)
    anew = [(by_key[key].id, name, digest) for key, name, digest in named if by_key[key].request is None]
    _NAME.run(session, anew, (None,))
    adjustments.keep_of(session, prepared.adjusted, {key: row.id for key, row in by_key.items()})
    sent = {"state": "sending", "batch_id": batch_id, "sent_at": at}
    change_alike(session, [by_key[key].id for key in prepared.keys], sent, tried=True)


_c = BATCHES.c
_OPEN: sa.Select[Any] = (
    select(_c.id, _c.batch_no, _c.idempotency_key, _c["keys"], BODIES.c.names, BODIES.c.request, _c.state, _c.tries)
    .join_from(BATCHES, BODIES, BODIES.c.batch_id == _c.id)
    .where(_c.system == bindparam("receiver"))
    .order_by(_c.id)
    .limit(1)
    .with_for_update(skip_locked=True, of=BATCHES)
)
_OPEN_DUE = _OPEN.where(_c.state.in_(("ambiguous", "waiting")), _c.next_try_at <= bindparam("moment"))
_OPEN_ABANDONED = _OPEN.where(_c.state == "sending", _c.lease_until < bindparam("moment"))


@housekeeping
def claim_open_batch(session: Session, system: str, *, lease: Lease, at: datetime) -> Claimed | None:
    """Claim a batch whose answer was lost, that was not executed, or whose sender died."""
    asked = {"receiver": system, "moment": at}
    row = session.execute(_OPEN_DUE, asked).first() or session.execute(_OPEN_ABANDONED, asked).first()
    if row is None:
        return None
    stopped = credit_holds.holds_back(session, system, row.id)
    if stopped and row.state == "waiting":
        give_up(session, row.id)
        return None
    held = {"state": "sending", "lease_owner": lease.owner, "lease_until": lease.until(at), "tries": row.tries + 1}
    session.execute(update(BATCHES).where(BATCHES.c.id == row.id).values(held))
    keys, (records, hashes) = tuple(row[3]), map(tuple, row.names)
    prepared = Prepared(
        "batch", bytes(row.request), row.idempotency_key, row.batch_no, keys, record_keys=records, hashes=hashes
    )
    ask_first = row.state != "waiting"
    tries, owner = row.tries + 1, lease.owner
    return Claimed(row.id, "", prepared, ask_first, tries, batch_id=row.id, owner=owner, only_ask=stopped)
