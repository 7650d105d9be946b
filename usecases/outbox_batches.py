"""Batches are claimed several at once: an open one goes first and alone, then planned ones, then new ones."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy import bindparam, select
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.outbox import BatchRequestRow, BatchRow, OutboxRow
from ports.platforms import Outgoing, Prepared
from usecases import bulk
from usecases.deeds import housekeeping
from usecases.outbox_claims import Claimed, Lease, claim_batch, claim_open_batch
from usecases.outbox_plans import dissolve, give_up

PrepareBatch = Callable[[str, Sequence[Outgoing]], Prepared]  # the number of the batch, its messages
OUTBOX, BATCHES, BODIES = table_of(OutboxRow), table_of(BatchRow), table_of(BatchRequestRow)
_c, _b = OUTBOX.c, BATCHES.c


@housekeeping
def claim_batches(
    session: Session,
    system: str,
    numbers: Mapping[str, Sequence[str]],
    prepare: PrepareBatch,
    *,
    lease: Lease,
    limit: int,
    at: datetime,
    form: str = "",
) -> list[Claimed]:
    """Claim an open batch where there is one, else planned ones, else as many new ones as there are numbers of a kind.

    The numbers of a kind are used in their order; one transaction stores the bytes of all.
    """
    old = claim_open_batch(session, system, lease=lease, at=at)
    most = max(map(len, numbers.values()))
    claimed = [old] if old else claim_planned(session, system, lease=lease, most=most, at=at, form=form)
    for kind, free in numbers.items() if not claimed else ():
        for number in free:
            new = claim_batch(
                session, system, kind, number, partial(prepare, number), lease=lease, limit=limit, at=at, form=form
            )
            claimed += [] if new is None else [new]
            if new is None or len(new.prepared.keys) + len(new.prepared.faults) < limit:
                break
    return claimed


_PLANNED = (
    select(_b.id, _b.batch_no, _b.idempotency_key, _b["keys"], BODIES.c.names, BODIES.c.request)
    .join_from(BATCHES, BODIES, BODIES.c.batch_id == _b.id)
    .where(_b.system == bindparam("receiver"), _b.state == "planned", _b.form == bindparam("by"))
    .where(_b.next_try_at <= bindparam("moment"))
    .order_by(_b.next_try_at, _b.id)  # as the index has them: bytes are never sorted
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=BATCHES)
)
_TAKE = (
    sa.update(OUTBOX)
    .values(state="sending", sent_at=bindparam("now"), tries=_c.tries + 1)
    .where(_c.batch_id == bindparam("batch"), _c.state == "ready", _c.next_try_at <= bindparam("moment"))
)
_HOLD = (
    sa.update(BATCHES)
    .values(state="sending", lease_owner=bindparam("owner"), lease_until=bindparam("until"), tries=1)
    .where(_b.id == bindparam("batch"))
)


def claim_planned(session: Session, system: str, *, lease: Lease, most: int, at: datetime, form: str) -> list[Claimed]:
    """Claim planned batches that are due and whole; those that are not, or were written by other rules, dissolve."""
    dissolve(session, system, but=form)
    asked = {"receiver": system, "by": form, "moment": at, "most": most}
    claimed = []
    for batch_id, batch_no, idempotency_key, keys, names, request in bulk.plain(session.execute(_PLANNED, asked)):
        mine, (records, hashes) = tuple(bulk.from_json(keys)), bulk.from_json(names)
        taken = session.execute(_TAKE, {"batch": batch_id, "now": at, "moment": at})
        if taken.rowcount != len(mine):  # type: ignore[attr-defined]  # CursorResult
            give_up(session, batch_id)
            continue
        session.execute(_HOLD, {"batch": batch_id, "owner": lease.owner, "until": lease.until(at)})
        prepared = Prepared(
            "batch",
            bulk.opened(session, request),
            idempotency_key,
            batch_no,
            mine,
            record_keys=tuple(records),
            hashes=tuple(hashes),
        )
        claimed.append(Claimed(batch_id, "", prepared, False, 1, batch_id=batch_id, owner=lease.owner))
    return claimed
