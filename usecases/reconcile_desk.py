"""Reconciliation as people see it: days by kind with their state, and how many differences are open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, union
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.outbox import BatchRow, OutboxRow, ReconciliationRow
from models.tables.publications import DifferenceRow
from models.values import shanghai_date
from usecases import reconcile

RECONCILIATIONS, DIFFERENCES, BATCHES = table_of(ReconciliationRow), table_of(DifferenceRow), table_of(BatchRow)
OUTBOX = table_of(OutboxRow)
_r, _d = RECONCILIATIONS.c, DIFFERENCES.c
STATES = ("differing", "unanswered", "uncompared", "same")  # as they are listed


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of one kind; `open` counts the differences that nobody closed, whatever was found last."""

    system: str
    kind: str
    on: date
    state: str
    at: datetime | None
    same: int
    missing: int
    extra: int
    different: int
    open: int


def days(session: Session, *, at: datetime) -> list[DayLine]:
    """Return every day that was compared or should be, those that need somebody first, then the newest."""
    found = [line for system in _systems(session) for line in _of_system(session, system, at)]
    return sorted(found, key=lambda line: (STATES.index(line.state), -line.on.toordinal(), line.kind))


def newest_message(session: Session, row: Mapping[str, Any]) -> str | None:
    """Return the key of the newest message that we sent of a record (system, record_key), None where we sent none."""
    c = OUTBOX.c
    mine = (c.system == row["system"], c.record_key == row["record_key"], c.state.in_(reconcile.SENT))
    found: str | None = session.execute(
        select(c.key).where(*mine).order_by(c.version.desc(), c.id.desc()).limit(1)
    ).scalar()
    return found


def _systems(session: Session) -> Sequence[str]:
    """Return the platforms that anything was sent to in batches or compared with."""
    named = union(select(_r.system), select(BATCHES.c.system))
    return session.execute(named).scalars().all()


def _of_system(session: Session, system: str, at: datetime) -> Sequence[DayLine]:
    newest = select(func.max(_r.id)).where(_r.system == system).group_by(_r.kind, _r.on)
    compared = {(row.kind, row.on): row for row in session.execute(select(RECONCILIATIONS).where(_r.id.in_(newest)))}
    counted = select(_d.kind, _d.on, func.count()).where(_d.system == system, _d.closed_at.is_(None))
    rows = session.execute(counted.group_by(_d.kind, _d.on)).all()
    waiting = {(kind, on): count for kind, on, count in rows}
    wanted = reconcile.days(session, system, today=shanghai_date(at))
    return [_line(system, *day, compared.get(day), waiting.get(day, 0)) for day in {*wanted, *compared, *waiting}]


def _line(system: str, kind: str, on: date, row: Any, waiting: int) -> DayLine:
    if row is None:
        return DayLine(system, kind, on, "differing" if waiting else "uncompared", None, 0, 0, 0, 0, waiting)
    missing, extra, different = (len(keys or ()) for keys in (row.missing, row.extra, row.different))
    state = "unanswered" if not row.answered else "differing" if waiting else "same"
    return DayLine(system, kind, on, state, row.at, row.same, missing, extra, different, waiting)
