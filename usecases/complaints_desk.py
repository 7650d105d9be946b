"""Complaints and reports as people see them: list and filter, one item with its history, the figures of a period."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session

from models.complaints import HotlineState
from models.tables.applications import HistoryRow
from models.tables.columns import table_of
from models.tables.complaints import ComplaintRow
from models.tables.terms import RunningTermRow
from models.values import SHANGHAI, shanghai_date
from rules import complaints as rules
from usecases import complaint_rewards, complaint_rows, complaints
from usecases.complaint_rows import Complaint
from usecases.typed import begins_with

COMPLAINTS, HISTORY, RUNNING = table_of(ComplaintRow), table_of(HistoryRow), table_of(RunningTermRow)
CAP = 10_001
SEEN = "complaint.reporter_seen"


@dataclass(frozen=True, slots=True)
class ComplaintFilter:
    """What the list shows; None = no condition."""

    kind: str | None = None
    state: str | None = None
    district: str | None = None
    handler: str | None = None
    office: str | None = None
    text: str = ""  # the beginning of a number of an item or a case


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


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an item's history."""

    at: datetime
    by: str
    deed: str
    note: str


@dataclass(frozen=True, slots=True)
class Look:
    """One look into the drawer: of which item, when, whose, and why."""

    number: str
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class ComplaintDetail:
    """One item whole: its columns, what stands against accepting it, its terms, its history, a proposed reward."""

    complaint: Complaint
    against: tuple[str, ...]
    terms: tuple[dict[str, Any], ...]
    steps: tuple[Step, ...]
    reward: dict[str, Any] | None


_DUE = (
    select(func.min(RUNNING.c.due_on))
    .where(RUNNING.c.subject == COMPLAINTS.c.number, RUNNING.c.done_at.is_(None))
    .correlate(COMPLAINTS)
    .scalar_subquery()
)
_SHOWN = [*(COMPLAINTS.c[name] for name in ComplaintLine.__slots__ if name != "due_on"), _DUE.label("due_on")]


def page(
    session: Session, wanted: ComplaintFilter, *, after: int | None = None, before: int | None = None, limit: int = 128
) -> Sequence[ComplaintLine]:
    """Return items, the newest first: one page behind the id `after`, or the page just before `before`."""
    c = COMPLAINTS.c
    query = _narrowed(select(*_SHOWN), wanted)
    if before is not None:
        rows = session.execute(query.where(c.id > before).order_by(c.id).limit(limit)).all()
        return [ComplaintLine(*row) for row in rows][::-1]
    query = query.where(c.id < after) if after is not None else query
    return [ComplaintLine(*row) for row in session.execute(query.order_by(c.id.desc()).limit(limit))]


def count(session: Session, wanted: ComplaintFilter, *, cap: int = CAP) -> int:
    """Return how many items the filter selects, at most `cap`."""
    query = _narrowed(select(COMPLAINTS.c.id), wanted).limit(cap)
    return int(session.execute(select(func.count()).select_from(query.subquery())).scalar_one())


def _narrowed(query: Select[Any], wanted: ComplaintFilter) -> Select[Any]:
    c = COMPLAINTS.c
    pairs = ((c.kind, wanted.kind), (c.state, wanted.state), (c.district, wanted.district),
             (c.handler, wanted.handler), (c.office, wanted.office))  # fmt: skip
    query = query.where(*[column == value for column, value in pairs if value])
    return query.where(begins_with(wanted.text, c.number, c.case_number)) if wanted.text else query


def detail(session: Session, number: str) -> ComplaintDetail:
    """Return one item whole, without the drawer; raises NotFound."""
    found = complaint_rows.read(session, number)
    waiting = complaints.against(found) if found.state is HotlineState.RECEIVED else []
    terms = select(RUNNING).where(RUNNING.c.subject == found.number).order_by(RUNNING.c.id)
    running = tuple(dict(row) for row in session.execute(terms).mappings())
    reward = complaint_rewards.proposed(session, found.number)
    return ComplaintDetail(found, tuple(waiting), running, tuple(_steps(session, found.number)), reward)


def opened(session: Session, number: str) -> list[Step]:
    """Return who looked into the drawer of an item, when and why, the oldest first."""
    return [step for step in _steps(session, number) if step.deed == SEEN]


def looks(session: Session, since: date, through: date) -> list[Look]:
    """Return every look into the drawer on some days, both included, the oldest first, whichever way it was opened."""
    c = HISTORY.c
    first = datetime.combine(since, time(), SHANGHAI)
    end = datetime.combine(through + timedelta(days=1), time(), SHANGHAI)
    of_hotline = (c.subject >= "H-", c.subject < "H.", c.deed == SEEN)  # a walk in the index of subjects
    wanted = select(c.subject, c.at, c.by, c.note).where(*of_hotline, c.at >= first, c.at < end)
    return [Look(*row) for row in session.execute(wanted.order_by(c.id))]


def _steps(session: Session, number: str) -> list[Step]:
    c = HISTORY.c
    rows = select(c.at, c.by, c.deed, c.note).where(c.subject == number).order_by(c.id)
    return [Step(*row) for row in session.execute(rows)]


@dataclass(slots=True)
class Figures:
    """What was received in a period: by kind, state, district and month; what was answered, in time, and how rated."""

    received: int = 0
    by_kind: Counter[str] = field(default_factory=Counter)
    by_state: Counter[str] = field(default_factory=Counter)
    by_district: Counter[str] = field(default_factory=Counter)
    by_month: Counter[str] = field(default_factory=Counter)
    levels: Counter[int] = field(default_factory=Counter)
    answered: int = 0
    on_time: int = 0
    cases: int = 0
    rewarded: int = 0  # fen

    @property
    def share_on_time(self) -> float | None:
        """Return the share of answers that came in time, None where nothing was answered."""
        return self.on_time / self.answered if self.answered else None

    @property
    def satisfied(self) -> float | None:
        """Return the share of levels 3 to 5 among the rated answers, None where nobody rated."""
        every = sum(self.levels.values())
        return sum(n for level, n in self.levels.items() if level > rules.UNHAPPY) / every if every else None


def figures(session: Session, since: date, through: date) -> Figures:
    """Return the figures of what was received on some days, both included."""
    c, r, found = COMPLAINTS.c, RUNNING.c, Figures()
    answering = (r.subject == c.number) & r.term.in_(rules.TO_ANSWER.values())
    shown = select(COMPLAINTS, r.due_on, r.done_at).select_from(COMPLAINTS.outerjoin(RUNNING, answering))
    for row in session.execute(shown.where(c.received_on >= since, c.received_on <= through)).mappings():
        _add(found, row)
    return found


def _add(found: Figures, row: Any) -> None:
    found.received += 1
    found.by_kind[row["kind"]] += 1
    found.by_state[row["state"]] += 1
    found.by_district[row["district"]] += 1
    found.by_month[row["received_on"].isoformat()[:7]] += 1
    found.cases += row["case_number"] != ""
    found.rewarded += row["reward"] or 0
    if row["state"] == HotlineState.ANSWERED:
        found.answered += 1
        found.on_time += shanghai_date(row["done_at"]) <= row["due_on"]
    if row["level"] is not None:
        found.levels[row["level"]] += 1
