"""Acts on a licence ex officio: proposed by one officer, confirmed by another (domain 2.8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models.errors import Refused
from models.said import said
from models.values import LicenceStatus, Officer, shanghai_date
from rules import authority
from rules import licences as rules
from rules.licence_grounds import Ground
from usecases import audit, licence_act_facts, licence_act_messages, licence_papers, outbox, proposals
from usecases.deeds import deed
from usecases.licence_act_facts import Order
from usecases.licence_events import Step, differences, record
from usecases.licence_facts import read
from usecases.licence_steps import stepped
from usecases.licences import kept
from usecases.undo_licences import remember

PROPOSED, CONFIRMED, REJECTED = "licence.act_proposed", "licence.act_confirmed", "licence.act_rejected"
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Done:
    """What a call came to: `proposed` (waits for the second officer) or the act that was carried out."""

    result: str
    licence_no: str
    status: str
    document_no: str = ""


@deed(PROPOSED)
def propose(
    session: Session,
    licence_no: str,
    act: str,
    *,
    ground: str = "",
    reason: str = "",
    stated: Mapping[str, str] | None = None,
    by: Officer,
    at: datetime,
) -> Done:
    """Propose an act with its ground and reason; `stated` holds what the ground needs (rules.licence_grounds).

    Raises NotFound; InvalidInput (act, ground, reason, something not stated); Refused (status, a term, a proposal).
    """
    licence = read(session, licence_no, locked=True)
    number = str(licence["licence_no"])
    order = Order(named(act), ground, reason.strip(), dict(stated or {}))
    chosen = licence_act_facts.check(session, licence, order, shanghai_date(at))
    waiting = proposals.open_one(session, number, None)
    if waiting is not None:
        raise Refused(
            said("该许可证已有待复核的提议：{name}。", name=rules.STEPS[waiting.deed].name),
            kept="原提议仍待复核。",
            do_next="请另一名人员复核，或先驳回原提议。",
        )
    proposals.add(session, number, order.act, chosen.code, order.note(), by=by, at=at)
    facts: dict[str, object] = {"act": order.act, "ground": chosen.code, "article": str(chosen.basis)}
    text = f"提议{rules.STEPS[order.act].name}：{chosen.name}（{chosen.basis}）。{order.reason}"
    seq = audit.tell(session, by=by, at=at, deed=PROPOSED, subject=number, note=text, facts=facts)
    remember(session, PROPOSED, licence, by=by, at=at, ledger_seq=seq)
    return Done("proposed", number, str(licence["status"]))


def named(act: str) -> str:
    """Return the full name of an act: "cancelled" is licence.cancelled."""
    return act if act.startswith("licence.") else f"licence.{act}"


@deed(CONFIRMED)
def confirm(session: Session, licence_no: str, *, by: Officer, at: datetime) -> Done:
    """Confirm what another officer proposed and carry it out; everything is checked again as of now.

    Raises Refused: nothing proposed, the same officer, no approver among the two, not possible any more.
    """
    licence = read(session, licence_no, locked=True)
    proposal = proposals.open_one(session, str(licence["licence_no"]), None)
    if proposal is None:
        raise Refused("该许可证没有待复核的提议。", kept="许可证未变更。", do_next="请先提议。")
    authority.check_pair(proposal.deed, proposal.officer(session), by)
    order = licence_act_facts.order_of(proposal)
    chosen = licence_act_facts.check(session, licence, order, shanghai_date(at))
    proposals.close(session, proposal, "confirmed", by=by, at=at)
    return _carry_out(session, licence, order, chosen, by=by, at=at)


@deed(REJECTED)
def reject(session: Session, licence_no: str, *, note: str = "", by: Officer, at: datetime) -> None:
    """Turn a proposal down, with the reason; an approver may, and the one who made it."""
    licence = read(session, licence_no, locked=True)
    proposal = proposals.open_one(session, str(licence["licence_no"]), None)
    if proposal is None:
        raise Refused("该许可证没有待复核的提议。", kept="许可证未变更。")
    authority.check_turning_down(REJECTED, proposal.by, by)
    proposals.close(session, proposal, "rejected", by=by, at=at)
    facts: dict[str, object] = {"act": proposal.deed}
    audit.tell(session, by=by, at=at, deed=REJECTED, subject=proposal.subject, note=note, facts=facts)


def _carry_out(session: Session, before: Values, order: Order, chosen: Ground, *, by: Officer, at: datetime) -> Done:
    today, number = shanghai_date(at), str(before["licence_no"])
    licence = stepped(session, before, order.act, chosen.code, today)
    document_no, taken = licence_papers.issue(session, before, licence, order, chosen, by=by, at=at)
    if rules.STEPS[order.act].register:
        licence |= {"document_no": document_no, "decided_on": today}
    facts: dict[str, object] = {"document": document_no, "ground": chosen.code, "article": str(chosen.basis)}
    text = f"{document_no}：{chosen.name}（{chosen.basis}）。{order.reason}"
    seq = audit.tell(session, by=by, at=at, deed=order.act, subject=number, note=text, facts=facts)
    detail = {"cause": chosen.cause, **order.stated, **differences(before, licence)}
    one = Step(order.act, before["status"], LicenceStatus(licence["status"]), chosen.code, detail)
    kept(session, licence | {"changed_at": at}, before)
    record(session, number, [one], by=by, at=at, ledger_seq=seq, document_no=document_no, note=order.reason)
    told = licence_act_messages.of_act(session, licence, order.act, order.reason, seq, by=by, at=at)
    outbox.enqueue(session, told, at=at, ledger_seq=seq)
    remember(session, order.act, before, by=by, at=at, ledger_seq=seq, taken=[taken])
    return Done(order.act, number, str(licence["status"]), document_no)
