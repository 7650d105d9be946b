"""Acknowledgements: which kept rows a channel still has to be told of, and which it knows."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session

from models.tables.applications import QuarantineRow, RevisionRow
from models.tables.columns import table_of
from usecases.deeds import housekeeping

REVISIONS, QUARANTINE = table_of(RevisionRow), table_of(QuarantineRow)
Identity = tuple[str, int]


def pending(session: Session, channel: str, *, limit: int = 500) -> Sequence[Identity]:
    """Return (ref, revision) that are kept but not acknowledged, quarantined rows included."""
    c, q = REVISIONS.c, QUARANTINE.c
    kept = select(c.channel_ref, c.revision).where(c.channel == channel, c.acknowledged_at.is_(None))
    set_aside = select(q.channel_ref, q.revision).where(
        q.channel == channel, q.acknowledged_at.is_(None), q.channel_ref != "", q.revision > 0
    )
    rows = [*session.execute(kept.limit(limit)), *session.execute(set_aside.limit(limit))]
    return [(ref, revision) for ref, revision in rows]


@housekeeping
def note(session: Session, channel: str, results: Mapping[Identity, str], *, at: datetime) -> int:
    """Note what the channel answered: acked, already and stale are done, unknown is done too (nothing to repeat)."""
    for ref, revision in results:
        for table in (REVISIONS, QUARANTINE):
            mine = (table.c.channel == channel, table.c.channel_ref == ref, table.c.revision == revision)
            session.execute(update(table).where(*mine, table.c.acknowledged_at.is_(None)).values(acknowledged_at=at))
    return len(results)
