"""Retention: what crossed goes when its term is over, and the bytes of a batch with the last call that names it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import Select, delete, exists, func, select
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.outbox import BatchRequestRow, BatchRow, CrossingRow
from models.values import SHANGHAI, shanghai_date
from rules.retention import Book, Term
from usecases.deeds import housekeeping
from usecases.desk import Desk

CROSSINGS, BATCHES, BODIES = table_of(CrossingRow), table_of(BatchRow), table_of(BatchRequestRow)
MOST = 5000  # rows of one transaction


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one outside system: how many calls, the oldest, and how many of them beyond their term."""

    system: str
    term: Term
    count: int
    oldest: datetime | None
    over: int


@housekeeping
def prune(session: Session, book: Book, desk: Desk, *, at: datetime, most: int = MOST) -> int:
    """Drop calls whose term is over, the oldest first, at most `most`; return how many went."""
    gone = 0
    for system in _systems(session):
        over = _over(system, _term(book, desk, system, at), at).order_by(CROSSINGS.c.at).limit(most - gone)
        ids = session.execute(over).scalars().all()
        session.execute(delete(CROSSINGS).where(CROSSINGS.c.id.in_(ids)))
        gone += len(ids)
    return gone


@housekeeping
def prune_batches(session: Session, book: Book, desk: Desk, *, at: datetime, most: int = MOST) -> int:
    """Drop the bytes of batches that are done, whose term is over and that no call names any more."""
    gone = 0
    for system in session.execute(select(BATCHES.c.system).distinct()).scalars().all():
        named = exists().where(CROSSINGS.c.batch_id == BATCHES.c.id)
        over = select(BATCHES.c.id).join(BODIES, BODIES.c.batch_id == BATCHES.c.id).limit(most - gone)
        over = over.where(BATCHES.c.system == system, BATCHES.c.done, ~named)
        ids = (
            session.execute(over.where(BATCHES.c.created_at < _before(_term(book, desk, system, at), at)))
            .scalars()
            .all()
        )
        session.execute(delete(BODIES).where(BODIES.c.batch_id.in_(ids)))
        gone += len(ids)
    return gone


def kept(session: Session, book: Book, desk: Desk, *, at: datetime) -> Iterator[Kept]:
    """Yield what is kept of each system."""
    c = CROSSINGS.c
    for system in _systems(session):
        term = _term(book, desk, system, at)
        count, oldest = session.execute(select(func.count(), func.min(c.at)).where(c.system == system)).one()
        over = session.execute(select(func.count()).select_from(_over(system, term, at).subquery())).scalar_one()
        yield Kept(system, term, count, oldest, over)


def _systems(session: Session) -> list[str]:
    """Return the systems in order, each found by the index alone: there may be millions of calls."""
    found, name = list[str](), CROSSINGS.c.system
    while one := session.execute(select(func.min(name)).where(name > (found[-1] if found else ""))).scalar():
        found.append(one)
    return found


def _term(book: Book, desk: Desk, system: str, at: datetime) -> Term:
    """Return the term of a system; what is configured no longer is kept longest."""
    return book.term(dict(desk.systems).get(system, ""), shanghai_date(at))


def _before(term: Term, at: datetime) -> datetime:
    """Return the moment before which everything is beyond its term: the first of the earliest day that is kept."""
    return datetime.combine(shanghai_date(at) - timedelta(days=term.days), time(), SHANGHAI)


def _over(system: str, term: Term, at: datetime) -> Select[tuple[int]]:
    return select(CROSSINGS.c.id).where(CROSSINGS.c.system == system, CROSSINGS.c.at < _before(term, at))
