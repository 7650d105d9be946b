"""Complaints and reports as people see them: one item with its terms and history, and who looked into the drawer."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models.complaints import HotlineState
from models.tables.columns import table_of
from models.tables.complaints import ComplaintRow
from models.tables.terms import RunningTermRow
from models.values import SHANGHAI
from usecases import complaint_rewards, complaint_rows, complaints, history
from usecases.complaint_rows import Complaint
from usecases.history import HISTORY, Step

COMPLAINTS, RUNNING = table_of(ComplaintRow), table_of(RunningTermRow)
CAP = 10_001
SEEN = "complaint.reporter_seen"


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
    return history.read(session, history.lines().where(c.subject == number).order_by(c.id))
