"""Plans: a whole batch is written while the grace time of its messages runs, and dissolved where one is taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, select
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.outbox import BatchRequestRow, BatchRow, OutboxRow
from ports.platforms import Prepared
from usecases import adjustments, bulk
from usecases.deeds import housekeeping

OUTBOX, BATCHES, BODIES = table_of(OutboxRow), table_of(BatchRow), table_of(BatchRequestRow)
_c, _b = OUTBOX.c, BATCHES.c


@dataclass(frozen=True, slots=True)
class Plan:
    """A batch that was written ahead; `ids` are its messages in the order of `prepared`; it leaves at `due_at`."""

    kind: str
    prepared: Prepared
    ids: Sequence[int]
    due_at: datetime


_PUT = sa.insert(BATCHES).returning(_b.id)
_NAME = bulk.Update(OUTBOX, ("record_key", "hash"), ("form", "batch_id"))


_BODY = sa.insert(BODIES)


def store_body(session: Session, batch_id: int, written: Prepared) -> None:
    """Keep the bytes of a batch, and how the receiver names what is in it."""
    names = [list(written.record_keys), list(written.hashes)]
    session.execute(_BODY, {"batch_id": batch_id, "request": written.request, "names": names})


@housekeeping
def keep_plan(session: Session, system: str, plan: Plan, *, form: str, at: datetime) -> int:
    """Store a batch with its bytes, unless one of its messages left or is being changed; return how many it holds."""
    still = (_c.state == "ready", _c.tries == 0, _c.form.is_(None), _c.batch_id.is_(None))
    here = select(_c.id).where(_c.id.in_(plan.ids), *still).with_for_update(skip_locked=True)
    if len(session.execute(here).all()) != len(plan.ids):
        return 0
    written = plan.prepared
    values = {
        "system": system,
        "batch_no": written.batch_no,
        "idempotency_key": written.idempotency_key,
        "kind": plan.kind,
        "keys": list(written.keys),
        "state": "planned",
        "form": form,
        "receipt_no": "",
        "done": False,
        "tries": 0,
        "checks": 0,
        "created_at": at,
        "next_try_at": plan.due_at,
    }
    batch_id: int = session.execute(_PUT, values).scalar_one()
    store_body(session, batch_id, written)
    named = zip(plan.ids, written.record_keys, written.hashes, strict=True)
    _NAME.run(session, list(named), (form, batch_id))
    adjustments.keep_of(session, written.adjusted, dict(zip(written.keys, plan.ids, strict=True)))
    return len(plan.ids)


_OTHERS = (
    select(_b.id)
    .where(_b.system == bindparam("receiver"), _b.state == "planned", _b.form != bindparam("by"))
    .with_for_update(skip_locked=True)
)


def dissolve(session: Session, system: str, *, but: str = "") -> None:
    """Let the messages of planned batches wait each for itself again, but for what the rules of `but` wrote."""
    for batch_id in session.execute(_OTHERS, {"receiver": system, "by": but}).scalars().all():
        give_up(session, batch_id)


NOT_EXECUTED = ("planned", "waiting")  # batches that the receiver has not got
_NOT_EXECUTED = select(_b.id).where(_b.id == bindparam("batch"), _b.state.in_(NOT_EXECUTED)).with_for_update(of=BATCHES)


def give_up(session: Session, batch_id: int) -> None:
    """Dissolve a batch that never left; its messages are written anew. One that somebody claims meanwhile stays whole.

    The batch is locked first, as a claim does: whoever comes second sees what became of it.
    """
    if session.execute(_NOT_EXECUTED, {"batch": batch_id}).first() is None:
        return
    mine = _c.batch_id == batch_id
    back: dict[str, Any] = {"state": "ready", "sent_at": None, "tries": _c.tries - 1}
    session.execute(sa.update(OUTBOX).values(back).where(mine, _c.state == "sending"))
    session.execute(sa.update(OUTBOX).values(batch_id=None, form=None).where(mine))
    session.execute(sa.delete(BODIES).where(BODIES.c.batch_id == batch_id))
    session.execute(sa.delete(BATCHES).where(_b.id == batch_id))
