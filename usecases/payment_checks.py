"""The daily reconciliation with the treasury: what it holds of every order against what was booked here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlmodel import Session

from models.casework import CaseStage
from models.said import said
from models.tables.casework import EnforcementCaseRow
from models.tables.columns import table_of
from models.tables.outbox import AlarmRow
from models.tables.payments import PaymentNoticeRow, PaymentOrderRow, PaymentRefundRow
from models.values import SHANGHAI, Officer, shanghai_date, yuan
from ports.payments import OrderAtTreasury
from usecases import audit, casework_rows, payment_accounts, payment_refunds, payments, systems
from usecases.deeds import deed

ORDERS, NOTICES, REFUNDS = table_of(PaymentOrderRow), table_of(PaymentNoticeRow), table_of(PaymentRefundRow)
CASES, ALARMS = table_of(EnforcementCaseRow), table_of(AlarmRow)
DIFFERS, SETTLED, PAYABLE = "payment_differs", ("paid", "cancelled", "refunded"), ("unpaid", "partial")
ON_ITS_WAY = timedelta(days=1)  # so long a cancellation may take
_CAME = select(func.coalesce(func.sum(NOTICES.c.amount), 0)).where(NOTICES.c.order_no == ORDERS.c.order_no)
_GIVEN = select(func.coalesce(func.sum(REFUNDS.c.amount), 0)).where(REFUNDS.c.order_no == ORDERS.c.order_no)
BOOKED = (  # for an order, less what was given back
    _CAME.where(NOTICES.c.fault == "").correlate(ORDERS).scalar_subquery()
    - _GIVEN.where(REFUNDS.c.refunded_on.is_not(None)).correlate(ORDERS).scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Compared:
    """One order: what was booked here and what the treasury holds (fen); `fault` says how they differ, "" if not."""

    order_no: str
    subject: str
    ours: int
    theirs: int | None
    state: str
    fault: str


def to_check(session: Session, on: date, *, after: int = 0, limit: int = 100) -> list[tuple[int, str]]:
    """Return (id, number) of the orders to compare for a day: not settled, paid on it, to be refunded, or not agreed.

    What the treasury was paid and never told of is asked about until it is booked: a lost notice shows only so.
    """
    o, n, r = ORDERS.c, NOTICES.c, REFUNDS.c
    begin = datetime.combine(on, time(), SHANGHAI)
    end = begin + timedelta(days=1)
    that_day = select(n.order_no).where(n.paid_at >= begin, n.paid_at < end)
    refund = select(r.order_no).where(r.refunded_on.is_(None))
    told = select(ALARMS.c.subject).where(ALARMS.c.code == DIFFERS, ALARMS.c.closed_at.is_(None))
    others = (o.order_no.in_(that_day), o.order_no.in_(refund), o.order_no.in_(told))
    wanted = or_(o.treasury_state.not_in(SETTLED), *others, and_(o.treasury_state == "paid", o.treasury_paid != BOOKED))
    rows = session.execute(
        select(o.id, o.order_no).where(o.id > after, o.made_at < end, wanted).order_by(o.id).limit(limit)
    )
    return [(row.id, row.order_no) for row in rows]


@deed("payment.reconciled")
def note(
    session: Session,
    system: str,
    on: date,
    held: Sequence[tuple[str, OrderAtTreasury | None]],
    *,
    by: Officer,
    at: datetime,
) -> list[Compared]:
    """Compare orders with what the treasury holds of them; a difference raises an alarm, agreement settles it."""
    found = [_compared(session, order_no, theirs, on, at) for order_no, theirs in held]
    for one in found:
        if one.fault:
            systems.raise_alarm(
                session,
                system,
                DIFFERS,
                one.order_no,
                said("缴款书{order_no}：{fault}。", order_no=one.order_no, fault=one.fault),
                at=at,
            )
        else:
            systems.settle_alarm(session, system, DIFFERS, one.order_no, at=at)
    fallen = _fallen(session, found)
    facts: dict[str, object] = {
        "on": on.isoformat(), "orders": len(found), "differ": [one.order_no for one in found if one.fault],
        "ours": sum(one.ours for one in found), "theirs": sum(one.theirs or 0 for one in found),
    }  # fmt: skip
    facts |= {"taken_back": fallen} if fallen else {}
    seq = audit.record(session, by=by, at=at, deed="payment.reconciled", subject=f"system:{system}", facts=facts)
    payments.take_back(session, fallen, payment_refunds.FALLEN, at=at, ledger_seq=seq)
    return found


def _fallen(session: Session, found: Sequence[Compared]) -> list[str]:
    """Return the orders of annulled decisions that could still be paid although everything was given back."""
    o, empty = ORDERS.c, [one.order_no for one in found if one.state in PAYABLE and not one.ours and not one.theirs]
    wanted = select(o.order_no).join(CASES, CASES.c.id == o.case_id).where(CASES.c.stage == CaseStage.ANNULLED.value)
    return list(session.execute(wanted.where(o.order_no.in_(empty), o.cancelled_at.is_(None)).order_by(o.id)).scalars())


def _compared(session: Session, order_no: str, theirs: OrderAtTreasury | None, on: date, at: datetime) -> Compared:
    row: dict[str, Any] = dict(session.execute(select(ORDERS).where(ORDERS.c.order_no == order_no)).mappings().one())
    if theirs is not None and _given_back(session, theirs) and payment_refunds.confirmed(session, order_no, at=at):
        payment_accounts.refresh(session, casework_rows.read(session, row["subject"], locked=True), at=at)
    ours = _booked(session, order_no)
    state = theirs.state if theirs else ""
    seen = {"treasury_state": state, "treasury_paid": theirs.paid_amount if theirs else None, "checked_at": at}
    session.execute(update(ORDERS).where(ORDERS.c.order_no == order_no).values(seen))
    fault = _fault(row, ours, theirs, on, at)
    return Compared(order_no, row["subject"], ours, theirs.paid_amount if theirs else None, state, fault)


def _given_back(session: Session, theirs: OrderAtTreasury) -> bool:
    """Tell whether the treasury has given back what was asked: all of an order, or what was too much of it."""
    asked = payment_refunds.open_sum(session, theirs.order_no)
    left = _booked(session, theirs.order_no) - asked
    return theirs.state == "refunded" or (asked > 0 and theirs.paid_amount == left)


def _fault(row: dict[str, Any], ours: int, theirs: OrderAtTreasury | None, on: date, at: datetime) -> str:
    if theirs is None:
        return "财政没有这份缴款书" if row["pay_code"] else ""  # without a code it is still on its way
    if theirs.amount != row["amount"]:
        return said("应缴金额不同：本局{ours}元，财政{theirs}元", ours=yuan(row["amount"]), theirs=yuan(theirs.amount))
    return _cancelled(row, theirs, at) or _paid(ours, theirs, on)


def _cancelled(row: dict[str, Any], theirs: OrderAtTreasury, at: datetime) -> str:
    cancelled = row["cancelled_at"]
    if theirs.state == "cancelled" and cancelled is None:
        return "财政已撤销，本局没有撤销"
    payable = theirs.state in PAYABLE and not theirs.paid_amount  # paid: it goes back
    late = cancelled is not None and payable and at - cancelled > ON_ITS_WAY
    return "本局已撤销，财政没有撤销" if late else ""


def _paid(ours: int, theirs: OrderAtTreasury, on: date) -> str:
    if theirs.state == "refunded":
        return "" if ours <= 0 else "财政已退付，本局没有申请退付"
    later = theirs.paid_at is not None and shanghai_date(theirs.paid_at) > on
    if theirs.paid_amount == ours or later:
        return ""
    return said("实缴金额不同：本局入账{ours}元，财政{theirs}元", ours=yuan(ours), theirs=yuan(theirs.paid_amount))


def _booked(session: Session, order_no: str) -> int:
    """Return what was booked for an order, less what was given back."""
    return int(session.execute(select(BOOKED).where(ORDERS.c.order_no == order_no)).scalar_one())
