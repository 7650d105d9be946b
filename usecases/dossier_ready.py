"""What is ready for the archive, what has been kept long enough: lists for people, nothing goes by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.dossiers import DossierRow
from models.values import shanghai_date
from rules.applications import DECIDED
from usecases import systems
from usecases.cases import APPLICATIONS, columns_of
from usecases.deeds import housekeeping
from usecases.desk import Desk

DOSSIERS = table_of(DossierRow)
READY, OVER = ("dossiers", "dossiers_ready"), ("dossiers", "dossiers_over")
SUBJECT = "归档"
SHOWN = 5
SOME = 200  # candidates that are looked at in one reading


@dataclass(frozen=True, slots=True)
class Candidate:
    """One decided application: what must come first, and what its dossier lacks."""

    subject: str
    party: str
    item: str
    state: str
    decided_at: datetime | None
    pending: tuple[str, ...]
    gaps: tuple[str, ...]
    id: int = 0  # of the application; the next page is behind it

    @property
    def ready(self) -> bool:
        """Whether a person may close it now."""
        return not self.pending and not self.gaps


def candidates(session: Session, desk: Desk, *, at: datetime, after: int = 0, limit: int = SOME) -> list[Candidate]:
    """Return decided applications whose dossier is not closed, the oldest first, from behind an id on."""
    c = APPLICATIONS.c
    wanted = select(APPLICATIONS).where(c.state.in_([s.value for s in DECIDED]), c.id > after)
    wanted = wanted.order_by(c.id).limit(limit)
    return [_candidate(session, desk, columns_of(row), at) for row in session.execute(wanted).all()]


def _candidate(session: Session, desk: Desk, row: Mapping[str, Any], at: datetime) -> Candidate:
    from usecases import dossiers  # only here: a new bureau has decided nothing yet

    whole = dossiers.gathered(session, desk, row["number"], at=at)
    gaps = tuple(gap.name for gap in dossiers.arranged(whole, at=at).gaps)
    values = (row["number"], row["party_name"], row["item"], row["state"], row["decided_at"])
    return Candidate(*values, whole.pending, gaps, row["id"])


def opened(session: Session) -> Sequence[dict[str, Any]]:
    """Return the dossiers that were opened again and wait to be closed."""
    rows = session.execute(select(DOSSIERS).where(DOSSIERS.c.state == "open").order_by(DOSSIERS.c.id))
    return [columns_of(row) for row in rows]


def due_for_destruction(session: Session, on: date, *, limit: int = 1000) -> list[dict[str, Any]]:
    """Return the dossiers whose retention has ended before a day; people decide, nothing is destroyed."""
    c = DOSSIERS.c
    over = select(DOSSIERS).where(c.retention_until < on, c.state == "locked")
    return [columns_of(row) for row in session.execute(over.order_by(c.retention_until, c.id).limit(limit))]


@housekeeping
def propose(session: Session, ready: Sequence[str], *, at: datetime) -> None:
    """Say what may be closed and what is over its retention as one alarm each."""
    over = [row["number"] for row in due_for_destruction(session, shanghai_date(at))]
    _say(session, READY, ready, "件申请可以归档", at)
    _say(session, OVER, over, "卷案卷保管期限已满，请档案部门鉴定（系统不会自行销毁）", at)


def _say(session: Session, alarm: tuple[str, str], numbers: Sequence[str], words: str, at: datetime) -> None:
    if not numbers:
        systems.settle_alarm(session, *alarm, SUBJECT, at=at)
        return
    named = "、".join(numbers[:SHOWN]) + ("等" if len(numbers) > SHOWN else "")
    systems.raise_alarm(session, *alarm, SUBJECT, f"{len(numbers)}{words}：{named}。", at=at)
