"""Quarantine at the desk: look at what could not be understood, and say what was done about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from models.errors import Conflict, InvalidInput, NotFound
from models.said import said
from models.tables.applications import QuarantineRow
from models.tables.columns import table_of
from models.values import Officer
from usecases import audit
from usecases.deeds import deed
from usecases.texts import storable

QUARANTINE = table_of(QuarantineRow)
LINE = ("id", "channel", "channel_ref", "revision", "place", "reason", "first_seen_at", "last_seen_at", "times")


@dataclass(frozen=True, slots=True)
class Quarantined:
    """One row that could not be understood: where it came from, what is wrong, how often it was seen."""

    id: int
    channel: str
    channel_ref: str
    revision: int
    place: str
    reason: str
    first_seen_at: datetime
    last_seen_at: datetime
    times: int
    resolved_at: datetime | None
    resolution: str


def waiting(session: Session, *, limit: int = 100, after: int = 0) -> list[Quarantined]:
    """Return what nobody has looked after yet, oldest first; `after` is the last id seen."""
    c = QUARANTINE.c
    wanted = select(*_columns()).where(c.resolved_at.is_(None), c.id > after).order_by(c.id).limit(limit)
    return [Quarantined(*row) for row in session.execute(wanted)]


def one(session: Session, quarantine_id: int) -> tuple[Quarantined, bytes]:
    """Return one quarantined row with its exact bytes; raises NotFound."""
    wanted = select(*_columns(), QUARANTINE.c.raw).where(QUARANTINE.c.id == quarantine_id)
    row = session.execute(wanted).first()
    if row is None:
        raise NotFound(
            said("隔离区没有编号为 {quarantine_id} 的内容。", quarantine_id=quarantine_id), do_next="请刷新列表。"
        )
    return Quarantined(*row[:-1]), bytes(row[-1])


@deed("quarantine.resolved")
def resolve(session: Session, quarantine_id: int, resolution: str, *, by: Officer, at: datetime) -> Quarantined:
    """Close a quarantined row with what was done about it; its bytes stay. Raises NotFound, Conflict, InvalidInput."""
    words = storable(resolution.strip(), 500)
    if not words:
        raise InvalidInput("没有写明如何处理。", kept="未作任何更改。", do_next="请写一句处理说明。")
    found, _ = one(session, quarantine_id)
    if found.resolved_at is not None:
        raise Conflict("这条隔离内容已经处理过。", kept="未作任何更改。", do_next="请刷新列表。")
    changed = update(QUARANTINE).where(QUARANTINE.c.id == quarantine_id)
    session.execute(changed.values(resolved_at=at, resolution=words))
    facts: dict[str, object] = {"quarantine": quarantine_id, "ref": found.channel_ref}
    subject = f"channel:{found.channel}"
    audit.tell(session, by=by, at=at, deed="quarantine.resolved", subject=subject, note=words, facts=facts)
    return one(session, quarantine_id)[0]


def _columns() -> list[Any]:
    return [QUARANTINE.c[name] for name in (*LINE, "resolved_at", "resolution")]
