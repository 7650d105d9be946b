"""What becomes of deliveries on their way: orders that were taken, traces of letters, confirmations of the channel."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from models.tables.outbox import OutboxRow
from models.values import Officer, rfc3339
from ports.letters import Trace
from rules import deliveries as rules
from usecases import delivery_documents, licence_events, notices, receipts, systems
from usecases.cases import columns_of
from usecases.deeds import deed, housekeeping
from usecases.delivery_end import delivered
from usecases.delivery_rows import (
    CAME_BACK,
    DELIVERIES,
    NOT_PLANNED,
    NOT_SENT,
    Row,
    alarming,
    change,
    proof_of,
    read,
    step,
)
from usecases.intake_rows import CHANNEL_NAMES
from usecases.texts import storable

OUTBOX, LICENCES = table_of(OutboxRow), table_of(LicenceRow)
SOME = 50
GONE = ("rejected", "dead", "cancelled")
NAMES = CHANNEL_NAMES | {"sms": "短信"}
_HANDED = (
    select(DELIVERIES, LICENCES.c.delivered_on)
    .join(LICENCES, LICENCES.c.licence_no == DELIVERIES.c.licence_no)
    .where(DELIVERIES.c.state == "planned", LICENCES.c.delivered_on >= LICENCES.c.decided_on)
)


@deed("delivery.planned")
def plan(session: Session, subject: str, *, by: Officer, at: datetime) -> int:
    """Plan the deliveries of the decisions on a subject whose documents are on paper; return how many."""
    from usecases import deliveries  # only here: looking for what waits needs none of it

    decisions = delivery_documents.decisions(session, subject)
    for numbers in decisions:
        deliveries.plan(session, subject, numbers, by=by, at=at)
    return len(decisions)


plan.always_recorded = False  # type: ignore[attr-defined]  # another program may have planned them


@housekeeping
def never_served(session: Session, numbers: Sequence[str]) -> None:
    """Mark documents that are served to nobody."""
    delivery_documents.mark(session, numbers, delivery_documents.NOT_SERVED)


@housekeeping
def not_planned(session: Session, subject: str, why: str, *, at: datetime) -> None:
    """Tell a person that the documents of a subject could not be planned; they go on waiting."""
    text = f"{subject}的文书未能安排送达：{why}请核对后安排送达。"
    systems.raise_alarm(session, alarming(session), NOT_PLANNED, subject, text, at=at)


def to_send(session: Session, *, limit: int = SOME) -> Sequence[str]:
    """Return planned electronic deliveries: nobody has to pack anything."""
    c = DELIVERIES.c
    wanted = select(c.number).where(c.state == "planned", c.way == rules.ELECTRONIC).order_by(c.id).limit(limit)
    return session.execute(wanted).scalars().all()


@deed("delivery.followed")
def hold_back(session: Session, number: str, why: str, *, by: Officer, at: datetime) -> None:
    """Leave a delivery that cannot go electronically to a person."""
    row = read(session, number, locked=True)
    if row["state"] == "planned":
        _failed(session, row, why, by=by, at=at)


hold_back.always_recorded = False  # type: ignore[attr-defined]


def due(session: Session, way: str, *, at: datetime, limit: int = SOME) -> list[Row]:
    """Return deliveries on their way whose time to look has come."""
    c = DELIVERIES.c
    wanted = select(DELIVERIES).where(c.next_look_at.is_not(None), c.next_look_at <= at, c.way == way)
    return [columns_of(row) for row in session.execute(wanted.order_by(c.next_look_at).limit(limit))]


@housekeeping
def postpone(session: Session, number: str, *, at: datetime) -> None:
    """Look again later: nothing new, or no answer."""
    row = read(session, number)
    values = {"looks": row["looks"] + 1, "next_look_at": at + receipts.wait(row["looks"])}
    session.execute(
        update(DELIVERIES).where(DELIVERIES.c.id == row["id"], DELIVERIES.c.state.in_(rules.OPEN)).values(values)
    )


@deed("delivery.followed")
def note_order(session: Session, number: str, *, by: Officer, at: datetime) -> bool:
    """Note what became of the order of a letter; return whether the post has it now."""
    row = read(session, number, locked=True)
    if row["state"] != "sent":
        return bool(row["state"] == "underway")
    message = _any_message(session, number)  # the post may have got another name since
    if message is None:
        _failed(session, row, "没有找到邮寄订单", by=by, at=at)
    elif message.state == "confirmed":
        state = rules.after("delivery.ordered", row["state"])
        values = {"state": state, "mail_no": message.receipt_no, "looks": 0, "next_look_at": at}
        step(session, row, "delivery.ordered", f"邮政已收单，邮件号{message.receipt_no}", by=by, at=at, **values)
        return True
    elif message.state in GONE:
        _failed(session, row, f"邮政未收单：{message.code} {message.message}".strip(), by=by, at=at)
    else:
        change(session, row, looks=row["looks"] + 1, next_look_at=at + receipts.wait(row["looks"]))
    return False


note_order.always_recorded = False  # type: ignore[attr-defined]  # an order that still waits changes nothing


@deed("delivery.followed")
def note_trace(session: Session, number: str, trace: Trace | None, *, by: Officer, at: datetime) -> str:
    """Note where a letter is, and what follows when it was delivered or came back; return the delivery's state."""
    row = read(session, number, locked=True)
    if row["state"] != "underway":
        return str(row["state"])
    if trace is None:
        _failed(session, row, "邮政查无此件", by=by, at=at)
        return "failed"
    steps = [[rfc3339(one.at), storable(one.code, 20), storable(one.text, 200)] for one in trace.steps]
    state = rules.outcome_of([code for _at, code, _text in steps])
    values: Row = {"steps": steps, "looks": row["looks"] + 1, "next_look_at": at + receipts.wait(row["looks"])}
    if state == "delivered":
        proof = proof_of({"delivery": number, "mail": trace.mail_no, "steps": steps})
        values |= {
            "state": state,
            "mail_no": trace.mail_no,
            "proof_sha256": proof,
            "proof": f"邮件{trace.mail_no}已签收",
        }
        delivered(session, row, "delivery.proved", values, by=by, at=at)
    elif state == "returned":
        _returned(session, row, values, by=by, at=at)
    elif steps != row["steps"]:
        step(session, row, "delivery.followed", _newest(steps), by=by, at=at, **values | {"looks": 0})
    else:
        change(session, row, **values)
    return state


note_trace.always_recorded = False  # type: ignore[attr-defined]  # a letter that rests changes nothing


def _newest(steps: list[list[str]]) -> str:
    return f"{steps[-1][1]} {steps[-1][2]}" if steps else "邮件尚无轨迹"


def _returned(session: Session, row: Row, values: Row, *, by: Officer, at: datetime) -> None:
    """Hand a letter that came back to a person, and tell the addressee by short message."""
    words = "；".join(text for _at, code, text in values["steps"] if code in (rules.NOT_DELIVERED, rules.RETURNED))
    ended = {
        "state": "returned",
        "reason": words or "邮件退回",
        "next_look_at": None,
        "ended_at": at,
        "ended_by": by.login,
    }
    seq = step(session, row, "delivery.returned", f"邮件退回：{words}", by=by, at=at, **values | ended)
    papers = delivery_documents.of_numbers(session, row["documents"])
    if said := delivery_documents.notice(session, row, papers, at=at, kind="returned"):
        notices.tell(session, to=row["mobile"], kind="returned", text=said, subject=row["subject"], at=at,
                     occasion=row["number"], ledger_seq=seq)  # fmt: skip
    text = f"{row['subject']}的文书邮件退回（{words}），请改用其他方式或更正地址后再寄。"
    systems.raise_alarm(session, alarming(session), CAME_BACK, row["number"], text, at=at)


def _failed(session: Session, row: Row, why: str, *, by: Officer, at: datetime) -> None:
    """Hand a delivery that did not work to a person."""
    reason = storable(why, 300)
    state = rules.after("delivery.failed", row["state"])
    ended = {"state": state, "reason": reason, "next_look_at": None, "ended_at": at, "ended_by": by.login}
    step(session, row, "delivery.failed", reason, by=by, at=at, **ended)
    text = f"{row['subject']}的文书未能送达：{reason}。请另行送达。"
    systems.raise_alarm(session, alarming(session), NOT_SENT, row["number"], text, at=at)


@deed("delivery.followed")
def note_electronic(session: Session, number: str, *, by: Officer, at: datetime) -> str:
    """Note an electronic service: it is proved once channel and gateway have confirmed what was sent to them."""
    row = read(session, number, locked=True)
    if row["state"] != "sent":
        return str(row["state"])
    told = [_any_message(session, key) for key in row["message_keys"]]
    lost = [one for one in told if one is None or one.state in GONE]
    if lost:
        _failed(session, row, f"对方没有收到：{lost[0].message if lost[0] else ''}", by=by, at=at)
        return "failed"
    if any(one is not None and one.state != "confirmed" for one in told):
        change(session, row, looks=row["looks"] + 1, next_look_at=at + receipts.wait(row["looks"]))
        return "sent"
    sent = [[one.system, one.key, rfc3339(one.confirmed_at)] for one in told if one is not None]
    proof = proof_of({"delivery": number, "confirmed": sent, "files": _digests(session, row)})
    words = "、".join(
        f"{NAMES.get(system, system)}于{moment[:16].replace('T', ' ')}确认" for system, _key, moment in sent
    )
    values = {"state": "delivered", "proof": words, "proof_sha256": proof}
    delivered(session, row, "delivery.proved", values, by=by, at=at)
    return "delivered"


note_electronic.always_recorded = False  # type: ignore[attr-defined]


def _digests(session: Session, row: Row) -> list[list[str]]:
    return [[p["number"], p["sha256"]] for p in delivery_documents.of_numbers(session, row["documents"])]


def _any_message(session: Session, key: str) -> Any:
    """Return a message by its key, whoever gets it."""
    return session.execute(select(OUTBOX).where(OUTBOX.c.key == key).order_by(OUTBOX.c.id.desc()).limit(1)).first()


def handed_over(session: Session, *, after: int = 0, limit: int = SOME) -> list[tuple[int, str]]:
    """Return (id, number) of planned deliveries whose licence was handed over by a record of its own."""
    wanted = _HANDED.with_only_columns(DELIVERIES.c.id, DELIVERIES.c.number).where(DELIVERIES.c.id > after)
    return [(row.id, row.number) for row in session.execute(wanted.order_by(DELIVERIES.c.id).limit(limit))]


@deed("delivery.followed")
def settle(session: Session, number: str, *, by: Officer, at: datetime) -> bool:
    """End a planned delivery whose licence was handed over by a record of its own; return whether it was one."""
    found = session.execute(_HANDED.where(DELIVERIES.c.number == number)).first()
    if found is None:
        return False
    row = columns_of(found)
    on = row.pop("delivered_on")
    proof = proof_of({"delivery": row["number"], "licence": row["licence_no"], "on": on})
    words = f"许可证已于{on}登记送达{_how(session, row['licence_no'])}"
    values = {"state": "delivered", "way": rules.WINDOW, "proof": words, "proof_sha256": proof}
    delivered(session, row, "delivery.proved", values, by=by, at=at)
    return True


def _how(session: Session, licence_no: str) -> str:
    """Return how a licence was handed over by a record of its own, as its life tells it."""
    notes = [one["note"] for one in licence_events.life(session, licence_no) if one["act"] == "licence.delivered"]
    return f"：{notes[-1]}" if notes and notes[-1] else ""


settle.always_recorded = False  # type: ignore[attr-defined]
