"""Fines and what arrives for them: an order with the service of the decision, each genuine notice booked once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from models.casework import CaseStage
from models.said import said
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.tables.payments import PaymentNoticeRow, PaymentOrderRow
from models.values import Fen, Officer, shanghai_date, yuan
from ports.intake import Row
from ports.payments import Notice, NoticeRow
from usecases import audit, casework_rows, numbers, outbox, payment_accounts, payment_refunds, quarantine, systems
from usecases.casework_rows import EnforcementCase
from usecases.deeds import deed, housekeeping
from usecases.desk import desk_of
from usecases.outbox import NewMessage
from usecases.payment_refunds import OVERPAID

ORDERS = table_of(PaymentOrderRow)
NOTICES, OUTBOX = table_of(PaymentNoticeRow), table_of(OutboxRow)
KIND, CANCEL = "order", "order_cancel"
FORGED, STRAY, CLOCK = "payment_forged", "payment_stray", "payment_clock"
LONGEST_REASON = 200  # contract 10
NOT_GENUINE = "签名不是财政非税系统的，没有入账"
NO_ORDER, NO_SUM = "没有这个编号的缴款书，没有入账", "金额不大于零，没有入账"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an order asks for: fine, surcharge or confiscated; the sum in fen; the last day in time."""

    purpose: str
    amount: Fen
    due_on: date


def order(session: Session, case: EnforcementCase, wanted: Wanted, *, at: datetime, ledger_seq: int) -> str:
    """Make an order to pay in the transaction of a deed and send it; return its number (F2026000001)."""
    year = shanghai_date(at).year
    number = f"F{year}{numbers.take(session, f'payments-{year}'):06d}"
    row = case.row
    values = {"order_no": number, "case_id": row["id"], "subject": case.number, "purpose": wanted.purpose}
    values |= {"amount": wanted.amount, "due_on": wanted.due_on, "made_at": at, "ledger_seq": ledger_seq}
    session.execute(insert(ORDERS).values(pay_code="", **values))
    system = desk_of(session).system_of("nontax")
    if system is not None:
        payload: dict[str, object] = {
            "order_no": number,
            "party_name": row["party_name"],
            "party_no": row["party_no"],
            "decision_no": row["decision_no"] or case.number,
            "amount": int(wanted.amount),
            "due_on": wanted.due_on.isoformat(),
        }
        message = NewMessage(system, number, f"order:{number}", KIND, "create", payload)
        outbox.enqueue(session, [message], at=at, ledger_seq=ledger_seq)
    return number


def cancel(
    session: Session,
    case: EnforcementCase,
    reason: str,
    *,
    at: datetime,
    ledger_seq: int,
    purposes: Collection[str] | None = None,
) -> list[str]:
    """Take back every order of a case (of some purposes, if given) for which nothing arrived; return their numbers."""
    o, n = ORDERS.c, NOTICES.c
    paid = select(n.order_no).where(n.fault == "", n.order_no == o.order_no).exists()
    open_ones = select(o.order_no).where(o.case_id == case.row["id"], o.cancelled_at.is_(None), ~paid)
    open_ones = open_ones if purposes is None else open_ones.where(o.purpose.in_(purposes))
    numbers_ = list(session.execute(open_ones.order_by(o.id)).scalars())
    session.execute(update(ORDERS).where(o.order_no.in_(numbers_)).values(state="cancelled"))
    take_back(session, numbers_, reason, at=at, ledger_seq=ledger_seq)
    return numbers_


def standing(session: Session, case: EnforcementCase) -> list[tuple[str, int]]:
    """Return purpose and sum (fen) of the orders of a case that were not taken back, the oldest first."""
    o = ORDERS.c
    mine = select(o.purpose, o.amount).where(o.case_id == case.row["id"], o.cancelled_at.is_(None))
    return [(row.purpose, row.amount) for row in session.execute(mine.order_by(o.id))]


def take_back(session: Session, numbers_: Sequence[str], reason: str, *, at: datetime, ledger_seq: int) -> None:
    """Take orders back, here and at the treasury, so that nobody pays by them any more."""
    system = desk_of(session).system_of("nontax")
    for number in numbers_:
        session.execute(update(ORDERS).where(ORDERS.c.order_no == number).values(cancelled_at=at))
        if system is not None:
            payload: dict[str, object] = {"order_no": number, "reason": reason[:LONGEST_REASON]}
            message = NewMessage(system, f"cancel:{number}", f"order:{number}", CANCEL, "create", payload)
            outbox.enqueue(session, [message], at=at, ledger_seq=ledger_seq)


def restore(session: Session, number: str, undone_at: datetime) -> None:
    """Let the orders of a case stand again that a deed of this moment took back, and let all stand as they do now.

    What was paid since the deed counts: the row that was put back knows nothing of it.
    """
    case = casework_rows.read(session, number, locked=True)
    back = (ORDERS.c.case_id == case.row["id"], ORDERS.c.cancelled_at == undone_at)
    session.execute(update(ORDERS).where(*back).values(cancelled_at=None))
    payment_accounts.refresh(session, case, at=undone_at)
    payment_refunds.undone(session, case, undone_at)


def sequence_of(order_no: str) -> tuple[str, int]:
    """Return the sequence and the number that an order took, for an undo."""
    return f"payments-{order_no[1:5]}", int(order_no[5:])


@deed("payment.received")
def receive(session: Session, system: str, rows: Sequence[NoticeRow], *, by: Officer, at: datetime) -> int:
    """Keep the notices of one page and book what is genuine, each once; return how many were booked.

    What is forged, of an order that is not ours, or another content under a known number is not booked: an alarm
    tells a person (contract: a notice whose sign is wrong must not be booked). What is not understood is set aside.
    """
    for row in rows:
        if row.notice is None:
            quarantine.put(session, Row(system, "", 1, row.raw, row.digest, None, row.fault, row.place), by=by, at=at)
    return sum(_take(session, system, row, row.notice, by=by, at=at) for row in rows if row.notice is not None)


receive.always_recorded = False  # type: ignore[attr-defined]  # what is known already changes nothing


def _take(session: Session, system: str, row: NoticeRow, notice: Notice, *, by: Officer, at: datetime) -> bool:
    c = NOTICES.c
    known = select(c.digest, c.genuine).where(c.system == system, c.notice_no == notice.notice_no)
    before = session.execute(known).first()
    if before is not None and (before.genuine or not notice.genuine):
        if before.digest != row.digest:
            text = said("缴款通知{notice_no}再次收到，内容不同，没有入账。", notice_no=notice.notice_no)
            systems.raise_alarm(session, system, STRAY, notice.notice_no, text, at=at)
            other = Row(system, notice.notice_no, 1, row.raw, row.digest, None, text, "$")
            quarantine.put(session, other, by=by, at=at)
        return False
    case = _case_of(session, notice.order_no)
    fault = _fault(notice, case)
    values = {"system": system, "notice_no": notice.notice_no, "order_no": notice.order_no, "amount": notice.amount}
    values |= {"paid_at": notice.paid_at, "bill_no": notice.bill_no, "digest": row.digest, "received_at": at}
    values |= {"genuine": notice.genuine, "fault": fault, "answered_at": None}
    if before is not None:  # the true one under a number that a forged one bore
        session.execute(delete(NOTICES).where(c.system == system, c.notice_no == notice.notice_no))
    session.execute(insert(NOTICES).values(values))
    if fault or case is None:
        code = FORGED if not notice.genuine else STRAY
        named = {"notice": notice.notice_no, "order": notice.order_no, "fault": fault}
        text = said("缴款通知{notice}（缴款书{order}）：{fault}。", **named)
        systems.raise_alarm(session, system, code, notice.notice_no, text, at=at)
        return False
    _look_at_its_day(session, system, notice, at)
    facts: dict[str, object] = {"order": notice.order_no, "amount": int(notice.amount), "notice": notice.notice_no}
    seq = audit.tell(session, by=by, at=at, deed="payment.received", subject=case.number, facts=facts)
    if case.standing.stage is CaseStage.ANNULLED:  # whatever comes now is given back without being asked
        payment_refunds.give_back(session, case, payment_refunds.FALLEN, by=by.login, at=at, ledger_seq=seq)
        return True
    too_much = payment_accounts.refresh(session, case, at=at)
    if too_much > 0:
        more = {"number": case.number, "sum": yuan(too_much), "notice": notice.notice_no}
        text = said("{number}多缴了{sum}元（缴款通知{notice}），应当退付。", **more)
        systems.raise_alarm(session, system, OVERPAID, case.number, text, at=at)
    return True


def _look_at_its_day(session: Session, system: str, notice: Notice, at: datetime) -> None:
    """Tell a person where a payment bears a day before its order was made, or one to come: a clock is wrong."""
    o = ORDERS.c
    made_at = session.execute(select(o.made_at).where(o.order_no == notice.order_no)).scalar_one()
    paid_on = shanghai_date(notice.paid_at)
    if not shanghai_date(made_at) <= paid_on <= shanghai_date(at):
        text = said(
            "缴款通知{notice_no}写明的缴款日期{paid_on}早于开具缴款书或者晚于今天，已入账，请与财政核对日期。",
            notice_no=notice.notice_no,
            paid_on=paid_on,
        )
        systems.raise_alarm(session, system, CLOCK, notice.notice_no, text, at=at)


def _fault(notice: Notice, case: EnforcementCase | None) -> str:
    if not notice.genuine:
        return NOT_GENUINE
    if case is None:
        return NO_ORDER
    return "" if notice.amount > 0 else NO_SUM


def _case_of(session: Session, order_no: str) -> EnforcementCase | None:
    found = session.execute(select(ORDERS.c.subject).where(ORDERS.c.order_no == order_no)).scalar()
    return None if found is None else casework_rows.read(session, str(found), locked=True)


def unanswered(session: Session, system: str, *, after: int = 0, limit: int = 100) -> list[tuple[int, str, bool]]:
    """Return (id, notice number, valid) of notices behind an id that the treasury was not answered about."""
    c = NOTICES.c
    wanted = select(c.id, c.notice_no, c.genuine).where(c.system == system, c.answered_at.is_(None), c.id > after)
    return [(row.id, row.notice_no, row.genuine) for row in session.execute(wanted.order_by(c.id).limit(limit))]


@housekeeping
def answered(session: Session, notice_id: int, *, at: datetime) -> None:
    """Note that the treasury knows whether a notice is valid."""
    session.execute(update(NOTICES).where(NOTICES.c.id == notice_id).values(answered_at=at))


@housekeeping
def note_codes(session: Session, system: str) -> int:
    """Write the codes to pay by that the treasury gave to new orders; return how many."""
    o, b = ORDERS.c, OUTBOX.c
    given = (
        select(o.id, b.receipt_no)
        .join(OUTBOX, b.key == o.order_no)
        .where(o.pay_code == "", b.system == system, b.kind == KIND, b.receipt_no != "")
    )
    rows = session.execute(given).all()
    for row in rows:
        session.execute(update(ORDERS).where(o.id == row.id).values(pay_code=row.receipt_no[:20]))
    return len(rows)


def of_case(session: Session, case: EnforcementCase) -> list[dict[str, Any]]:
    """Return the orders of a case with what arrived for each, the oldest first."""
    c, n = ORDERS.c, NOTICES.c
    rows = session.execute(select(ORDERS).where(c.case_id == case.row["id"]).order_by(c.id)).mappings().all()
    arrived = select(n.order_no, n.notice_no, n.amount, n.paid_at, n.bill_no).where(
        n.order_no.in_([row["order_no"] for row in rows]), n.fault == ""
    )
    by_order: dict[str, list[dict[str, Any]]] = {}
    for notice in session.execute(arrived.order_by(n.id)).mappings():
        by_order.setdefault(notice["order_no"], []).append(dict(notice))
    return [dict(row) | {"notices": by_order.get(row["order_no"], [])} for row in rows]


def doubtful(session: Session, case: EnforcementCase) -> tuple[dict[str, Any], ...]:
    """Return the notices under the numbers of a case's orders that were not booked, the oldest first."""
    n = NOTICES.c
    mine = select(ORDERS.c.order_no).where(ORDERS.c.case_id == case.row["id"])
    shown = select(n.notice_no, n.order_no, n.amount, n.genuine, n.fault, n.received_at)
    rows = session.execute(shown.where(n.order_no.in_(mine), n.fault != "").order_by(n.id)).mappings()
    return tuple(dict(row) for row in rows)
