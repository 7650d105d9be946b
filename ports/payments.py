"""What we need from the treasury's cash desk (非税): orders to pay, and a notice of every sum that arrived."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypedDict

from models.values import Fen
from ports.platforms import Platform


class PaymentOrder(TypedDict):
    """One order to pay (reference city 10, nontax); the amount in fen."""

    order_no: str  # ours, 1–32 of A–Z a–z 0–9 _ -
    party_name: str
    party_no: str
    decision_no: str  # ≤ 64
    amount: int
    due_on: str  # YYYY-MM-DD


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice: `genuine` says that its signature is the treasury's; what is not must never be booked."""

    notice_no: str
    order_no: str
    amount: Fen
    paid_at: datetime
    bill_no: str
    genuine: bool


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice as it came: `notice` is None where it could not be understood, then `fault` and `place` say why."""

    raw: bytes
    digest: str
    notice: Notice | None
    fault: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class NoticePage:
    """One page of a walk; a `warning` ends it before its end."""

    rows: tuple[NoticeRow, ...]
    last: bool
    warning: str = ""


@dataclass(frozen=True, slots=True)
class OrderAtTreasury:
    """One order as the treasury holds it; sums in fen, `state` unpaid, partial, paid, cancelled or refunded."""

    order_no: str
    amount: int
    state: str
    paid_amount: int
    paid_at: datetime | None = None
    bill_no: str = ""


class CashDesk(Platform, Protocol):
    """The treasury: it takes orders, tells of payments, and is told whether a notice was right."""

    def walk(self) -> AsyncIterator[NoticePage]:
        """Yield the pages of all notices that were not answered; raises OutsideError."""
        ...

    async def answer(self, notice_no: str, *, valid: bool) -> None:
        """Tell the treasury that a notice was booked, or that its signature is wrong; raises OutsideError."""
        ...

    async def ask(self, order_no: str) -> OrderAtTreasury | None:
        """Return an order as it stands there, None where it never arrived; raises OutsideError."""
        ...
