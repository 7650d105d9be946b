"""Deadlines: due dates and cards computed again from dates, never counted down, a chunk of applications at a time."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import bindparam, insert, update
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.terms import RecomputationRow
from models.values import Officer, shanghai_date
from usecases import audit, clocks
from usecases.clocks import APPLICATIONS, OPEN, Reckoner, Standing
from usecases.deeds import deed

RECOMPUTATIONS = table_of(RecomputationRow)
CHUNK = 1_000  # one short transaction: a clerk's deed never waits for more of them than one
Place = tuple[int, int]  # which of OPEN, and the last id seen there
START: Place = (0, 0)


class Change(NamedTuple):
    """One application whose due date or card is not what its dates give."""

    id: int
    version: int
    number: str
    due_from: date | None
    due_to: date
    provisional: bool
    card_from: str
    card_to: str

    def plain(self) -> list[str | None]:
        """Return what the record of a recomputation keeps."""
        due_from = self.due_from.isoformat() if self.due_from else None
        return [self.number, due_from, self.due_to.isoformat(), self.card_from, self.card_to]


@dataclass(slots=True)
class Chunk:
    """Some applications looked at: how they stand, how they should, and where the next ones begin (None: the end)."""

    rows: int
    changes: list[Change]
    before: Counter[str]
    after: Counter[str]
    following: Place | None

    def take(self, row: Any, wanted: Standing) -> None:
        """Count one application, and keep it where it stands otherwise than it should."""
        card, due_on, provisional = row.card, row.due_on, row.due_provisional
        self.rows += 1
        self.before[card] += 1
        self.after[wanted.card] += 1
        if provisional:
            self.before["provisional"] += 1
        if wanted.provisional:
            self.after["provisional"] += 1
        if wanted.due_on != due_on or wanted.card != card or wanted.provisional != provisional:
            change = Change(
                row.id, row.version, row.number, due_on, wanted.due_on, wanted.provisional, card, wanted.card
            )
            self.changes.append(change)


_SOME = (
    clocks.looked_at()
    .where(APPLICATIONS.c.state == bindparam("at_state"), APPLICATIONS.c.id > bindparam("after"))
    .order_by(APPLICATIONS.c.id)
    .limit(bindparam("most"))
)


def look(session: Session, place: Place, known: Reckoner, *, limit: int = CHUNK) -> Chunk:
    """Return the applications behind a place and what should change; nothing is written and nothing is locked."""
    found = Chunk(0, [], Counter(), Counter(), place)
    while found.following is not None and found.rows < limit:
        state, after = found.following
        most = limit - found.rows
        rows = session.execute(_SOME, {"at_state": OPEN[state], "after": after, "most": most}).all()
        waiting = clocks.pauses_among(session, rows[0].id, rows[-1].id) if rows else {}
        for row in rows:
            found.take(row, known.standing(row, waiting.get(row.id, ())))
        end = None if state + 1 == len(OPEN) else (state + 1, 0)
        found.following = (state, rows[-1].id) if len(rows) == most else end
    return found


def everything(session: Session, *, at: datetime, limit: int = CHUNK) -> Iterator[Chunk]:
    """Yield every open application in chunks: what a recomputation would change (the preview)."""
    known, place = clocks.reckoner(session, at), START
    while place is not None:
        chunk = look(session, place, known, limit=limit)
        yield chunk
        place = chunk.following  # type: ignore[assignment]


@deed("deadlines.recomputed")
def keep(session: Session, chunk: Chunk, run_at: datetime, *, by: Officer, at: datetime) -> int:
    """Write the changes of one chunk, with one ledger entry that has their digest; return how many were written.

    An application that somebody changed since it was looked at is left alone: the next run looks again.
    """
    written = _write(session, chunk.changes)
    changes = orjson.dumps([change.plain() for change in chunk.changes])
    digest = hashlib.sha256(changes).hexdigest()
    before, after = dict(chunk.before), dict(chunk.after)
    facts: dict[str, object] = {
        "on": shanghai_date(at).isoformat(), "rows": chunk.rows, "changed": len(chunk.changes), "written": written,
        "before": before, "after": after, "changes": digest,
    }  # fmt: skip
    seq = audit.record(session, by=by, at=at, deed="deadlines.recomputed", subject="deadlines", facts=facts)
    values = {"run_at": run_at, "changed": written, "before": before, "after": after, "changes": changes}
    session.execute(insert(RECOMPUTATIONS).values(**values, digest=digest, ledger_seq=seq))
    return written


_CARDED = (
    update(APPLICATIONS)
    .where(APPLICATIONS.c.id == bindparam("row_id"), APPLICATIONS.c.version == bindparam("seen"))
    .values(due_on=bindparam("new_due"), due_provisional=bindparam("provisional"), card=bindparam("new_card"))
)
_MOVED_ON_SQLITE = "update applications set due_on = ?, due_provisional = ? where id = ? and version = ?"
_MOVED_ON_POSTGRESQL = """
update applications set due_on = new.due_on, due_provisional = new.provisional
from unnest(%(due)s::date[], %(provisional)s::bool[], %(ids)s::bigint[], %(seen)s::int[])
as new(due_on, provisional, id, version) where applications.id = new.id and applications.version = new.version
"""


def _write(session: Session, changes: list[Change]) -> int:
    """Write changes; a card is touched only where it changes, because the queue's index of words follows it."""
    moved = [change for change in changes if change.card_from == change.card_to]
    carded = [
        {"row_id": c.id, "seen": c.version, "new_due": c.due_to, "provisional": c.provisional, "new_card": c.card_to}
        for c in changes
        if c.card_from != c.card_to
    ]
    written = _move(session, moved) if moved else 0
    return written + (session.connection().execute(_CARDED, carded).rowcount if carded else 0)


def _move(session: Session, moved: list[Change]) -> int:
    """Write new last days: one statement with arrays on PostgreSQL, one run a row on SQLite."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        rows = [(c.due_to.isoformat(), c.provisional, c.id, c.version) for c in moved]
        return connection.exec_driver_sql(_MOVED_ON_SQLITE, rows).rowcount
    arrays = {
        "due": [c.due_to for c in moved],
        "provisional": [c.provisional for c in moved],
        "ids": [c.id for c in moved],
        "seen": [c.version for c in moved],
    }
    return connection.exec_driver_sql(_MOVED_ON_POSTGRESQL, arrays).rowcount
