"""Deliveries as people see them: list and filter, one with its documents, what waits for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, select, text
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.deliveries import DeliveryRow
from models.tables.terms import RunningTermRow
from usecases.typed import begins_with

DELIVERIES, TERMS = table_of(DeliveryRow), table_of(RunningTermRow)
CAP = 10_001
ATTENTION = text("deliveries.state IN ('returned', 'failed') AND deliveries.followed_by = ''")
COLUMNS = (
    "id", "number", "subject", "licence_no", "way", "state", "recipient", "mobile", "district", "address", "mail_no",
    "reason", "receiver", "planned_at", "sent_at", "ended_at", "followed_by", "steps", "proof", "receipt_no",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    """What the list shows; None = no condition; `state` may be `attention`: what came back and nobody tried again."""

    state: str | None = None
    way: str | None = None
    district: str | None = None
    subject: str | None = None
    text: str = ""
    office: str | None = None  # which is competent


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """One delivery; names, addresses and the post's words are untrusted."""

    id: int
    number: str
    subject: str
    licence_no: str
    way: str
    state: str
    recipient: str
    mobile: str
    district: str
    address: str
    mail_no: str
    reason: str
    receiver: str
    planned_at: datetime
    sent_at: datetime | None
    ended_at: datetime | None
    followed_by: str
    steps: list[list[str]] | None
    proof: str
    receipt_no: str
    due_on: date | None

    @property
    def attention(self) -> bool:
        """Whether a person has to look after it."""
        return self.state in ("returned", "failed") and not self.followed_by

    @property
    def newest(self) -> str:
        """Return the newest words of its way, or why it came back."""
        return self.reason or self.proof or (self.steps[-1][2] if self.steps else "")


def page(
    session: Session, wanted: DeliveryFilter, *, after: int | None = None, before: int | None = None, limit: int = 128
) -> Sequence[DeliveryLine]:
    """Return deliveries, newest first: one page behind the id `after`, or the page just before `before`."""
    c = DELIVERIES.c
    running = and_(TERMS.c.subject == c.subject, TERMS.c.term == "L07", TERMS.c.done_at.is_(None))
    shown = select(*(c[name] for name in COLUMNS), TERMS.c.due_on).select_from(DELIVERIES.outerjoin(TERMS, running))
    query = _narrowed(shown, wanted)
    if before is not None:
        rows = session.execute(query.where(c.id > before).order_by(c.id).limit(limit)).all()
        return [DeliveryLine(*row) for row in rows][::-1]
    query = query.where(c.id < after) if after is not None else query
    return [DeliveryLine(*row) for row in session.execute(query.order_by(c.id.desc()).limit(limit))]


def count(session: Session, wanted: DeliveryFilter, *, cap: int = CAP) -> int:
    """Return how many deliveries the filter selects, at most `cap`."""
    query = _narrowed(select(DELIVERIES.c.id), wanted)
    return int(session.execute(select(func.count()).select_from(query.limit(cap).subquery())).scalar_one())


def _narrowed(query: Select[Any], wanted: DeliveryFilter) -> Select[Any]:
    c = DELIVERIES.c
    pairs = ((c.way, wanted.way), (c.district, wanted.district), (c.subject, wanted.subject), (c.office, wanted.office))
    query = query.where(*[column == value for column, value in pairs if value])
    if wanted.state == "attention":
        query = query.where(ATTENTION)
    elif wanted.state:
        query = query.where(c.state == wanted.state)
    if wanted.text:
        query = query.where(begins_with(wanted.text, c.subject, c.number, c.recipient, c.licence_no, c.mail_no))
    return query


def detail(session: Session, number: str) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    """Return one delivery, its documents, and the running and done terms of its application; raises NotFound."""
    from usecases import delivery_documents, delivery_rows, running_terms

    row = delivery_rows.read(session, number)
    return (
        row,
        delivery_documents.of_numbers(session, row["documents"]),
        running_terms.of_subject(session, row["subject"]),
    )


def tally(session: Session) -> dict[str, int]:
    """Return how many deliveries stand where."""
    c = DELIVERIES.c.state
    return {row[0]: row[1] for row in session.execute(select(c, func.count()).group_by(c))}
