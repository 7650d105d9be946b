"""Take a published licence record back: a deed of its own, with reason, authority document and second officer."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models.errors import NotFound, Refused
from models.said import said
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.values import Officer, shanghai_date
from rules import authority
from usecases import audit, calendars, outbox, proposals, withdrawals
from usecases.cases import columns_of
from usecases.deeds import deed
from usecases.licence_events import RECORD_CORRECTED
from usecases.withdrawals import Authority

OUTBOX = table_of(OutboxRow)
WITHDRAWN = "licence.withdrawn"
SENT = ("delivered", "confirmed")


@deed("withdrawal_proposed")
def propose(session: Session, key: str, reason: str, document: Authority | str, *, by: Officer, at: datetime) -> None:
    """Propose to withdraw the licence record that a message of the outbox published.

    Raises NotFound, Refused (not published, proposed already), InvalidInput (reason of 4–500, number of 1–64).
    """
    record = _published(session, key)
    words, paper = withdrawals.checked_reason(reason, "撤回"), withdrawals.of(document).checked(at)
    if proposals.open_one(session, record["subject"], WITHDRAWN) is not None:
        raise Refused("该记录已有待确认的撤回提议。", kept="提议仍待确认。", do_next="请另一名人员确认。")
    note = json.dumps({"reason": words, **paper.as_note()}, ensure_ascii=False)
    proposals.add(session, record["subject"], WITHDRAWN, "", note, by=by, at=at)
    facts: dict[str, object] = {"record": record["record_key"], "document": paper.number}
    audit.tell(session, by=by, at=at, deed="withdrawal_proposed", subject=record["subject"], note=words, facts=facts)


@deed(WITHDRAWN)
def confirm(session: Session, key: str, *, by: Officer, at: datetime) -> str:
    """Confirm a proposed withdrawal; the receiver is told with the next version, and it is followed like any record."""
    record = _published(session, key)
    proposal = proposals.open_one(session, record["subject"], WITHDRAWN)
    if proposal is None:
        raise Refused("该记录没有待确认的撤回提议。", kept="记录仍在公示。", do_next="请先提议撤回。")
    authority.check_pair(WITHDRAWN, proposal.officer(session), by)
    proposals.close(session, proposal, "confirmed", by=by, at=at)
    proposals.overtake(session, record["subject"], by=by, at=at, deed=RECORD_CORRECTED)  # nothing is left to correct
    proposed = json.loads(proposal.note)
    facts: dict[str, object] = {"record": record["record_key"], "document": proposed["document_no"]}
    seq = audit.tell(
        session, by=by, at=at, deed=WITHDRAWN, subject=record["subject"], note=proposed["reason"], facts=facts
    )
    version = int(record["version"]) + 1
    payload = {
        "document_no": record["payload"]["document_no"],
        "agency_code": record["payload"]["agency_code"],
        "reason": proposed["reason"],
        "authority_no": proposed["document_no"],
    }
    new_key = f"{record['subject']}:v{version}:{seq}"
    due = calendars.change_due(session, shanghai_date(at))
    message = outbox.NewMessage(record["system"], new_key, record["subject"], "xk", "withdraw", payload, version, due)
    outbox.enqueue(session, [message], at=at, ledger_seq=seq)
    return new_key


@deed(withdrawals.REJECTED)
def reject(session: Session, key: str, *, note: str, by: Officer, at: datetime) -> None:
    """Turn a proposed withdrawal down, with the reason; the record stays published."""
    withdrawals.turn_down(session, _published(session, key)["subject"], WITHDRAWN, note, by=by, at=at)


def _published(session: Session, key: str) -> dict[str, Any]:
    """Return the newest published version of the record that a message belongs to."""
    c = OUTBOX.c
    named = session.execute(select(c.subject, c.system, c.kind).where(c.key == key)).first()
    if named is None or named.kind != "xk":
        raise NotFound(said("待发箱中没有许可记录 {key}。", key=key), do_next="请用 outbox list 查看。")
    mine = select(OUTBOX).where(c.system == named.system, c.subject == named.subject, c.state.in_(SENT))
    row = session.execute(mine.order_by(c.version.desc()).limit(1)).first()
    if row is None or row.op == "withdraw":
        raise Refused("该记录尚未公示，或者已经撤回。", kept="未作任何更改。", do_next="未送出的消息可以作废。")
    return columns_of(row)
