"""Repairs that come on paper: proposed with the authority's document, confirmed by a second officer, final."""

import json
from datetime import datetime

from sqlmodel import Session

from models.errors import InvalidInput, Refused
from models.said import said
from models.values import Officer
from rules import authority
from rules.publication import REPAIR, REPAIRED
from usecases import audit, credit_holds, penalties, proposals, withdrawals
from usecases.deeds import deed
from usecases.desk import desk_of
from usecases.penalty_records import record_key
from usecases.withdrawals import Authority

DONE, REJECTED = "record.repaired", "repair_rejected"
KEPT = "未作任何更改。"


@deed("repair_proposed")
def propose(session: Session, document_no: str, reason: str, document: Authority, *, by: Officer, at: datetime) -> str:
    """Propose to register that the credit of a penalised party is repaired: publication ends for good.

    Raises: NotFound, Refused (ended, nobody connected, proposed already), InvalidInput (reason, document).
    """
    row = penalties.fetch(session, document_no)
    if row["state"] != "recorded":
        raise Refused(said("该处罚{state}，无须登记修复。", state=penalties.STATE_NAMES[row["state"]]), kept=KEPT)
    if desk_of(session).system_of("credit") is None:
        raise Refused("没有连接信用平台。", kept=KEPT, do_next="请管理员核对配置。")
    subject = penalties.subject_of(row)
    if proposals.open_one(session, subject, DONE) is not None:
        raise Refused("该处罚的信用修复已经提议。", kept="原提议不变。", do_next="请另一名审批人确认。")
    words = withdrawals.checked_reason(reason, "登记信用修复")
    note = json.dumps({"reason": words, **document.checked(at).as_note()}, ensure_ascii=False)
    proposals.add(session, subject, DONE, "", note, by=by, at=at)
    facts: dict[str, object] = {"document": document.number}
    audit.tell(session, by=by, at=at, deed="repair_proposed", subject=subject, note=words, facts=facts)
    return str(row["document_no"])


@deed(DONE)
def confirm(session: Session, document_no: str, *, by: Officer, at: datetime) -> str:
    """Confirm a proposed repair: the record is never sent again; raises Refused (nothing proposed, same officer)."""
    row = penalties.fetch(session, document_no)
    subject = penalties.subject_of(row)
    proposal = proposals.open_one(session, subject, DONE)
    if proposal is None:
        raise Refused("没有待确认的信用修复。", kept=KEPT, do_next="请先提议。")
    authority.check_pair(DONE, proposal.officer(session), by)
    proposals.close(session, proposal, "confirmed", by=by, at=at)
    system = desk_of(session).system_of("credit")
    if system is None:
        raise InvalidInput("没有连接信用平台。", kept=KEPT)
    key = record_key(session, row["canonical_no"])
    proposed = json.loads(proposal.note)
    credit_holds.hold(session, system, key, REPAIRED, f"deed {proposed['document_no']}"[:80], at=at)
    facts: dict[str, object] = {"proposed_by": proposal.by, "document": proposed["document_no"], "record": key}
    facts["basis"] = REPAIR.key
    audit.tell(session, by=by, at=at, deed=DONE, subject=subject, note=proposed["reason"], facts=facts)
    return str(row["document_no"])


@deed(REJECTED)
def reject(session: Session, document_no: str, *, note: str, by: Officer, at: datetime) -> str:
    """Turn a proposed repair down, with the reason; the penalty stays as it is published."""
    row = penalties.fetch(session, document_no)
    withdrawals.turn_down(session, penalties.subject_of(row), DONE, note, by=by, at=at, deed_done=REJECTED)
    return str(row["document_no"])
