"""Published records as people see them: the list by state, one record with its confirmations and rejections."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.publications import RejectionRow
from usecases import clocks, credit_clocks, feedback, record_proposals
from usecases.credit_clocks import ClockLine
from usecases.feedback import Asked
from usecases.history import Step
from usecases.proposals import Proposal

REJECTIONS = table_of(RejectionRow)
STATES = ("late", "near", "rejected", "held", "disputed")


@dataclass(frozen=True, slots=True)
class Rejection:
    """One rejection in the receiver's own words."""

    at: datetime
    version: int
    code: str
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class RecordDetail:
    """One record: its versions with their clocks, what was rejected, what was asked, what is proposed."""

    versions: Sequence[ClockLine]
    rejections: Sequence[Rejection]
    asked: Sequence[Asked]
    proposed: Sequence[Proposal]
    history: Sequence[Step] = ()


def listed(session: Session, *, at: datetime, state: str = "", office: str | None = None) -> list[ClockLine]:
    """Return what is not confirmed yet, of one state if given, the most urgent first."""
    found = credit_clocks.open_clocks(session, known=clocks.reckoner(session, at), office=office)
    return [line for line in found if not state or state in credit_clocks.standing_of(line)]


def detail(session: Session, line: ClockLine, *, at: datetime) -> RecordDetail:
    """Return everything about the record of a line."""
    c = REJECTIONS.c
    wanted = select(*(c[name] for name in Rejection.__slots__)).where(c.system == line.system)
    rejections = session.execute(wanted.where(c.subject == line.subject).order_by(c.id.desc())).all()
    return RecordDetail(
        credit_clocks.of_subject(session, line.subject, known=clocks.reckoner(session, at)),
        [Rejection(*row) for row in rejections],
        feedback.on_records(session, record_proposals.keys_of(session, line.system, line.subject)),
        record_proposals.on_record(session, line.system, line.subject),
        record_proposals.history(session, line.system, line.subject),
    )
