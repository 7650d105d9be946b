"""Messages are written while their grace time runs, so that sending them only puts stored bytes together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, tuple_
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from ports.platforms import Outgoing, Piece, Unsendable
from usecases import adjustments, bulk
from usecases.deeds import housekeeping
from usecases.outbox_rows import store_requests

OUTBOX = table_of(OutboxRow)
NOT_LEFT = ("ready", "blocked")
Write = Callable[[Outgoing], Piece | Unsendable]


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A message within its grace time; `ready` = none of its subject goes before it."""

    id: int
    due_at: datetime
    message: Outgoing
    ready: bool


_c = OUTBOX.c
_UNWRITTEN = (
    select(_c.id, _c.next_try_at, _c.state, _c.key, _c.kind, _c.op, _c.version, _c.payload)
    .where(_c.system == bindparam("receiver"), _c.state.in_(NOT_LEFT), _c.next_try_at > bindparam("moment"))
    .where(
        tuple_(_c.next_try_at, _c.id)
        > tuple_(bindparam("after_at", type_=_c.next_try_at.type), bindparam("after_id", type_=_c.id.type))
    )
    .where(_c.form.is_(None), _c.tries == 0, _c.batch_id.is_(None))
    .order_by(_c.next_try_at, _c.id)
    .limit(bindparam("most"))
)
_KEEP = bulk.Update(OUTBOX, ("record_key", "hash"), ("form",))
_MARK = bulk.Update(OUTBOX, (), ("form",))


def unwritten(
    session: Session, system: str, *, at: datetime, limit: int, after: Unwritten | None = None
) -> list[Unwritten]:
    """Return messages that leave later than `at` and were not written yet, the first to leave first; a page of them."""
    place = {"after_at": at, "after_id": 0} if after is None else {"after_at": after.due_at, "after_id": after.id}
    rows = session.execute(_UNWRITTEN, {"receiver": system, "moment": at, "most": limit} | place)
    found = rows.all()
    return [
        Unwritten(row_id, due_at, Outgoing(*message), state == "ready") for row_id, due_at, state, *message in found
    ]


@housekeeping
def keep_written(session: Session, written: Sequence[tuple[int, Piece | Unsendable]], *, form: str) -> int:
    """Store what was written, unless the message left or was taken back meanwhile; return how many were stored.

    What cannot be written is marked as looked at: it is told when it is due, like any other. What a deed is just
    changing is passed over, so that neither ever waits for the other.
    """
    ids = [row_id for row_id, _ in written]
    here = select(_c.id).where(_c.id.in_(ids), _c.state.in_(NOT_LEFT), _c.tries == 0, _c.form.is_(None))
    waiting = set(session.execute(here.with_for_update(skip_locked=True)).scalars())
    pieces = [(i, p) for i, p in written if isinstance(p, Piece) and i in waiting]
    store_requests(session, [(i, p.body) for i, p in pieces])
    _KEEP.run(session, [(i, p.record_key, p.hash) for i, p in pieces], (form,))
    _MARK.run(session, [(i,) for i, p in written if isinstance(p, Unsendable) and i in waiting], (form,))
    adjustments.keep(session, [(i, one) for i, p in pieces for one in p.adjusted])
    return len(pieces)
