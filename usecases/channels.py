"""Channels: how far each was read, and which kept rows it has not been told of yet."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session

from models.tables.applications import ChannelRow, QuarantineRow, RevisionRow
from models.tables.columns import table_of
from usecases.deeds import housekeeping

CHANNELS, REVISIONS, QUARANTINE = table_of(ChannelRow), table_of(RevisionRow), table_of(QuarantineRow)
Identity = tuple[str, int]


def bookmark(session: Session, channel: str) -> str | None:
    """Return how far a channel was read, None when it never was."""
    found = session.execute(select(CHANNELS.c.bookmark).where(CHANNELS.c.name == channel)).scalar()
    return found or None


def rescanned_on(session: Session, channel: str) -> date | None:
    """Return the day on which the last days of a channel were last read anew."""
    found: date | None = session.execute(select(CHANNELS.c.rescanned_on).where(CHANNELS.c.name == channel)).scalar()
    return found


@housekeeping
def note_rescan(session: Session, channel: str, on: date) -> None:
    """Note that the last days of a channel were read anew."""
    changed = update(CHANNELS).where(CHANNELS.c.name == channel).values(rescanned_on=on)
    if not session.execute(changed).rowcount:  # type: ignore[attr-defined]  # CursorResult
        counts = {"received": 0, "duplicates_ignored": 0, "quarantined": 0}
        session.execute(insert(CHANNELS).values(name=channel, bookmark="", rescanned_on=on, **counts))


def unacknowledged(session: Session, channel: str, *, limit: int = 100) -> list[Identity]:
    """Return rows that are safely stored (also in quarantine) and that the channel still holds as undelivered."""
    found: list[Identity] = []
    for table in (REVISIONS, QUARANTINE):
        c = table.c
        waiting = select(c.channel_ref, c.revision).where(c.channel == channel, c.acknowledged_at.is_(None))
        if table is QUARANTINE:
            waiting = waiting.where(c.channel_ref != "", c.revision > 0)
        found += [(ref, revision) for ref, revision in session.execute(waiting.order_by(c.id).limit(limit))]
    return found[:limit]


@housekeeping
def note_acknowledged(session: Session, channel: str, rows: Sequence[Identity], *, at: datetime) -> None:
    """Note that the channel was told of rows."""
    values = [{"ref": ref, "number": revision} for ref, revision in rows]
    for table in (REVISIONS, QUARANTINE):
        c = table.c
        mine = (c.channel == channel, c.channel_ref == bindparam("ref"), c.revision == bindparam("number"))
        session.connection().execute(update(table).where(*mine).values(acknowledged_at=at), values)
