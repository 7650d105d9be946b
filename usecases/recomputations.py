"""Recomputations as people see them: each run with what stood before and after, and every change from → to."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import orjson
from sqlalchemy import select
from sqlmodel import Session

from models.errors import NotFound
from usecases.deadlines import RECOMPUTATIONS, Chunk

Changed = list[str | None]  # number, due from, due to, card from, card to


@dataclass(frozen=True, slots=True)
class Run:
    """One run, over all its chunks that changed something."""

    run_at: datetime
    changed: int
    before: dict[str, int]
    after: dict[str, int]


@dataclass(slots=True)
class Preview:
    """What a run would do now; `changes` are the first ones of all that would change."""

    rows: int
    changed: int
    before: Counter[str]
    after: Counter[str]
    changes: list[Changed]


def preview(chunks: Iterable[Chunk], *, most: int = 200) -> Preview:
    """Return what the chunks of `deadlines.everything` come to."""
    found = Preview(0, 0, Counter(), Counter(), [])
    for chunk in chunks:
        found.rows += chunk.rows
        found.changed += len(chunk.changes)
        found.before += chunk.before
        found.after += chunk.after
        found.changes += [change.plain() for change in chunk.changes[: most - len(found.changes)]]
    return found


def runs(session: Session, *, limit: int = 50) -> list[Run]:
    """Return the newest runs that changed something, newest first."""
    c = RECOMPUTATIONS.c
    shown = select(c.run_at, c.changed, c.before, c.after).order_by(c.run_at.desc(), c.id.desc()).limit(limit * 300)
    found = []
    for run_at, chunks in groupby(session.execute(shown), key=lambda row: row.run_at):
        some = list(chunks)
        before = sum((Counter(row.before) for row in some), Counter[str]())
        after = sum((Counter(row.after) for row in some), Counter[str]())
        found.append(Run(run_at, sum(row.changed for row in some), dict(before), dict(after)))
    return found[:limit]


def changes(session: Session, run_at: datetime, *, most: int = 2_000) -> list[Changed]:
    """Return what one run changed; raises NotFound where the run is unknown or its record was tampered with."""
    c = RECOMPUTATIONS.c
    rows = session.execute(select(c.changes, c.digest).where(c.run_at == run_at).order_by(c.id)).all()
    found: list[Changed] = []
    for row in rows:
        if hashlib.sha256(bytes(row.changes)).hexdigest() != row.digest:
            raise NotFound("这次重算的明细与台账中的摘要不符。", do_next="请用luqiao audit verify核对台账。")
        found += orjson.loads(bytes(row.changes))[: most - len(found)]
    return found
