"""Proposals: what one officer proposed and another one must confirm (four eyes)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session

from models.errors import Refused
from models.said import said
from models.tables.applications import ProposalRow
from models.tables.columns import table_of
from models.values import Officer
from usecases import bulk, officers, together
from usecases.cases import columns_of

PROPOSALS = table_of(ProposalRow)
_COLUMNS = [PROPOSALS.c[name] for name in ("id", "subject", "deed", "reason", "note", "by", "at")]
_OPEN = bulk.Lookup(
    select(*_COLUMNS).where(PROPOSALS.c.closed_at.is_(None)).order_by(PROPOSALS.c.id.desc()), PROPOSALS.c.subject
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One open proposal."""

    id: int
    subject: str
    deed: str
    reason: str
    note: str
    by: str
    at: datetime

    def officer(self, session: Session) -> Officer:
        """Return the proposer; Refused when they no longer serve."""
        found = officers.find(session, self.by)
        if found is None:
            raise Refused(said("提议人{by}已不在岗。", by=self.by), kept="提议仍待处理。", do_next="请驳回后重新提出。")
        return found


def found(session: Session, wanted: Sequence[ColumnElement[bool]], *, limit: int) -> list[Proposal]:
    """Return the proposals that fulfil conditions, the oldest first."""
    rows = session.execute(select(*_COLUMNS).where(*wanted).order_by(PROPOSALS.c.id).limit(limit))
    return [Proposal(*row) for row in rows]


def add(session: Session, subject: str, deed: str, reason: str, note: str, *, by: Officer, at: datetime) -> None:
    """Open a proposal."""
    values = {"subject": subject, "deed": deed, "reason": reason, "note": note, "by": by.login, "at": at, "result": ""}
    session.execute(insert(PROPOSALS).values(values))


def open_one(session: Session, subject: str, deed: str | None, *, of: str | None = None) -> Proposal | None:
    """Return the newest open proposal on a subject (of one deed and one `reason`, if given)."""
    found = together.among(session, PROPOSALS, _open, subject)
    return next((one for one in found if deed in (None, one.deed) and of in (None, one.reason)), None)


def waiting(session: Session, subjects: Sequence[str]) -> frozenset[str]:
    """Return on which subjects something is proposed and waits for another officer."""
    p = PROPOSALS.c
    query = select(p.subject).where(p.closed_at.is_(None), p.subject.in_(subjects))
    return frozenset(session.execute(query).scalars()) if subjects else frozenset()


def _open(session: Session, subjects: Sequence[str]) -> dict[str, list[Proposal]]:
    """Return the open proposals on each subject, the newest first."""
    found: dict[str, list[Proposal]] = {subject: [] for subject in subjects}
    for row in _OPEN.run(session, subjects):
        found[row.subject].append(Proposal(**columns_of(row)))
    return found


def close(session: Session, proposal: Proposal, result: str, *, by: Officer, at: datetime) -> None:
    """Close a proposal as confirmed or rejected."""
    values = {"closed_at": at, "closed_by": by.login, "result": result}
    session.execute(update(PROPOSALS).where(PROPOSALS.c.id == proposal.id).values(values))


def overtake(session: Session, subject: str, *, by: Officer, at: datetime, deed: str | None = None) -> None:
    """Close what was proposed on a subject (of one deed, if given), because it was decided otherwise."""
    proposal = open_one(session, subject, deed)
    if proposal is not None:
        close(session, proposal, "overtaken", by=by, at=at)
