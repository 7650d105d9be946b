"""Rewards for reports that led to a case: proposed by one officer, approved by another (TML_IR 50)."""

import json
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from content.complaintbook import rewards
from models.errors import Refused
from models.values import Officer, shanghai_date
from rules import authority
from rules import complaints as rules
from usecases import casework_rows, complaint_claims, complaint_rows, proposals, undo_complaints
from usecases.complaint_rows import Complaint
from usecases.deeds import deed
from usecases.proposals import Proposal

PROPOSED, APPROVED, REJECTED = "complaint.reward_proposed", "complaint.reward_approved", "complaint.reward_rejected"


@deed(PROPOSED)
def propose(session: Session, number: str, fen: int, *, reason: str, by: Officer, at: datetime) -> str:
    """Propose a reward in fen for a report whose case was filed; raises NotFound, Refused, InvalidInput."""
    found = complaint_rows.read(session, number, locked=True)
    _check(session, found, fen, shanghai_date(at))
    if proposals.open_one(session, found.number, APPROVED) is not None:
        raise Refused("已有待批准的奖励提议。", kept="原提议仍待批准。", do_next="请先批准或者驳回。")
    words = reason.strip()
    if not words:
        raise Refused("没有写明奖励的理由。", kept="没有提议。")
    complaint_rows.keep_out(session, found, 理由=words)
    proposals.add(session, found.number, APPROVED, "", _note(fen, words), by=by, at=at)
    undo_complaints.tell(session, found, PROPOSED, words, by=by, at=at, fen=fen)
    return found.number


@deed(APPROVED)
def approve(session: Session, number: str, *, by: Officer, at: datetime) -> str:
    """Approve a reward that another officer proposed; raises NotFound, Refused (nothing proposed, the same officer)."""
    found, waiting = _waiting(session, number)
    authority.check_pair(APPROVED, waiting.officer(session), by)
    fen = int(json.loads(waiting.note)["fen"])
    _check(session, found, fen, shanghai_date(at))
    proposals.close(session, waiting, "confirmed", by=by, at=at)
    undo_complaints.tell(session, found, APPROVED, "", by=by, at=at, fen=fen, proposed_by=waiting.by)
    complaint_rows.change(session, found, reward=fen, rewarded_on=shanghai_date(at))
    complaint_claims.ask_treasury(session, found.number, fen, at=at)
    return found.number


@deed(REJECTED)
def reject(session: Session, number: str, *, note: str, by: Officer, at: datetime) -> str:
    """Turn a proposed reward down with the reason, or take one's own back."""
    found, waiting = _waiting(session, number)
    if not note.strip():
        raise Refused("没有写明驳回的理由。", kept="提议仍有效。")
    authority.check_turning_down(REJECTED, waiting.by, by)
    complaint_rows.keep_out(session, found, 理由=note)
    proposals.close(session, waiting, "rejected", by=by, at=at)
    undo_complaints.tell(session, found, REJECTED, note.strip()[:500], by=by, at=at)
    return found.number


def proposed(session: Session, number: str) -> dict[str, Any] | None:
    """Return what waits for the second officer: fen, reason, by; None where nothing does."""
    waiting = proposals.open_one(session, number, APPROVED)
    return None if waiting is None else json.loads(waiting.note) | {"by": waiting.by}


def _waiting(session: Session, number: str) -> tuple[Complaint, Proposal]:
    found = complaint_rows.read(session, number, locked=True)
    waiting = proposals.open_one(session, found.number, APPROVED)
    if waiting is None:
        raise Refused("没有待批准的奖励提议。", kept="来件未变更。", do_next="请刷新列表。")
    return found, waiting


def _check(session: Session, found: Complaint, fen: int, on: date) -> None:
    row = found.row
    case = casework_rows.read(session, row["case_number"]) if row["case_number"] else None
    filed_on, reachable = case.row["filed_on"] if case else None, bool(row["named"] or row["claim"])
    given = rules.Rewarded(found.kind, filed_on, row["rewarded_on"], row["false_on"], reachable, row["received_on"])
    rules.check_reward(given, fen, rewards(on))


def _note(fen: int, reason: str) -> str:
    return json.dumps({"fen": fen, "reason": reason[:500]}, ensure_ascii=False)
