"""Instant approval: how soon an application that qualifies is decided, documented, sealed, written back and queued."""

import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import exists, func, select

from benchmarks.daemon import working
from benchmarks.measuring import Figure, bounded, percentile
from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.tables.documents import DocumentRow
from models.tables.instant import InstantDecisionRow
from models.tables.outbox import OutboxRow
from models.values import CHANNELS
from usecases import instant_queue, tallies
from wiring.config import load
from wiring.office import Office

FIRST = 20  # are there when the daemon starts, and warm it up
ROWS, EVERY = 60, 1.0  # then so many more, so many seconds apart
QUIET, SETTLE, PATIENCE = 3.0, 4.0, 60.0  # seconds
SECONDS = 2.0  # the goal of issue 3
OPEN = ("blocked", "ready", "sending", "ambiguous", "delivered")
APPLICATIONS, DECISIONS = table_of(ApplicationRow), table_of(InstantDecisionRow)
DOCUMENTS, OUTBOX = table_of(DocumentRow), table_of(OutboxRow)


def run(rows: int | None) -> Iterator[Figure]:
    """Yield the 95th percentile of applications that arrive one by one at a daemon with a real city.

    Counted from the moment an application was received to the last of: decision, seal of its last document, answer
    of the channel to its last event; every record is queued for its push with the decision.
    """
    count = rows or ROWS
    with working(FIRST, 0.0, "500ms", instant=True) as (office, _pid):
        _warm(office)
        began = office.now()
        config = load(Path(str(office.engine.url.database)).parent / "config.toml")
        base = config.outside["wechat"].base_url.removesuffix("/wechat")
        for channel in islice(cycle(CHANNELS), count):
            httpx.post(f"{base}/_city/applications", json={"channel": channel}).raise_for_status()
            time.sleep(EVERY)
        time.sleep(SETTLE)
        found = [one for one in granted(office) if one.received_at > began]
    waits = [(one.done - one.received_at).total_seconds() for one in found]
    decided = [(one.decided_at - one.received_at).total_seconds() for one in found]
    more: dict[str, object] = {"median": round(percentile(waits, 0.5), 3), "worst": round(max(waits), 3)}
    more |= {"decided": round(percentile(decided, 0.95), 3), "arrived": count}
    yield bounded("instant", percentile(waits, 0.95), "s", SECONDS, len(waits), **more)


def _warm(office: Office) -> None:
    """Wait until the first applications are through, so that what follows meets a daemon at its ease."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        time.sleep(QUIET)
        with office.reading() as session:
            if sum(tallies.by_state(session).values()) < FIRST // 2 or instant_queue.waiting(session):
                continue
            if not tallies.open_messages(session):
                return


def granted(office: Office) -> Sequence["Through"]:
    """Return receipt, decision and end of everything for what the machine granted.

    Where a document is not sealed or an event not answered yet, the end is now: whatever is late counts as late.
    """
    a, d, o = APPLICATIONS.c, DOCUMENTS.c, OUTBOX.c
    own = (d.subject == a.number, d.issued_at <= a.decided_at)  # proofs of service come later
    sealed = select(func.max(d.sealed_at)).where(*own).scalar_subquery()
    told = select(func.max(o.confirmed_at)).where(o.subject == a.number, o.kind == "event").scalar_subquery()
    unsealed = exists().where(*own, d.state == "waiting")
    late = unsealed | exists().where(o.subject == a.number, o.kind == "event", o.state.in_(OPEN))
    mine = select(DECISIONS.c.number).where(DECISIONS.c.outcome == "granted")
    wanted = select(a.received_at, a.decided_at, sealed.label("sealed"), told.label("told"), late.label("late"))
    with office.reading() as session:
        rows = session.execute(wanted.where(a.number.in_(mine), a.state == "granted")).all()
    return [Through(row, office.now()) for row in rows]


class Through:
    """One application that was granted; `done` is the moment of the last thing."""

    def __init__(self, row: Any, now: datetime) -> None:
        self.received_at, self.decided_at = row.received_at, row.decided_at
        last: datetime = max(each for each in (row.decided_at, row.sealed, row.told) if each)
        self.done = now if row.late else last
