"""A dossier that is to be closed although something is lacking: who waits for whom, and how the proposal ends."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from models.errors import InvalidInput, Refused
from models.said import said
from models.values import Officer
from rules import authority
from rules.dossiers import Gap
from usecases import audit, officers, proposals, systems
from usecases.deeds import deed
from usecases.proposals import Proposal

GAPS, REJECTED = "dossier.closed_with_gaps", "dossier.gaps_rejected"
ALARM = ("dossiers", "dossier_gaps")
LEAST_REASON = 4


def subject_of(subject: str) -> str:
    """Return what proposals about the dossier of a subject are about."""
    return f"dossier:{subject}"


def waiting(session: Session, subject: str) -> Proposal | None:
    """Return the proposal that waits for a second officer, None where there is none."""
    return proposals.open_one(session, subject_of(subject), GAPS)


def propose(session: Session, subject: str, gaps: Sequence[Gap], reason: str, *, by: Officer, at: datetime) -> None:
    """Keep a proposal, or the newer reason of whoever made it, and say so where others look: in an alarm."""
    known = waiting(session, subject)
    if known is not None:
        proposals.close(session, known, "renewed", by=by, at=at)
    proposals.add(session, subject_of(subject), GAPS, "gaps", reason, by=by, at=at)
    audit.tell(session, by=by, at=at, deed="dossier.gaps_proposed", subject=subject_of(subject), note=reason)
    lacking = "、".join(gap.name for gap in gaps)
    text = f"{by.name}提议缺件归档{subject}（缺{lacking}）：{reason}。请另一名人员打开案卷（v），按z同意或者驳回。"
    systems.raise_alarm(session, *ALARM, subject, text, at=at)


def settle(session: Session, subject: str, result: str, *, by: Officer, at: datetime) -> None:
    """End what was proposed and its alarm: confirmed, rejected, or overtaken by a dossier without gaps."""
    proposal = waiting(session, subject)
    if proposal is not None:
        proposals.close(session, proposal, result, by=by, at=at)
        systems.settle_alarm(session, *ALARM, subject, at=at, by=by.login)


@deed(REJECTED)
def reject(session: Session, subject: str, *, note: str, by: Officer, at: datetime) -> None:
    """Turn a proposal down with the reason, or take one's own back; the dossier stays open.

    Raises InvalidInput (no reason), Refused (nothing proposed, somebody else's and no approver).
    """
    proposal = waiting(session, subject)
    if proposal is None:
        raise Refused(
            said("{subject}没有待同意的缺件归档提议。", subject=subject), kept="案卷未归档。", do_next="请刷新后查看。"
        )
    if len(note.strip()) < LEAST_REASON:
        raise InvalidInput("驳回缺件归档须写明理由。", kept="提议仍待同意。")
    authority.check_turning_down(REJECTED, proposal.by, by)
    settle(session, subject, "rejected", by=by, at=at)
    audit.tell(session, by=by, at=at, deed=REJECTED, subject=subject_of(subject), note=note.strip())


def told(session: Session, subject: str) -> tuple[str, str, str]:
    """Return (login, name, reason) of who proposed, empty texts where nobody did."""
    proposal = waiting(session, subject)
    if proposal is None:
        return "", "", ""
    return proposal.by, officers.names(session).get(proposal.by, proposal.by), proposal.note
