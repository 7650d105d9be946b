"""Withdrawals of published records: turn down what another officer proposed, or take one's own proposal back."""

import json
from datetime import datetime

from sqlmodel import Session

from models.errors import InvalidInput, Refused
from models.values import Officer
from rules import authority
from usecases import audit, proposals

REJECTED = "withdrawal_rejected"
LEAST, MOST = 2, 500  # characters of the reason


def turn_down(session: Session, subject: str, deed: str, note: str, *, by: Officer, at: datetime) -> None:
    """Close the open proposal of `deed` on `subject` as rejected; the record stays published.

    Raises: InvalidInput (no reason), Refused (nothing proposed, or neither an approver nor the proposer).
    """
    words = note.strip()
    if not LEAST <= len(words) <= MOST:
        raise InvalidInput("驳回撤回提议须写明理由（2 至 500 字）。", kept="提议仍待确认。")
    proposal = proposals.open_one(session, subject, deed)
    if proposal is None:
        raise Refused("没有待确认的撤回提议。", kept="未作任何更改。", do_next="请刷新后再看。")
    authority.check_turning_down(REJECTED, proposal.by, by)
    proposals.close(session, proposal, "rejected", by=by, at=at)
    facts: dict[str, object] = {"proposed_by": proposal.by, "document": json.loads(proposal.note)["document_no"]}
    audit.tell(session, by=by, at=at, deed=REJECTED, subject=subject, note=words, facts=facts)
