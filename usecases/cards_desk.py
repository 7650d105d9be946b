"""Cards as people see them: list and filter, count, the figures of a period."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, select, text
from sqlmodel import Session

from models.tables.applications import OPEN_STATES, ApplicationRow
from models.tables.columns import table_of
from models.tables.terms import CardRow
from models.values import ApplicationState, Card, first_moment, shanghai_date
from usecases.typed import begins_with

APPLICATIONS, CARDS = table_of(ApplicationRow), table_of(CardRow)
CAP = 10_001
STATES = ("open", "answered", "lifted")
DECIDED = (ApplicationState.GRANTED.value, ApplicationState.REFUSED.value)
COLUMNS = (
    "id", "subject", "term", "kind", "due_on", "given_at", "item", "district", "handler", "told", "messages",
    "answered_at", "answered_by", "reason", "lifted_at", "lifted_why",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CardFilter:
    """What the list shows; None = no condition. `officer` is the handler; `since` the first day of handing out."""

    kind: str | None = None
    state: str | None = None
    officer: str | None = None
    district: str | None = None
    subject: str | None = None
    since: date | None = None
    text: str = ""
    office: str | None = None  # which is competent


@dataclass(frozen=True, slots=True)
class CardLine:
    """One card; `state` is open, answered or lifted; names come from the application and are untrusted."""

    id: int
    subject: str
    term: str
    kind: str
    due_on: date
    given_at: datetime
    item: str
    district: str
    handler: str
    told: list[list[str]]
    messages: list[str]
    answered_at: datetime | None
    answered_by: str
    reason: str
    lifted_at: datetime | None
    lifted_why: str
    case_state: str | None
    party_name: str | None
    now_due_on: date | None

    @property
    def state(self) -> str:
        """Return whether it waits for an answer."""
        if self.lifted_at is not None:
            return "lifted"
        return "open" if self.answered_at is None else "answered"


@dataclass(slots=True)
class Figures:
    """The cards of a period by kind, by handler and by district; how many decisions came in time."""

    given: Counter[str] = field(default_factory=Counter)
    open: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    lifted: Counter[str] = field(default_factory=Counter)
    by_handler: Counter[str] = field(default_factory=Counter)
    by_district: Counter[str] = field(default_factory=Counter)
    decided: int = 0
    in_time: int = 0

    @property
    def on_time_rate(self) -> float | None:
        """Return the share of decisions that came on or before their last day, None where there was none."""
        return self.in_time / self.decided if self.decided else None


def page(
    session: Session, wanted: CardFilter, *, after: int | None = None, before: int | None = None, limit: int = 128
) -> Sequence[CardLine]:
    """Return cards, newest first: one page behind the id `after`, or the page just before `before`."""
    c, a = CARDS.c, APPLICATIONS.c
    shown = [*(c[name] for name in COLUMNS), a.state, a.party_name, a.due_on]
    query = _narrowed(select(*shown).select_from(CARDS.outerjoin(APPLICATIONS, a.number == c.subject)), wanted)
    if before is not None:
        rows = session.execute(query.where(c.id > before).order_by(c.id).limit(limit)).all()
        return [CardLine(*row) for row in rows][::-1]
    query = query.where(c.id < after) if after is not None else query
    return [CardLine(*row) for row in session.execute(query.order_by(c.id.desc()).limit(limit))]


def count(session: Session, wanted: CardFilter, *, cap: int = CAP) -> int:
    """Return how many cards the filter selects, at most `cap`."""
    c, a = CARDS.c, APPLICATIONS.c
    query = _narrowed(select(c.id).select_from(CARDS.outerjoin(APPLICATIONS, a.number == c.subject)), wanted)
    return int(session.execute(select(func.count()).select_from(query.limit(cap).subquery())).scalar_one())


def _narrowed(query: Select[Any], wanted: CardFilter) -> Select[Any]:
    c = CARDS.c
    states = {
        "open": and_(c.answered_at.is_(None), c.lifted_at.is_(None)),
        "answered": c.answered_at.is_not(None),
        "lifted": c.lifted_at.is_not(None),
    }
    pairs = ((c.kind, wanted.kind), (c.handler, wanted.officer), (c.district, wanted.district),
             (c.subject, wanted.subject), (c.office, wanted.office))  # fmt: skip
    query = query.where(*[column == value for column, value in pairs if value])
    if wanted.state:
        query = query.where(states[wanted.state])
    if wanted.since:
        query = query.where(c.given_at >= first_moment(wanted.since))
    if wanted.text:
        query = query.where(begins_with(wanted.text, c.subject, APPLICATIONS.c.party_name))
    return query


def figures(session: Session, since: date, through: date) -> Figures:
    """Return what was handed out from one day through another, and how many decisions of those days were in time."""
    c, found = CARDS.c, Figures()
    first, last = first_moment(since), first_moment(through + timedelta(days=1))
    shown = select(c.kind, c.handler, c.district, c.answered_at, c.lifted_at)
    for row in session.execute(shown.where(c.given_at >= first, c.given_at < last)):
        found.given[row.kind] += 1
        state = found.lifted if row.lifted_at else found.answered if row.answered_at else found.open
        state[row.kind] += 1
        if row.kind != Card.WARNING.value:
            found.by_handler[row.handler] += 1
            found.by_district[row.district] += 1
    a = APPLICATIONS.c
    decided = select(a.decided_at, a.due_on).where(a.state.in_(DECIDED), a.decided_at >= first, a.decided_at < last)
    for decided_at, due_on in session.execute(decided):
        found.decided += 1
        found.in_time += due_on is None or shanghai_date(decided_at) <= due_on
    return found


def waiting_for(session: Session, login: str, *, cap: int) -> int:
    """Return how many yellow and red cards of a handler wait for an answer, at most `cap`."""
    c = CARDS.c
    mine = select(c.id).where(c.handler == login, c.answered_at.is_(None), c.lifted_at.is_(None), c.kind != "warning")
    return int(session.execute(select(func.count()).select_from(mine.limit(cap).subquery())).scalar_one())


def next_due(session: Session, login: str, *, limit: int = 5) -> list[tuple[str, date, str]]:
    """Return the handler's open applications that are due next: (number, last day, card)."""
    a = APPLICATIONS.c
    shown = select(a.number, a.due_on, a.card).where(
        text(OPEN_STATES), a.card.in_([card.value for card in Card]), a.assigned_to == login, a.due_on.is_not(None)
    )
    return [tuple(row) for row in session.execute(shown.order_by(a.due_on, a.id).limit(limit))]
