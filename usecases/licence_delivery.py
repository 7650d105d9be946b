"""Delivery: a licence that was handed over is active from then on (ALL 44)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models.errors import InvalidInput
from models.said import said
from models.values import LicenceStatus, Officer, shanghai_date
from rules import deliveries as rules
from rules.identifiers import masked
from usecases import audit, licence_events
from usecases.deeds import deed
from usecases.licence_acts import Done
from usecases.licence_facts import read
from usecases.licence_steps import stepped
from usecases.licences import kept
from usecases.undo_licences import remember

DELIVERED = "licence.delivered"
WAYS = {
    "window": "窗口领取",
    "post": "邮寄送达",
    "electronic": "电子送达",
    "left": "留置送达",
    "public_notice": "公告送达",
}


LEAST_PROOF = 4  # characters


@dataclass(frozen=True, slots=True)
class Handed:
    """How a licence reached its holder: the way, who took it, what is written of it, the number that was checked."""

    way: str
    receiver: str = ""
    note: str = ""
    identity: str = ""


@deed(DELIVERED)
def deliver(
    session: Session,
    licence_no: str,
    *,
    way: str = "window",
    receiver: str = "",
    id_no: str = "",
    relation: str = rules.SELF,
    signature: str = "paper",
    proof: str = "",
    by: Officer,
    at: datetime,
) -> Done:
    """Note that a licence was handed over; `receiver` is who took it, as written on the receipt.

    At the window the receiver's number is checked as for every document; any other way needs its `proof` in words.
    Raises NotFound; InvalidInput (unknown way, nobody named, no proof); Refused (somebody else's number, not waiting).
    """
    before = read(session, licence_no, locked=True)
    stepped(session, before, DELIVERED, "", shanghai_date(at))
    if way not in WAYS:
        raise InvalidInput(
            said("没有送达方式“{way}”。", way=way),
            kept="许可证未变更。",
            do_next=said("可用：{known}。", known="、".join(WAYS)),
        )
    if way == rules.WINDOW:
        handed = _at_the_window(before, receiver.strip(), id_no, relation, signature)
    elif len(proof.strip()) < LEAST_PROOF:
        raise InvalidInput(
            said("{ways}须写明证明。", ways=WAYS[way]),
            kept="许可证未变更。",
            do_next="邮寄写邮件号，电子送达写确认的时间，留置写见证人，公告写日期和载体。",
        )
    else:
        handed = Handed(way, receiver.strip(), proof.strip())
    return take_effect(session, licence_no, handed, by=by, at=at)


def _at_the_window(licence: dict[str, Any], receiver: str, id_no: str, relation: str, signature: str) -> Handed:
    """Check who stands there as usecases.deliveries does."""
    if not receiver:
        raise InvalidInput("须写明签收人。", kept="许可证未变更。")
    known = frozenset({licence["holder_no"], licence["legal_rep_no"]} - {""})
    shown = rules.check_receiver(relation, id_no, known, signature)
    whose = "" if relation.strip() == rules.SELF else f"（{relation.strip()}）"
    note = f"{whose}当面核对证件{masked(shown)}，{rules.SIGNATURES[signature]}"
    return Handed(rules.WINDOW, receiver, note, shown)


def take_effect(session: Session, licence_no: str, handed: Handed, *, by: Officer, at: datetime) -> Done:
    """Let a licence be in force whose service is proved; raises NotFound, Refused where it does not wait for it."""
    before = read(session, licence_no, locked=True)
    number, note = str(before["licence_no"]), f"{WAYS[handed.way]}。{handed.receiver}{handed.note}"
    licence = stepped(session, before, DELIVERED, "", shanghai_date(at)) | {"changed_at": at}
    facts: dict[str, object] = {"way": handed.way}
    if handed.identity:
        facts["identity"] = audit.pseudonym(session, handed.identity)
    seq = audit.tell(session, by=by, at=at, deed=DELIVERED, subject=number, note=note, facts=facts)
    kept(session, licence, before)
    detail = {"way": handed.way, **licence_events.differences(before, licence)}
    one = licence_events.Step(DELIVERED, before["status"], LicenceStatus(licence["status"]), detail=detail)
    licence_events.record(session, number, [one], by=by, at=at, ledger_seq=seq, note=note)
    remember(session, DELIVERED, before, by=by, at=at, ledger_seq=seq)
    return Done(DELIVERED, number, str(licence["status"]))
