"""Open enforcement cases at a glance: by stage, handler and office, with the card of the nearest last day."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from models.casework import CaseStage
from models.tables.casework import EnforcementCaseRow
from models.tables.columns import table_of
from models.tables.terms import CardRow
from models.values import Card
from rules.casework.steps import ENDED
from usecases import casework_desk

CASES, CARDS = table_of(EnforcementCaseRow), table_of(CardRow)
BY = ("stage", "handler", "office")
UNDATED = ""  # what has no last day of the bureau now
OPEN_STAGES = tuple(stage.value for stage in CaseStage if stage not in ENDED)


@dataclass(slots=True)
class Line:
    """The open cases of one stage, handler or office ("": all of them): how many by card, how many cards unanswered."""

    key: str
    cards: Counter[str] = field(default_factory=Counter)  # red, yellow, warning, none, UNDATED
    unanswered: int = 0

    @property
    def open(self) -> int:
        """Return how many cases there are."""
        return self.cards.total()


@dataclass(frozen=True, slots=True)
class Overview:
    """The lines of one classification in its order, and all of them together."""

    by: str
    lines: tuple[Line, ...]
    total: Line


def read(session: Session, by: str, office: str | None, *, at: datetime) -> Overview:
    """Return the open cases of an office (None: every one) by stage, handler or office."""
    found, total = dict[str, Line](), Line("")
    carded = casework_desk.carded(session, at)
    for key, due_on, count in _counted(session, by, office):
        card = UNDATED if due_on is None else carded(due_on)
        for line in (found.setdefault(key, Line(key)), total):
            line.cards[card] += count
    for key, count in _unanswered(session, by, office):
        for line in (found.setdefault(key, Line(key)), total):
            line.unanswered += count
    return Overview(by, tuple(sorted(found.values(), key=_order(by))), total)


def nearest(session: Session, wanted: casework_desk.CaseFilter, *, at: datetime, limit: int = 10) -> Sequence[Any]:
    """Return the cases of a line whose last day is nearest."""
    return casework_desk.page(session, wanted, at=at, limit=limit)


def _counted(session: Session, by: str, office: str | None) -> Iterable[tuple[str, date | None, int]]:
    c = CASES.c
    shown = (c[by], c.due_on)
    query = select(*shown, func.count()).where(c.stage.in_(OPEN_STAGES)).group_by(*shown)
    return (tuple(row) for row in session.execute(query if office is None else query.where(c.office == office)))


def _unanswered(session: Session, by: str, office: str | None) -> Iterable[tuple[str, int]]:
    """Yield how many yellow and red cards wait for an answer, whatever became of their cases."""
    c, k = CASES.c, CARDS.c
    open_ones = (k.answered_at.is_(None), k.lifted_at.is_(None), k.kind != Card.WARNING.value)
    query = select(c[by], func.count()).select_from(CARDS.join(CASES, c.number == k.subject)).where(*open_ones)
    query = query if office is None else query.where(c.office == office)
    return (tuple(row) for row in session.execute(query.group_by(c[by])))


def _order(by: str) -> Callable[[Line], Any]:
    """Return the order of lines: stages as a case goes through them, people and offices by what is late."""
    if by == "stage":
        places = {stage.value: place for place, stage in enumerate(CaseStage)}
        return lambda line: places[line.key]
    return lambda line: (-line.cards["red"], -line.cards["yellow"], -line.open, line.key)
