"""Search what crossed: by system, subject, operation, verdict, rule, status and time, and by a word in the bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import Session

from models.errors import BureauError, InvalidInput
from models.tables.columns import table_of
from models.tables.outbox import BatchRow, CrossingRow, OutboxRow
from usecases.crossings import LINE, CrossingLine, bodies

CROSSINGS, OUTBOX, BATCHES = table_of(CrossingRow), table_of(OutboxRow), table_of(BatchRow)
AT_ONCE, MOST_OPENED = 100, 5000  # calls whose bytes are opened together; of one search for a word
EXACT = ("system", "operation", "verdict", "rule", "status")


@dataclass(frozen=True, slots=True)
class CrossingFilter:
    """What is looked for; None and "" = no condition.

    `text` is a message key, our name of a subject, the receiver's key of a record, the number of a batch or of an
    application, or what a call was about. `since` counts, `until` does not.
    """

    system: str | None = None
    text: str = ""
    operation: str | None = None
    verdict: str | None = None
    rule: str | None = None
    status: int | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """What a search for a word found, how many calls it opened, how many of those it could not, and whether all."""

    lines: tuple[CrossingLine, ...]
    opened: int
    unreadable: int
    complete: bool


def page(
    session: Session,
    wanted: CrossingFilter | None = None,
    *,
    after: int | None = None,
    before: int | None = None,
    limit: int = 128,
) -> Sequence[CrossingLine]:
    """Return calls, newest first: one page behind the id `after`, or the page just before `before`."""
    c = CROSSINGS.c
    query = select(*[c[name] for name in LINE]).where(*_conditions(wanted or CrossingFilter())).limit(limit)
    if before is not None:
        rows = session.execute(query.where(c.id > before).order_by(c.id)).all()
        return [CrossingLine(*row) for row in rows][::-1]
    query = query.where(c.id < after) if after is not None else query
    return [CrossingLine(*row) for row in session.execute(query.order_by(c.id.desc()))]


def count(session: Session, wanted: CrossingFilter | None = None, *, cap: int = 10_001) -> int:
    """Return how many calls there are, at most `cap`."""
    query = select(CROSSINGS.c.id).where(*_conditions(wanted or CrossingFilter())).limit(cap)
    return int(session.execute(select(func.count()).select_from(query.subquery())).scalar_one())


def containing(
    session: Session, word: str, wanted: CrossingFilter, *, limit: int = 50, most: int = MOST_OPENED
) -> Scan:
    """Return calls whose bytes hold a word, newest first: bodies are opened one by one, at most `most` of them.

    Raises InvalidInput where no word or no span of time is given: a search must not open everything there is.
    """
    if not word.strip() or wanted.since is None:
        raise InvalidInput(
            "按内容查找须写明字词和起始日期。", kept="什么都没有打开。", do_next="例如 --since 2026-11-01。"
        )
    found: list[CrossingLine] = []
    opened = unreadable = 0
    last: int | None = None
    while len(found) < limit and opened < most:
        lines = page(session, wanted, after=last, limit=min(AT_ONCE, most - opened))
        for line in lines:
            hit = _holds(session, line.id, word.strip().encode())
            unreadable += hit is None
            found += [line] if hit else []
        opened += len(lines)
        if len(lines) < min(AT_ONCE, most - opened + len(lines)):
            return Scan(tuple(found[:limit]), opened, unreadable, complete=len(found) <= limit)
        last = lines[-1].id
    return Scan(tuple(found[:limit]), opened, unreadable, complete=False)


def _holds(session: Session, crossing_id: int, word: bytes) -> bool | None:
    """Return whether a call has a word in its bytes, None where they cannot be opened."""
    try:
        return any(word in body for body in bodies(session, crossing_id))
    except BureauError:
        return None


def _conditions(wanted: CrossingFilter) -> list[ColumnElement[bool]]:
    c = CROSSINGS.c
    told: list[Any] = [c[name] == value for name in EXACT if (value := getattr(wanted, name)) not in (None, "")]
    told += [c.at >= wanted.since] if wanted.since else []
    told += [c.at < wanted.until] if wanted.until else []
    return told + ([c.subject.in_(_subjects(wanted.text.strip()))] if wanted.text.strip() else [])


def _subjects(text: str) -> Any:
    """Return the query for the subjects of calls about something: itself, its messages, the batches they left in."""
    o = OUTBOX.c
    ours = or_(o.key == text, o.subject == text, o.record_key == text)
    batches = select(BATCHES.c.batch_no).join(OUTBOX, o.batch_id == BATCHES.c.id).where(ours)
    return select(CROSSINGS.c.subject).where(CROSSINGS.c.subject == text).union(select(o.key).where(ours), batches)
