"""Records that the receiver holds and we never sent: taken back by two officers, with reason and document."""

import json
from datetime import datetime

from sqlmodel import Session

from models.errors import Refused
from models.values import Officer, shanghai_date
from rules import authority
from rules.publication import number_of, subject_of
from usecases import audit, calendars, differences, outbox, proposals, withdrawals
from usecases.deeds import deed
from usecases.withdrawals import Authority

WITHDRAWN, REJECTED = "extra.withdrawn", "extra.rejected"


@deed(WITHDRAWN)
def withdraw(
    session: Session,
    difference_id: int,
    reason: str,
    document: Authority,
    *,
    by: Officer,
    at: datetime,
) -> bool:
    """Propose to take an extra record back, or confirm what another officer proposed; return whether it is sent.

    A receiver that knows no withdrawal gets back what it returned itself, with the state that takes it back.
    Raises: NotFound, Refused (no extra record, closed already, same officer, nothing returned), InvalidInput (reason,
    document).
    """
    row = differences.one(session, difference_id)
    if row["difference"] != "extra" or row["closed_at"] is not None:
        raise Refused("只有未了结的、对方多出的记录可以这样撤回。", kept="未作任何更改。")
    subject, key = subject_of(row["record_key"]), str(row["record_key"])
    columns = differences.returned_of(row)
    proposal = proposals.open_one(session, subject, WITHDRAWN)
    if proposal is None:
        words, paper = withdrawals.checked_reason(reason, "撤回"), document.checked(at)
        note = json.dumps({"reason": words, **paper.as_note()}, ensure_ascii=False)
        proposals.add(session, subject, WITHDRAWN, str(difference_id), note, by=by, at=at)
        facts: dict[str, object] = {"document": paper.number, "record": key}
        audit.tell(session, by=by, at=at, deed="withdrawal_proposed", subject=subject, note=words, facts=facts)
        return False
    authority.check_pair(WITHDRAWN, proposal.officer(session), by)
    proposals.close(session, proposal, "confirmed", by=by, at=at)
    _send(session, row, columns, json.loads(proposal.note), by=by, at=at)
    return True


@deed(REJECTED)
def reject(session: Session, difference_id: int, *, note: str, by: Officer, at: datetime) -> None:
    """Turn down that an extra record is taken back, or take one's own proposal back; the difference stays open."""
    subject = subject_of(differences.one(session, difference_id)["record_key"])
    withdrawals.turn_down(session, subject, WITHDRAWN, note, by=by, at=at, deed_done=REJECTED)


def waiting(session: Session, row: differences.Row) -> proposals.Proposal | None:
    """Return the proposal to take an extra record back that waits for a second officer."""
    return proposals.open_one(session, subject_of(str(row["record_key"])), WITHDRAWN)


def _send(
    session: Session,
    row: differences.Row,
    columns: differences.Returned,
    proposed: dict[str, str],
    *,
    by: Officer,
    at: datetime,
) -> None:
    key, version = str(row["record_key"]), int(row["their_version"] or 1) + 1
    subject = subject_of(key)
    facts: dict[str, object] = {"record": key, "document": proposed["document_no"], "version": version}
    seq = audit.tell(session, by=by, at=at, deed=WITHDRAWN, subject=subject, note=proposed["reason"], facts=facts)
    payload: dict[str, object] = {
        "document_no": number_of(key),
        "agency_code": key.rpartition("|")[2],
        "reason": proposed["reason"],
        "authority_no": proposed["document_no"],
    }
    if columns is not None:
        payload |= {"columns": columns, "updated_on": shanghai_date(at).isoformat()}
    due = calendars.change_due(session, shanghai_date(at))
    message = outbox.NewMessage(
        row["system"], f"{subject}:v{version}:{seq}", subject, row["kind"], "withdraw", payload, version, due
    )
    outbox.enqueue(session, [message], at=at, ledger_seq=seq)
