"""What is new in a case since an officer's own last opinion: deeds, blanks that say something else, papers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models.tables.applications import HistoryRow
from models.tables.columns import table_of
from models.tables.documents import DocumentRow
from models.values import Officer
from usecases.casework_list import StepLine

HISTORY, DOCUMENTS = table_of(HistoryRow), table_of(DocumentRow)
OPINIONS = ("case.review_passed", "case.review_returned", "case.deliberated")  # who gave one has seen what was there
QUIET = ("case.step_proposed", "case.step_confirmed", "case.step_rejected")  # the step itself is told
MOST = 200
Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class News:
    """One deed since the opinion; for a step what it says, and what the same step said before it (None: the first)."""

    at: datetime
    by: str
    deed: str
    note: str
    said: Said | None = None
    before: Said | None = None

    @property
    def differing(self) -> tuple[str, ...]:
        """Return the keys of the blanks that say something else than before."""
        if self.said is None or self.before is None:
            return ()
        keys = dict.fromkeys([*self.said, *self.before])
        return tuple(key for key in keys if self.said.get(key) != self.before.get(key))


@dataclass(frozen=True, slots=True)
class NewPaper:
    """One document that was issued since the opinion."""

    number: str
    title: str
    at: datetime
    void: bool


@dataclass(frozen=True, slots=True)
class Since:
    """The opinion that is looked back to (`own`: of the reader), and what came after it."""

    opinion: StepLine
    own: bool
    news: tuple[News, ...]
    papers: tuple[NewPaper, ...]


def since(session: Session, number: str, steps: Sequence[StepLine], reader: Officer | None) -> Since | None:
    """Return what is new since the reader's newest opinion, else since anybody's; None where nobody gave one."""
    own = next((n for n, step in reversed(list(enumerate(steps))) if reader and gave(step, reader)), None)
    place = own if own is not None else next(
        (n for n, step in reversed(list(enumerate(steps))) if step.deed in OPINIONS), None
    )  # fmt: skip
    if place is None:
        return None
    at = steps[place].at
    return Since(steps[place], own is not None, _news(session, number, steps, place), _papers(session, number, at))


def gave(step: StepLine, reader: Officer) -> bool:
    """Tell whether an officer said by a step what they think: a review, a vote, the approval of another's proposal."""
    if step.deed == "case.deliberated" and any(row and row[0] == reader.name for row in step.said.get("votes", ())):
        return True
    return step.by == reader.login and (step.deed in OPINIONS or bool(step.said.get("proposed_by")))


def _news(session: Session, number: str, steps: Sequence[StepLine], place: int) -> tuple[News, ...]:
    c = HISTORY.c
    after = select(c.at, c.by, c.deed, c.note).where(c.subject == number, c.at > steps[place].at)
    rows = session.execute(after.where(c.deed.not_in(QUIET)).order_by(c.id).limit(MOST))
    return tuple(_one(News(*row), steps) for row in rows)


def _one(news: News, steps: Sequence[StepLine]) -> News:
    """Return a deed with what its step says and what the same step said the time before."""
    place = next((n for n, step in enumerate(steps) if (step.deed, step.at) == (news.deed, news.at)), None)
    if place is None:
        return news
    before = next((step.said for step in reversed(steps[:place]) if step.deed == news.deed), None)
    return News(news.at, news.by, news.deed, news.note, steps[place].said, before)


def _papers(session: Session, number: str, at: datetime) -> tuple[NewPaper, ...]:
    c = DOCUMENTS.c
    shown = select(c.number, c.title, c.issued_at, c.state).where(c.subject == number, c.issued_at > at)
    rows = session.execute(shown.order_by(c.id).limit(MOST))
    return tuple(NewPaper(row.number, row.title, row.issued_at, row.state == "void") for row in rows)
