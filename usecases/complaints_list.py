"""The list of complaints and reports: filtered, page by page, counted; it loads no law, for the home screen counts too.

Nobody who reported is in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.complaints import ComplaintRow
from models.tables.terms import RunningTermRow
from usecases import complaint_rows
from usecases.typed import begins_with

COMPLAINTS, RUNNING = table_of(ComplaintRow), table_of(RunningTermRow)
CAP = 10_001


@dataclass(frozen=True, slots=True)
class ComplaintFilter:
    """What the list shows; None = no condition. `within`: a term is over, or ends within so many days."""

    kind: str | None = None
    state: str | None = None
    district: str | None = None
    handler: str | None = None
    office: str | None = None
    within: str | None = None
    text: str = ""  # the beginning of a number of an item, a case or a hotline


@dataclass(frozen=True, slots=True)
class ComplaintLine:
    """One line of the list; `due_on` is the nearest last day that runs."""

    id: int
    number: str
    kind: str
    way: str
    matter: str
    state: str
    district: str
    office: str
    handler: str
    gist: str
    named: bool
    received_on: date
    ended_on: date | None
    level: int | None
    case_number: str
    due_on: date | None


_DUE = (
    select(func.min(RUNNING.c.due_on))
    .where(RUNNING.c.subject == COMPLAINTS.c.number, RUNNING.c.done_at.is_(None))
    .correlate(COMPLAINTS)
    .scalar_subquery()
)
_SHOWN = [*(COMPLAINTS.c[name] for name in ComplaintLine.__slots__ if name != "due_on"), _DUE.label("due_on")]


def page(
    session: Session,
    wanted: ComplaintFilter,
    *,
    on: date,
    after: int | None = None,
    before: int | None = None,
    limit: int = 128,
) -> Sequence[ComplaintLine]:
    """Return items, the newest first: one page behind the id `after`, or the page just before `before`."""
    c = COMPLAINTS.c
    query = _narrowed(select(*_SHOWN), wanted, on)
    if before is not None:
        rows = session.execute(query.where(c.id > before).order_by(c.id).limit(limit)).all()
        return [ComplaintLine(*row) for row in rows][::-1]
    query = query.where(c.id < after) if after is not None else query
    return [ComplaintLine(*row) for row in session.execute(query.order_by(c.id.desc()).limit(limit))]


def count(session: Session, wanted: ComplaintFilter, *, on: date, cap: int = CAP) -> int:
    """Return how many items the filter selects, at most `cap`."""
    query = _narrowed(select(COMPLAINTS.c.id), wanted, on).limit(cap)
    return int(session.execute(select(func.count()).select_from(query.subquery())).scalar_one())


def of_case(session: Session, case: str) -> Sequence[ComplaintLine]:
    """Return the items that belong to a case or to one that it comes from, the oldest first."""
    c, cases = COMPLAINTS.c, complaint_rows.origins(session, case, complaint_rows.TAKEN_IN, complaint_rows.SPLIT_OFF)
    rows = session.execute(select(*_SHOWN).where(c.case_number.in_(cases)).order_by(c.id))
    return [ComplaintLine(*row) for row in rows]


def _narrowed(query: Select[Any], wanted: ComplaintFilter, on: date) -> Select[Any]:
    c = COMPLAINTS.c
    pairs = ((c.kind, wanted.kind), (c.state, wanted.state), (c.district, wanted.district),
             (c.handler, wanted.handler), (c.office, wanted.office))  # fmt: skip
    query = query.where(*[column == value for column, value in pairs if value])
    query = query.where(c.number.in_(_due(wanted.within, on))) if wanted.within else query
    return query.where(begins_with(wanted.text, c.number, c.case_number, c.reference)) if wanted.text else query


def _due(within: str, on: date) -> Select[Any]:
    """Return the items of which a term is over, or ends within so many days."""
    r = RUNNING.c
    of_hotline = (r.subject >= "H-", r.subject < "H.", r.done_at.is_(None))
    when = r.due_on < on if within == "over" else r.due_on.between(on, on + timedelta(days=int(within)))
    return select(r.subject).where(*of_hotline, when)
