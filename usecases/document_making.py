"""Making documents: which are due, and what became of each; setting and sealing happen outside, in between."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from content.documents import catalogue
from models.tables.columns import table_of
from models.tables.documents import DocumentRow
from models.values import Officer, shanghai_date
from usecases import audit, systems
from usecases.deeds import deed
from usecases.desk import Desk

DOCUMENTS = table_of(DocumentRow)
ALARM = ("documents", "document_faulty")  # system and code; the subject is the number


@dataclass(frozen=True, slots=True)
class Order:
    """One document that must be put on paper."""

    id: int
    number: str
    kind: str
    data: dict[str, Any]
    sealed: bool
    tries: int


@dataclass(frozen=True, slots=True)
class Paper:
    """What was made of an order: the file's digest in the store, or why it could not be made."""

    order: Order
    sha256: str = ""
    size: int = 0
    pages: int = 0
    template_sha256: str = ""
    seal: str = ""
    fault: str = ""


def due(session: Session, desk: Desk, *, at: datetime, limit: int = 8) -> list[Order]:
    """Return the documents whose deed can no longer be undone and that are not on paper, the oldest first."""
    c = DOCUMENTS.c
    wanted = select(c.id, c.number, c.kind, c.data, c.issued_at, c.tries).where(c.state == "waiting", c.due_at <= at)
    return [
        Order(r.id, r.number, r.kind, r.data, _sealed(desk, r.kind, r.issued_at), r.tries)
        for r in session.execute(wanted.order_by(c.due_at, c.id).limit(limit))
    ]


def _sealed(desk: Desk, kind: str, issued_at: datetime) -> bool:
    return catalogue(desk.templates).kind(kind, shanghai_date(issued_at)).sealed  # not read where nothing is due


def next_due(session: Session) -> datetime | None:
    """Return when the next waiting document is due, None where none waits."""
    c = DOCUMENTS.c
    wanted = select(c.due_at).where(c.state == "waiting").order_by(c.due_at).limit(1)
    return session.execute(wanted).scalar()


@deed("document.made")
def record(session: Session, papers: Sequence[Paper], *, by: Officer, at: datetime) -> int:
    """Record what was made, each with its ledger entry (SHA-256, kind, template, seal); return how many.

    A document that was taken back or made by somebody else meanwhile stays as it is. A fault leaves it waiting for
    a person and holds back no other.
    """
    return sum(_fault(session, one, by, at) if one.fault else _made(session, one, by, at) for one in papers)


record.always_recorded = False  # type: ignore[attr-defined]  # taken back meanwhile: nothing to keep


def _made(session: Session, paper: Paper, by: Officer, at: datetime) -> int:
    values: dict[str, Any] = {name: getattr(paper, name) for name in ("sha256", "size", "pages", "template_sha256")}
    values |= {"made_at": at, "fault": "", "state": "sealed" if paper.seal else "made"}
    values |= {"seal": paper.seal, "sealed": bool(paper.seal), "sealed_at": at if paper.seal else None}
    if not _changed(session, paper.order.id, values):
        return 0
    facts: dict[str, object] = {"sha256": paper.sha256, "kind": paper.order.kind, "pages": paper.pages}
    facts |= {"template": paper.template_sha256, "seal": paper.seal}
    seq = audit.record(session, by=by, at=at, deed="document.made", subject=paper.order.number, facts=facts)
    session.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == paper.order.id).values(ledger_seq=seq))
    if paper.order.tries:
        systems.settle_alarm(session, *ALARM, paper.order.number, at=at)
    return 1


def _fault(session: Session, paper: Paper, by: Officer, at: datetime) -> int:
    values = {"state": "fault", "fault": paper.fault, "tries": paper.order.tries + 1}
    if not _changed(session, paper.order.id, values):
        return 0
    facts: dict[str, object] = {"kind": paper.order.kind}
    audit.record(session, by=by, at=at, deed="document.faulted", subject=paper.order.number, facts=facts)
    systems.raise_alarm(session, *ALARM, paper.order.number, paper.fault, at=at)
    return 1


def _changed(session: Session, row_id: int, values: dict[str, Any]) -> bool:
    c = DOCUMENTS.c
    changed = session.execute(update(DOCUMENTS).where(c.id == row_id, c.state == "waiting").values(values))
    return bool(changed.rowcount)  # type: ignore[attr-defined]  # CursorResult
