"""Many messages at once: changed together by their ids, or with a value of its own for each; their bytes."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.outbox import OutboxRow, RequestRow
from usecases import bulk
from usecases.deeds import housekeeping
from usecases.texts import storable

OUTBOX, REQUESTS = table_of(OutboxRow), table_of(RequestRow)
STATE = 20  # characters of a receiver's own word for a state
Change = tuple[int, dict[str, Any]]  # id of a message, its new values


def in_words(code: str, field: str, message: str) -> dict[str, str]:
    """Return a receiver's words as a message keeps them: one that is too long or odd must not cost its neighbours."""
    return {"code": storable(code, 60), "field": storable(field, 60), "message": storable(message)}


def change_alike(session: Session, ids: Sequence[int], values: Mapping[str, Any], *, tried: bool = False) -> None:
    """Give the same new values to messages, in one statement; `tried` counts one more try of each."""
    if ids:
        on_postgresql, wanted = _wanted(session, ids)
        session.execute(_listed(tuple(values), tried, on_postgresql), _new(values) | wanted)


def change_batch(session: Session, batch_id: int | None, values: Mapping[str, Any]) -> None:
    """Give the same new values to all messages of a batch."""
    session.execute(_of_batch(tuple(values)), _new(values) | {"wanted": batch_id})


def _wanted(session: Session, ids: Sequence[int]) -> tuple[bool, dict[str, Any]]:
    """Return whether this is PostgreSQL, and the ids as the parameter of `_among`."""
    on_postgresql = session.connection().dialect.name == "postgresql"
    return on_postgresql, {"wanted": list(ids) if on_postgresql else bulk.as_json(list(ids))}


def _among(column: sa.Column[Any], on_postgresql: bool) -> sa.ColumnElement[bool]:
    if on_postgresql:
        return column == sa.any_(sa.bindparam("wanted", type_=sa.ARRAY(sa.BigInteger)))
    each = sa.func.json_each(sa.bindparam("wanted", type_=sa.Text)).table_valued("value")
    return column.in_(sa.select(each.c.value))


def _new(values: Mapping[str, Any]) -> dict[str, Any]:
    return {f"new_{name}": value for name, value in values.items()}


def _changed(names: Sequence[str]) -> dict[str, Any]:
    return {name: sa.bindparam(f"new_{name}", type_=OUTBOX.c[name].type) for name in names}


@cache
def _listed(names: tuple[str, ...], tried: bool, on_postgresql: bool) -> sa.Update:
    change = sa.update(OUTBOX).values(_changed(names) | ({"tries": OUTBOX.c.tries + 1} if tried else {}))
    return change.where(_among(OUTBOX.c.id, on_postgresql))


@cache
def _of_batch(names: tuple[str, ...]) -> sa.Update:
    return sa.update(OUTBOX).values(_changed(names)).where(OUTBOX.c.batch_id == sa.bindparam("wanted"))


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


_STORE = bulk.Insert(REQUESTS, ("message_id", "request"))


@cache
def _forget(on_postgresql: bool) -> sa.Delete:
    return sa.delete(REQUESTS).where(_among(REQUESTS.c.message_id, on_postgresql))


def store_requests(session: Session, requests: Sequence[tuple[int, bytes]]) -> None:
    """Keep the bytes of messages, in place of those that other rules wrote."""
    if requests:
        forget_requests(session, [message_id for message_id, _ in requests])
        _STORE.run(session, requests)


@housekeeping
def prune_requests(session: Session, *, most: int = 5000) -> int:
    """Drop the bytes of rows whose batch, which holds them too, is confirmed; at most `most`; return how many went."""
    mine = REQUESTS.join(OUTBOX, OUTBOX.c.id == REQUESTS.c.message_id)
    spare = sa.select(REQUESTS.c.message_id).select_from(mine).limit(most)
    ids = session.execute(spare.where(OUTBOX.c.state == "confirmed", OUTBOX.c.batch_id.is_not(None))).scalars().all()
    forget_requests(session, ids)
    return len(ids)


def forget_requests(session: Session, ids: Sequence[int]) -> None:
    """Drop the bytes of messages that leave their batch: they are rows of it, and written anew for the next one."""
    if ids:
        on_postgresql, wanted = _wanted(session, ids)
        session.execute(_forget(on_postgresql), wanted)
