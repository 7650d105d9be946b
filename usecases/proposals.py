"""Proposals: what one officer proposed and another one must confirm (four eyes)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session

from models.errors import Refused
from models.tables.applications import ProposalRow
from models.tables.columns import table_of
from models.values import Officer
from usecases import officers

PROPOSALS = table_of(ProposalRow)
_COLUMNS = [PROPOSALS.c[name] for name in ("id", "subject", "deed", "reason", "note", "by", "at")]
_OPEN = select(*_COLUMNS).where(PROPOSALS.c.subject == bindparam("about"), PROPOSALS.c.closed_at.is_(None))
_OPEN = _OPEN.order_by(PROPOSALS.c.id.desc()).limit(1)


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
            raise Refused(f"提议人{self.by}已不在岗。", kept="提议仍待处理。", do_next="请驳回后重新提出。")
        return found


def add(session: Session, subject: str, deed: str, reason: str, note: str, *, by: Officer, at: datetime) -> None:
    """Open a proposal."""
    values = {"subject": subject, "deed": deed, "reason": reason, "note": note, "by": by.login, "at": at, "result": ""}
    session.execute(insert(PROPOSALS).values(values))


def open_one(session: Session, subject: str, deed: str | None) -> Proposal | None:
    """Return the open proposal on a subject (of one deed, if given)."""
    wanted = _OPEN if deed is None else _OPEN.where(PROPOSALS.c.deed == deed)
    row = session.execute(wanted, {"about": subject}).first()
    return None if row is None else Proposal(*row)


def close(session: Session, proposal: Proposal, result: str, *, by: Officer, at: datetime) -> None:
    """Close a proposal as confirmed or rejected."""
    values = {"closed_at": at, "closed_by": by.login, "result": result}
    session.execute(update(PROPOSALS).where(PROPOSALS.c.id == proposal.id).values(values))


def overtake(session: Session, subject: str, *, by: Officer, at: datetime) -> None:
    """Close what was proposed on a subject, because it was decided otherwise."""
    proposal = open_one(session, subject, None)
    if proposal is not None:
        close(session, proposal, "overtaken", by=by, at=at)
