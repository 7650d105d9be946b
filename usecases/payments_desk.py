"""What a person sees of fines and their payment: lists of orders, and one case with everything about its money."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models.tables.casework import EnforcementCaseRow
from models.tables.columns import table_of
from models.tables.payments import PaymentOrderRow
from models.values import shanghai_date
from rules.casework.collecting import cash_of
from rules.payments import Accounts, PaymentState, state, surcharge
from usecases import casework_rows, payment_accounts, payment_refunds, payments
from usecases.casework_rows import EnforcementCase

CASES, ORDERS = table_of(EnforcementCaseRow), table_of(PaymentOrderRow)


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One order in a list; `state` is how the money of its whole case stands, sums in fen."""

    id: int
    order_no: str
    subject: str
    party_name: str
    purpose: str
    amount: int
    due_on: date
    pay_code: str
    cancelled: bool
    owed: int | None
    state: PaymentState


@dataclass(frozen=True, slots=True)
class Money:
    """Everything about the money of one case."""

    case: EnforcementCase
    accounts: Accounts
    on: date
    orders: tuple[dict[str, Any], ...]
    refunds: tuple[dict[str, Any], ...]
    cash: int

    @property
    def state(self) -> PaymentState:
        """Return how it stands."""
        return self.accounts.state(self.on)

    @property
    def sums(self) -> dict[str, int]:
        """Return fine, confiscated sum, surcharge, what arrived, what is owed, what is to be given back (fen)."""
        known, on = self.accounts, self.on
        found = {"fine": int(known.fine.fine), "confiscated": int(known.confiscated.fine)}
        found |= {"surcharge": int(surcharge(known.fine, on)), "received": known.received(on)}
        return found | {"owed": known.owed(on), "beyond": known.excess(on), "cash": self.cash}


def page(
    session: Session, *, at: datetime, unpaid: bool = False, after: int | None = None, limit: int = 100
) -> list[OrderLine]:
    """Return orders, the newest first, that come behind an id; `unpaid`: only of cases in which something is owed."""
    o, c = ORDERS.c, CASES.c
    query = select(ORDERS, c.party_name, c.owed).join(CASES, c.id == o.case_id).order_by(o.id.desc()).limit(limit)
    query = query if after is None else query.where(o.id < after)
    query = query.where(c.owed > 0) if unpaid else query
    return [_line(session, row, shanghai_date(at)) for row in session.execute(query).mappings().all()]


def _line(session: Session, row: Any, on: date) -> OrderLine:
    known = payment_accounts.account(session, casework_rows.read(session, row["subject"]))
    names = ("id", "order_no", "subject", "party_name", "purpose", "amount", "due_on", "pay_code", "owed")
    values = {name: row[name] for name in names}
    return OrderLine(**values, cancelled=row["cancelled_at"] is not None, state=state(known, on))


def money(session: Session, number: str, *, at: datetime) -> Money:
    """Return the money of a case; raises NotFound."""
    case = casework_rows.read(session, number)
    orders, refunds = payments.of_case(session, case), payment_refunds.of_case(session, case)
    known = payment_accounts.accounts(session, case)
    return Money(case, known, shanghai_date(at), tuple(orders), tuple(refunds), cash_of(case.standing))
