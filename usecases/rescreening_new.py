"""Licences that came since the last look, against the lists as they stand: an import brings holders nobody screened."""

import hashlib
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlmodel import Session

from models.tables.applications import SequenceRow
from models.tables.blacklist import BlacklistVersionRow
from models.tables.columns import table_of
from models.values import Officer, shanghai_date
from usecases import audit, list_hits
from usecases.blacklist_case import matched
from usecases.deeds import deed
from usecases.rescreening import ENTRIES, IN_FORCE, LICENCE, LICENCES, Slice, parties_of

SEQUENCES, VERSIONS = table_of(SequenceRow), table_of(BlacklistVersionRow)
MARK = "licences-listed"  # the id of the last licence that was looked at, in the table of sequences
SLICE = 200


def mark(session: Session) -> int:
    """Return the id of the last licence that was looked at."""
    return session.execute(select(SEQUENCES.c.next).where(SEQUENCES.c.name == MARK)).scalar() or 0


def due(session: Session) -> bool:
    """Tell whether licences came since."""
    return (session.execute(select(func.max(LICENCES.c.id))).scalar() or 0) > mark(session)


def look(session: Session, *, at: datetime) -> Slice:
    """Match the next new licences with the lists as they stand; changes nothing. Without an entry all are done."""
    c = LICENCES.c
    if session.execute(select(ENTRIES.c.id).where(ENTRIES.c.lifted_at.is_(None)).limit(1)).first() is None:
        return Slice((), 0, session.execute(select(func.max(c.id))).scalar())
    wanted = select(*LICENCE, c.status).where(c.id > mark(session)).order_by(c.id).limit(SLICE)
    rows = session.execute(wanted).all()
    found = [
        (row.licence_no, tuple(matched(session, parties_of(row), shanghai_date(at))))
        for row in rows
        if row.status in IN_FORCE
    ]
    return Slice(tuple(one for one in found if one[1]), len(rows), rows[-1].id if rows else None)


@deed("blacklist.rescreened")
def keep(session: Session, seen: Slice, *, by: Officer, at: datetime) -> int:
    """Keep what fits new licences and how far the look came, together; return how many hits are new."""
    newest = session.execute(select(func.max(VERSIONS.c.id))).scalar() or 0
    fresh = list_hits.note(session, "licence", seen.found, newest, at=at)
    if fresh:
        told = hashlib.sha256(repr(fresh).encode()).hexdigest()
        facts: dict[str, object] = {"kind": "licence", "found": len(fresh), "digest": told}
        audit.record(session, by=by, at=at, deed="blacklist.rescreened", subject="rescreening:new", facts=facts)
    if seen.position is not None:
        moved = update(SEQUENCES).where(SEQUENCES.c.name == MARK).values(next=seen.position)
        if session.execute(moved).rowcount == 0:  # type: ignore[attr-defined]
            session.execute(insert(SEQUENCES).values(name=MARK, next=seen.position, returned=[]))
    return len(fresh)


keep.always_recorded = False  # type: ignore[attr-defined]  # licences that nothing fits are no deed
