"""What a receiver may want of a published record besides: the day of the deed, and what a withdrawal takes back."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.values import shanghai_date

OUTBOX = table_of(OutboxRow)
PUBLISHED = frozenset({"xk", "cf"})
NEVER_LEFT = ("cancelled", "dead")
_NEWEST = (
    select(OUTBOX.c.payload)
    .where(OUTBOX.c.system == bindparam("receiver"), OUTBOX.c.subject == bindparam("about"))
    .where(OUTBOX.c.op == "upsert", OUTBOX.c.state.not_in(NEVER_LEFT))
    .order_by(OUTBOX.c.version.desc(), OUTBOX.c.id.desc())
    .limit(1)
)
Payload = dict[str, object]


def whole(session: Session, message: Any, at: datetime) -> Payload:
    """Return the payload of a new message (usecases.outbox.NewMessage) as every receiver can write it.

    A receiver of the columns of 2015 wants the day on which a record was changed, and knows no withdrawal: it gets
    the record once more, with the state that says so.
    """
    payload: Payload = message.payload
    if message.kind not in PUBLISHED:
        return payload
    on = shanghai_date(at).isoformat()
    if message.op != "withdraw":
        return payload | {"updated_on": on}
    newest = session.execute(_NEWEST, {"receiver": message.system, "about": message.subject}).scalar()
    return payload if newest is None else payload | {"record": newest | {"updated_on": on}}
