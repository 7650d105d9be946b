"""Many messages at once: changed together by their ids, or with a value of its own for each."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from usecases import bulk

OUTBOX = table_of(OutboxRow)
Change = tuple[int, dict[str, Any]]  # id of a message, its new values


def change_alike(session: Session, ids: Sequence[int], values: Mapping[str, Any]) -> None:
    """Give the same new values to messages, in one statement."""
    if not ids:
        return
    change = sa.update(OUTBOX).values(values)
    if session.connection().dialect.name == "postgresql":
        listed = sa.literal(list(ids), sa.ARRAY(sa.BigInteger))
        session.execute(change.where(OUTBOX.c.id == sa.any_(listed)))
        return
    each = sa.func.json_each(sa.literal(bulk.as_json(list(ids)))).table_valued("value")
    session.execute(change.where(OUTBOX.c.id.in_(sa.select(each.c.value))))


@cache
def _update(columns: tuple[str, ...]) -> bulk.Update:
    return bulk.Update(OUTBOX, columns)


def change_each(session: Session, changes: Sequence[Change]) -> None:
    """Give each message its own new values, those of the same columns at once."""
    alike: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for row_id, values in changes:
        alike.setdefault(tuple(values), []).append((row_id, *values.values()))
    for columns, rows in alike.items():
        _update(columns).run(session, rows)
