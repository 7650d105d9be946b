"""A fine that was served and waits for its money: what is owed, ordered, paid, held and given back."""

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models.tables.columns import table_of
from models.tables.outbox import AlarmRow
from models.tables.payments import PaymentOrderRow, PaymentRefundRow
from models.values import SHANGHAI, SYSTEM_OFFICER, Fen
from ports.payments import Notice, NoticeRow, OrderAtTreasury
from tests.support.casework import Clock, confirmed, served
from usecases import payment_accounts, payment_checks, payments
from usecases import payments_desk as desk
from wiring.office import Office

if TYPE_CHECKING:
    pass

FINE = 150_000
ORDERS, REFUNDS, ALARMS = table_of(PaymentOrderRow), table_of(PaymentRefundRow), table_of(AlarmRow)
COURT = "厦门市思明区人民法院"


@pytest.fixture
def number(bureau: Office, clock: Clock) -> str:
    """A case whose fine of 1500.00 yuan was served on 2026-11-06 and is due on 2026-11-23."""
    return served(bureau, clock, fine=FINE)


def orders(office: Office) -> list[Any]:
    """Return the payment orders in the order of their issue."""
    with office.reading() as session:
        return list(session.execute(select(ORDERS).order_by(ORDERS.c.id)))


def alarms(office: Office) -> dict[str, str]:
    """Return the open alarms: code and text."""
    with office.reading() as session:
        return {one.code: one.text for one in session.execute(select(ALARMS).where(ALARMS.c.closed_at.is_(None)))}


def refunds(office: Office) -> list[int]:
    """Return the sums (fen) that are to be given back."""
    with office.reading() as session:
        return list(session.execute(select(REFUNDS.c.amount).order_by(REFUNDS.c.id)).scalars())


def paid(office: Office, name: str, amount: int, order: int = 0) -> int:
    """Let a genuine notice of a payment arrive; return how many were booked."""
    notice = Notice(name, orders(office)[order].order_no, Fen(amount), office.now(), "B1", genuine=True)
    return office.perform(payments.receive, "nontax", [NoticeRow(b"", name, notice)], by=SYSTEM_OFFICER)


def recounted(office: Office) -> int:
    """Count anew what is owed today; return how many accounts changed."""
    return office.keep(payment_accounts.refresh_some, 0, at=office.now())[1]


def money(office: Office, number: str) -> desk.Money:
    """Return what the desk shows of the money of a case."""
    with office.reading() as session:
        return desk.money(session, number, at=office.now())


def held(office: Office, state: str, amount: int, **more: Any) -> list[payment_checks.Compared]:
    """Compare the first order with what the treasury holds of it."""
    order = orders(office)[0]
    theirs = OrderAtTreasury(order.order_no, more.get("whole", FINE), state, amount, more.get("paid_at"))
    on = office.now().astimezone(SHANGHAI).date()
    return office.perform(payment_checks.note, "nontax", on, [(order.order_no, theirs)], by=SYSTEM_OFFICER)


def annulled(office: Office, number: str) -> None:
    """Let a court annul the decision."""
    today = office.now().astimezone(SHANGHAI).date().isoformat()
    said = {"document": "（2026）闽02行终1号", "issuer": COURT, "dated": today, "reason": "认定事实不清"}
    confirmed(office, number, "case.annulled", **said)
