"""What a person sees of the money of one case: sums with their arithmetic, orders, notices, refunds."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from models.said import said
from models.values import shanghai_date
from rules.casework.collecting import cash_of, not_ordered
from rules.payments import STATE_NAMES, Accounts, PaymentState, Stretch, stretches, surcharge
from usecases import casework_rows, payment_accounts, payment_refunds, payments
from usecases.casework_rows import EnforcementCase


@dataclass(frozen=True, slots=True)
class Money:
    """Everything about the money of one case (fen)."""

    case: EnforcementCase
    accounts: Accounts
    on: date
    orders: tuple[dict[str, Any], ...]
    refunds: tuple[dict[str, Any], ...]
    cash: int
    doubtful: tuple[dict[str, Any], ...]  # notices under numbers of its orders that were not booked
    surcharge_open: int  # what accrued and was not ordered yet

    @property
    def state(self) -> PaymentState:
        """Return how it stands."""
        return self.accounts.state(self.on)

    @property
    def words(self) -> str:
        """Return how it stands in words, with the reason where nothing is due yet."""
        if self.state is not PaymentState.NOT_ISSUED:
            return STATE_NAMES[self.state]
        return said("未开具（{why}）", why=not_ordered(self.case.standing))

    @property
    def stretches(self) -> list[Stretch]:
        """Return the arithmetic of the surcharge."""
        return stretches(self.accounts.fine, self.on)

    @property
    def sums(self) -> dict[str, int]:
        """Return fine, confiscated sum, surcharge, what arrived, what is owed, what is to be given back (fen)."""
        known, on = self.accounts, self.on
        found = {"fine": int(known.fine.fine), "confiscated": int(known.confiscated.fine)}
        found |= {"surcharge": int(surcharge(known.fine, on)), "received": known.received(on)}
        return found | {"owed": known.owed(on), "beyond": known.excess(on), "cash": self.cash}


def money(session: Session, number: str, *, at: datetime) -> Money:
    """Return the money of a case; raises NotFound."""
    case = casework_rows.read(session, number)
    orders, refunds = payments.of_case(session, case), payment_refunds.of_case(session, case)
    known = payment_accounts.accounts(session, case)
    more = payments.doubtful(session, case), payment_accounts.surcharge_open(session, case, at=at)
    return Money(case, known, shanghai_date(at), tuple(orders), tuple(refunds), cash_of(case.standing), *more)
