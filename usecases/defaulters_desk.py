"""The book of queries about judgment defaulters: what was met, what was decided on it, and what was fed back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlmodel import Session

from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.tables.defaulters import DefaulterQueryRow
from models.tables.outbox import OutboxRow
from usecases.typed import begins_with

QUERIES, APPLICATIONS, OUTBOX = table_of(DefaulterQueryRow), table_of(ApplicationRow), table_of(OutboxRow)
CAP = 10_001
MET = "met"  # hit or possible


@dataclass(frozen=True, slots=True)
class QueryFilter:
    """What the book shows; None = no condition. `result` is hit, possible, clear or met (either of the first two)."""

    result: str | None = MET
    phase: str | None = None
    state: str | None = None
    text: str = ""
    office: str | None = None


@dataclass(frozen=True, slots=True)
class QueryLine:
    """One query with what followed; `feedback` is the state of the message that told the other side."""

    id: int
    number: str
    party_name: str
    district: str
    state: str
    decided_at: datetime | None
    phase: str
    purpose: str
    by: str
    at: datetime
    result: str
    role: str
    case_nos: list[str]
    log_no: str
    as_of: str
    removed_at: datetime | None
    feedback: str | None
    measure: str | None

    @property
    def key(self) -> int:
        """Return the keyset key."""
        return self.id


def page(
    session: Session, wanted: QueryFilter, *, after: int | None = None, before: int | None = None, limit: int = 128
) -> Sequence[QueryLine]:
    """Return queries, newest first: one page behind the id `after`, or the page just before `before`."""
    c, query = QUERIES.c, _narrowed(_shown(), wanted)
    if before is not None:
        rows = session.execute(query.where(c.id > before).order_by(c.id).limit(limit)).all()
        return [QueryLine(*row) for row in rows][::-1]
    query = query.where(c.id < after) if after is not None else query
    return [QueryLine(*row) for row in session.execute(query.order_by(c.id.desc()).limit(limit))]


def count(session: Session, wanted: QueryFilter, *, cap: int = CAP) -> int:
    """Return how many queries the filter selects, at most `cap`."""
    of = select(QUERIES.c.id).join(APPLICATIONS, APPLICATIONS.c.id == QUERIES.c.application_id)
    query = _narrowed(of, wanted)
    return int(session.execute(select(func.count()).select_from(query.limit(cap).subquery())).scalar_one())


def _shown() -> Select[Any]:
    q, a, o, later = QUERIES.c, APPLICATIONS.c, OUTBOX.c, QUERIES.alias("later")
    removed = select(func.min(later.c.at)).where(
        later.c.application_id == q.application_id, later.c.id > q.id, later.c.result == "clear", q.result != "clear"
    )
    return select(
        q.id, a.number, a.party_name, a.district, a.state, a.decided_at, q.phase, q.purpose, q.by, q.at, q.result,
        q.role, q.case_nos, q.log_no, q.as_of, removed.scalar_subquery(), o.state, o.payload["measure"].as_string(),
    ).join(APPLICATIONS, a.id == q.application_id).outerjoin(
        OUTBOX, and_(o.key == q.feedback_key, q.feedback_key != "")
    )  # fmt: skip


def _narrowed(query: Select[Any], wanted: QueryFilter) -> Select[Any]:
    q, a = QUERIES.c, APPLICATIONS.c
    if wanted.result == MET:
        query = query.where(q.result != "clear")
    elif wanted.result:
        query = query.where(q.result == wanted.result)
    pairs = ((q.phase, wanted.phase), (a.state, wanted.state))
    query = query.where(*[column == value for column, value in pairs if value])
    if wanted.office:
        query = query.where(func.coalesce(a.taken_over, a.district) == wanted.office)
    if wanted.text:
        query = query.where(begins_with(wanted.text, a.number, q.log_no, a.party_name))
    return query
