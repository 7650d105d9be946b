"""Instant approval: how soon an application that qualifies is decided, documented, sealed, written back and queued."""

import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select

from benchmarks.daemon import working
from benchmarks.measuring import Figure, bounded, percentile
from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.tables.documents import DocumentRow
from models.tables.instant import InstantDecisionRow
from models.tables.outbox import OutboxRow
from wiring.office import Office

ROWS, FIRST = 250, 5  # all but a fifth are there at the start, the last fifth arrives one by one
ARRIVING, LIVE_SECONDS, SETTLE = 40.0, 85.0, 4.0  # applications a minute
OPEN = ("blocked", "ready", "sending", "ambiguous", "delivered")
SECONDS = 2.0  # the goal of issue 3
APPLICATIONS, DECISIONS = table_of(ApplicationRow), table_of(InstantDecisionRow)
DOCUMENTS, OUTBOX = table_of(DocumentRow), table_of(OutboxRow)


def run(rows: int | None) -> Iterator[Figure]:
    """Yield the 95th percentile of applications that arrive one by one at a daemon with a real city.

    Counted from the moment an application was received to the last of: decision, seal of its last document, answer
    of the channel to its last event, push of every record queued.
    """
    count = rows or ROWS
    with working(count, ARRIVING, "500ms", instant=True) as (office, _pid):
        time.sleep(LIVE_SECONDS + SETTLE)
        found = granted(office)
    first = count - count // FIRST
    busy = max((one.last for one in found if one.id <= first), default=None)
    live = [one for one in found if one.id > first and (busy is None or one.received_at > busy)]
    if not live:
        raise AssertionError("nothing was granted at once after the first many were done")
    waits = [(one.done - one.received_at).total_seconds() for one in live]
    decided = [(one.decided_at - one.received_at).total_seconds() for one in live]
    more: dict[str, object] = {"median": round(percentile(waits, 0.5), 3), "worst": round(max(waits), 3)}
    more |= {"decided": round(percentile(decided, 0.95), 3), "granted": len(found), "late": sum(o.late for o in found)}
    yield bounded("instant", percentile(waits, 0.95), "s", SECONDS, len(waits), **more)


def granted(office: Office) -> Sequence[Any]:
    """Return id, receipt, decision and end of everything for what the machine granted.

    Where a document is not sealed or an event not answered yet, the end is now: whatever is late counts as late.
    """
    a, d, o = APPLICATIONS.c, DOCUMENTS.c, OUTBOX.c
    sealed = select(func.max(d.sealed_at)).where(d.subject == a.number, d.issued_at <= a.decided_at).scalar_subquery()
    told = select(func.max(o.confirmed_at)).where(o.subject == a.number, o.kind == "event").scalar_subquery()
    unsealed = exists().where(d.subject == a.number, d.issued_at <= a.decided_at, d.sealed_at.is_(None))
    late = unsealed | exists().where(o.subject == a.number, o.kind == "event", o.state.in_(OPEN))
    mine = select(DECISIONS.c.number).where(DECISIONS.c.outcome == "granted")
    wanted = select(a.id, a.received_at, a.decided_at, sealed.label("sealed"), told.label("told"), late.label("late"))
    with office.reading() as session:
        rows = session.execute(wanted.where(a.number.in_(mine), a.state == "granted")).all()
    return [Through(row, office.now()) for row in rows]


class Through:
    """One application that was granted; `done` is the moment of the last thing."""

    def __init__(self, row: Any, now: datetime) -> None:
        self.id, self.received_at, self.decided_at = row.id, row.received_at, row.decided_at
        self.late = bool(row.late)
        self.last: datetime = max(each for each in (row.decided_at, row.sealed, row.told) if each)
        self.done = now if row.late else self.last
