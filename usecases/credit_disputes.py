"""Disputes of published records: one officer proposes the answer with its document, another one gives it."""

import json
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models.errors import Conflict, InvalidInput, Refused
from models.said import said
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.values import Officer
from rules import authority
from rules.calendar import real_day
from rules.publication import number_of
from usecases import audit, dispute_marks, feedback, licence_withdrawals, penalties, proposals, withdrawals
from usecases.deeds import deed
from usecases.proposals import Proposal
from usecases.withdrawals import Authority

OUTBOX = table_of(OutboxRow)
ANSWERED, PROPOSED, REJECTED = "dispute.answered", "dispute.answer_proposed", "dispute.answer_rejected"
CORRECTION, WITHDRAWAL, TURNED_DOWN = "correction", "withdrawal", "refused"
OUTCOMES = {CORRECTION: "异议成立，更正", WITHDRAWAL: "异议成立，撤回", TURNED_DOWN: "异议不成立"}
KEPT = "异议未处理。"


@deed(PROPOSED)
def propose(
    session: Session,
    feedback_id: str,
    outcome: str,
    reason: str,
    document: Authority,
    *,
    system: str = "",
    by: Officer,
    at: datetime,
) -> None:
    """Propose how a dispute is answered: upheld (the record is corrected or taken back), or refused.

    The document needs its number, day and issuer. Raises NotFound; InvalidInput (outcome, reason, document);
    Refused (answered, no dispute, a record that we cannot take back); Conflict (proposed already).
    """
    row = _dispute(session, feedback_id, system)
    if outcome not in OUTCOMES:
        raise InvalidInput(said("答复须为{outcomes}之一。", outcomes="、".join(OUTCOMES)), kept=KEPT)
    words, paper = withdrawals.checked_reason(reason, "答复异议"), document.checked(at)
    if paper.dated_on is None or not paper.issued_by:
        raise InvalidInput("答复异议须写明依据文书的日期和制作机关。", kept=KEPT, do_next="请补齐。")
    if _proposed(session, row) is not None:
        raise Conflict("该异议的答复已经提议。", kept="原提议不变。", do_next="请另一名审批人确认。")
    if outcome == WITHDRAWAL:
        _published(session, row)
    note = json.dumps({"reason": words, **paper.as_note(), "outcome": outcome}, ensure_ascii=False)
    proposals.add(session, row.record_key, ANSWERED, str(row.id), note, by=by, at=at)
    facts: dict[str, object] = {"id": feedback_id, "outcome": outcome, "document": paper.number}
    told = f"{OUTCOMES[outcome]}：{words}"
    audit.tell(session, by=by, at=at, deed=PROPOSED, subject=row.record_key, note=told, facts=facts)


@deed(ANSWERED)
def confirm(session: Session, feedback_id: str, *, system: str = "", by: Officer, at: datetime) -> str:
    """Give the answer that another officer proposed; return its outcome.

    A withdrawal is proposed with it, by the same document; a correction is owed from now on (feedback.to_carry_out).
    Raises NotFound, Refused (nothing proposed, the same officer, answered).
    """
    row = _dispute(session, feedback_id, system)
    proposal = _proposed(session, row)
    if proposal is None:
        raise Refused("该异议没有待确认的答复。", kept=KEPT, do_next="请先提议答复。")
    authority.check_pair(ANSWERED, proposal.officer(session), by)
    proposals.close(session, proposal, "confirmed", by=by, at=at)
    proposed = json.loads(proposal.note)
    outcome, number = str(proposed["outcome"]), str(proposed["document_no"])
    refused = outcome == TURNED_DOWN
    values = {"decision": "refused" if refused else "taken", "outcome": "" if refused else outcome}
    feedback.decide(session, row, values | {"document_no": number, "note": proposed["reason"]}, by=by, at=at)
    facts: dict[str, object] = {"id": feedback_id, "outcome": outcome, "document": number, "version": row.version}
    facts["proposed_by"] = proposal.by
    told = f"{OUTCOMES[outcome]}（{number}）：{proposed['reason']}"
    seq = audit.tell(session, by=by, at=at, deed=ANSWERED, subject=row.record_key, note=told, facts=facts)
    dispute_marks.end(session, row.system, row.record_key, upheld=not refused, at=at, ledger_seq=seq)
    if outcome == WITHDRAWAL:
        _start_withdrawal(session, row, proposal, proposed, at=at)
    return outcome


@deed(REJECTED)
def reject(session: Session, feedback_id: str, *, system: str = "", note: str, by: Officer, at: datetime) -> None:
    """Turn a proposed answer down with the reason, or take one's own back; the dispute waits as before."""
    row = _dispute(session, feedback_id, system)
    withdrawals.turn_down(session, row.record_key, ANSWERED, note, by=by, at=at, deed_done=REJECTED, of=str(row.id))


def waiting(session: Session, asked: Any) -> Proposal | None:
    """Return the answer to a dispute (a row of feedback) that waits for a second officer."""
    return proposals.open_one(session, asked["record_key"], ANSWERED, of=str(asked["id"]))


def _dispute(session: Session, feedback_id: str, system: str) -> Any:
    row = feedback.undecided(session, feedback_id, system)
    if row.type != "dispute":
        raise Refused("这不是异议：更正的要求由一人答复，信用修复无须答复。", kept="未作任何更改。")
    return row


def _proposed(session: Session, row: Any) -> Proposal | None:
    return proposals.open_one(session, row.record_key, ANSWERED, of=str(row.id))


def _published(session: Session, row: Any) -> str:
    """Return by what a record is taken back: a penalty's number, a licence's message; Refused where we sent none."""
    if row.record_key.startswith("cf|"):
        return str(penalties.fetch(session, number_of(row.record_key))["document_no"])
    c = OUTBOX.c
    sent = select(c.key).where(c.system == row.system, c.record_key == row.record_key, c.op == "upsert")
    key: str | None = session.execute(sent.order_by(c.version.desc()).limit(1)).scalar()
    if key is None:
        raise Refused("我局没有报送过这条记录。", kept=KEPT, do_next="请在对账一屏撤回对方多出的记录。")
    return key


def _start_withdrawal(
    session: Session, row: Any, proposal: Proposal, proposed: dict[str, str], *, at: datetime
) -> None:
    """Propose the withdrawal that an upheld dispute asks for, unless one waits, or the record is gone already."""
    paper = Authority(proposed["document_no"], real_day(proposed["dated_on"]), proposed["issued_by"])
    start = penalties.propose_withdrawal if row.record_key.startswith("cf|") else licence_withdrawals.propose
    with suppress(Refused, Conflict):
        start(session, _published(session, row), proposed["reason"], paper, by=proposal.officer(session), at=at)
