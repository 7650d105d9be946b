"""What other offices are told of a grant: the channel, the credit platform, the national register, the courts' list."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models.values import Item, Officer, shanghai_date
from usecases import defaulters, messages, outbox
from usecases.cases import Case

VALIDITY_TOLD = (Item.NEW, Item.RENEW, Item.CHANGE, Item.REISSUE)


def tell(
    session: Session,
    case: Case,
    licence: dict[str, Any],
    document_no: str,
    evidence: dict[str, Any],
    seq: int,
    *,
    by: Officer,
    at: datetime,
) -> None:
    """Put the result and the records that wait for it into the outbox."""
    fields = {"outcome": "granted", "document_no": document_no, "licence_no": licence["licence_no"]}
    if case.form.item in VALIDITY_TOLD:
        fields |= {"valid_from": licence["valid_from"].isoformat(), "valid_to": licence["valid_to"].isoformat()}
    result = messages.event(case, "result", seq, by=by, at=at, **fields)
    others = [
        messages.credit_licence(session, case, licence, document_no, seq),
        messages.register_licence(session, licence, seq),
        feedback(session, case, evidence, "none", document_no, seq, by=by, at=at),
    ]
    told = [result, *(replace(other, after=result.key) for other in others if other is not None)]
    outbox.enqueue(session, told, at=at, ledger_seq=seq)


def feedback(
    session: Session,
    case: Case,
    evidence: dict[str, Any],
    measure: str,
    document_no: str,
    seq: int,
    *,
    by: Officer,
    at: datetime,
) -> outbox.NewMessage | None:
    """Return what was done about an entry in the list of judgment defaulters, None where there was none."""
    hit = evidence.get("defaulter") or {}
    if not hit.get("case_nos"):
        return None
    told = messages.defaulter_feedback(session, case, hit, measure, document_no, seq, by=by, on=shanghai_date(at))
    if told is not None:
        defaulters.fed_back(session, case, hit["log_no"], told.key)
    return told
