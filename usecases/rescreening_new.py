"""Licences that came or changed since the last look, against the lists as they stand: nobody screened these parties."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlmodel import Session

from models.tables.applications import SequenceRow
from models.tables.blacklist import BlacklistVersionRow
from models.tables.columns import table_of
from models.values import Officer, shanghai_date
from usecases import audit, licence_renames, list_hits
from usecases.blacklist_case import matched, of_licence
from usecases.deeds import deed
from usecases.rescreening import ENTRIES, IN_FORCE, LICENCE, LICENCES, Slice
from usecases.rescreening_match import Match

SEQUENCES, VERSIONS = table_of(SequenceRow), table_of(BlacklistVersionRow)
MARK = "licences-listed"  # the id of the last licence that was looked at, in the table of sequences
SLICE = 200
_WANTED = select(*LICENCE, LICENCES.c.status)


def mark(session: Session) -> int:
    """Return the id of the last licence that was looked at."""
    return session.execute(select(SEQUENCES.c.next).where(SEQUENCES.c.name == MARK)).scalar() or 0


def due(session: Session) -> bool:
    """Tell whether licences came or changed since."""
    newest = session.execute(select(func.max(LICENCES.c.id))).scalar() or 0
    return newest > mark(session) or bool(licence_renames.waiting(session, limit=1))


def look(session: Session, *, at: datetime) -> Slice:
    """Match the next new licences with the lists as they stand; changes nothing. Without an entry all are done."""
    c = LICENCES.c
    if _no_entries(session):
        return Slice((), 0, session.execute(select(func.max(c.id))).scalar())
    rows = session.execute(_WANTED.where(c.id > mark(session)).order_by(c.id).limit(SLICE)).mappings().all()
    return Slice(_matched(session, rows, at), len(rows), rows[-1]["id"] if rows else None)


def look_again(session: Session, *, at: datetime) -> tuple[Slice, list[int]]:
    """Match the next licences that changed, as `look`; the second value names what is done with when this is kept."""
    waiting = licence_renames.waiting(session, limit=SLICE)
    wanted = _WANTED.where(LICENCES.c.id.in_([licence_id for _mark, licence_id in waiting]))
    rows = [] if _no_entries(session) else session.execute(wanted).mappings().all()
    return Slice(_matched(session, rows, at), len(rows), None), [one for one, _licence_id in waiting]


def _no_entries(session: Session) -> bool:
    return session.execute(select(ENTRIES.c.id).where(ENTRIES.c.lifted_at.is_(None)).limit(1)).first() is None


def _matched(session: Session, rows: Iterable[Any], at: datetime) -> tuple[tuple[str, tuple[Match, ...]], ...]:
    """Return what fits those licences that are in force, by number."""
    today = shanghai_date(at)
    found = [
        (str(row["licence_no"]), tuple(matched(session, of_licence(row), today)))
        for row in rows
        if row["status"] in IN_FORCE
    ]
    return tuple(one for one in found if one[1])


@deed("blacklist.rescreened")
def keep(session: Session, seen: Slice, marks: Sequence[int] = (), *, by: Officer, at: datetime) -> int:
    """Keep what fits new licences and how far the look came, together; return how many hits are new."""
    licence_renames.done(session, marks)
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
