"""Crossings: what crossed the border of the house, byte for byte, kept and shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, insert, select
from sqlmodel import Session

from models.errors import NotFound
from models.said import said
from models.tables.columns import table_of
from models.tables.outbox import BatchRequestRow, CrossingRow
from ports.exchanges import Crossing
from usecases.deeds import housekeeping
from usecases.texts import storable

CROSSINGS, BODIES = table_of(CrossingRow), table_of(BatchRequestRow)
LINE = ("id", "system", "subject", "operation", "at", "method", "url", "status", "seconds", "verdict", "rule")


@dataclass(frozen=True, slots=True)
class CrossingLine:
    """One call in a list, without its bytes; `seconds` is how long the answer took."""

    id: int
    system: str
    subject: str
    operation: str
    at: datetime
    method: str
    url: str
    status: int | None
    seconds: float
    verdict: str
    rule: str


@dataclass(frozen=True, slots=True)
class CrossingView:
    """One call with the exact bytes both ways; secrets were cut out before it was kept."""

    line: CrossingLine
    headers: tuple[tuple[str, str], ...]
    request: bytes
    answer_headers: tuple[tuple[str, str], ...]
    answer: bytes


@housekeeping
def keep(session: Session, crossing: Crossing, subject: str, verdict: str) -> int:
    """Keep one call under the message key, batch number or application number it was about; return its id."""
    values = {
        "system": crossing.system,
        "subject": storable(subject, 200),
        "operation": crossing.operation,
        "at": crossing.at,
        "method": crossing.method,
        "url": storable(crossing.url),
        "headers": _storable(crossing.headers),
        "request": crossing.request,
        "status": crossing.status,
        "answer_headers": _storable(crossing.answer_headers),
        "answer": crossing.answer,
        "seconds": crossing.seconds,
        "verdict": str(verdict),
        "rule": storable(crossing.rule, 80),
    }
    kept: int = session.execute(insert(CROSSINGS).values(**values)).inserted_primary_key[0]  # type: ignore[attr-defined]
    return kept


def whole() -> Select[Any]:
    """Return the query for calls with all their bytes: those of a batch are kept once, with the batch."""
    c = CROSSINGS.c
    sent = case((c.batch_id.is_(None), c.request), else_=BODIES.c.request).label("request")
    columns = [sent if column.name == "request" else column for column in c]
    return select(*columns).select_from(CROSSINGS.outerjoin(BODIES, BODIES.c.batch_id == c.batch_id))


def bodies(session: Session, crossing_id: int) -> tuple[bytes, bytes]:
    """Return the bytes both ways of one call; raises NotFound, InvalidInput where they cannot be opened."""
    found = crossing(session, crossing_id)
    return found.request, found.answer


def of_subject(session: Session, system: str, subject: str, *, limit: int = 50) -> list[CrossingLine]:
    """Return the calls about one subject, newest first."""
    c = CROSSINGS.c
    return _lines(session, limit, c.system == system, c.subject == subject)


def newest(session: Session, *, system: str = "", before: int | None = None, limit: int = 50) -> list[CrossingLine]:
    """Return the newest calls, of one system where it is named; `before` is the last id seen."""
    c = CROSSINGS.c
    conditions = [c.system == system] if system else []
    return _lines(session, limit, *conditions, *([] if before is None else [c.id < before]))


def crossing(session: Session, crossing_id: int) -> CrossingView:
    """Return one call with its bytes; raises NotFound."""
    row = session.execute(whole().where(CROSSINGS.c.id == crossing_id)).mappings().first()
    if row is None:
        raise NotFound(said("没有编号为 {crossing_id} 的往来记录。", crossing_id=crossing_id), do_next="请刷新列表。")
    line = CrossingLine(**{name: row[name] for name in LINE})
    headers, answered = _pairs(row["headers"]), _pairs(row["answer_headers"])
    return CrossingView(line, headers, bytes(row["request"]), answered, bytes(row["answer"]))


def _lines(session: Session, limit: int, *conditions: object) -> list[CrossingLine]:
    columns = [CROSSINGS.c[name] for name in LINE]
    wanted = select(*columns).where(*conditions).order_by(CROSSINGS.c.id.desc()).limit(limit)  # type: ignore[arg-type]
    return [CrossingLine(*row) for row in session.execute(wanted)]


def _storable(headers: tuple[tuple[str, str], ...]) -> list[list[str]]:
    return [[storable(name), storable(value)] for name, value in headers]


def _pairs(headers: list[list[str]] | None) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in headers or [])
