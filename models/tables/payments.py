"""Fines and their payment: orders at the treasury's cash desk, notices of what arrived, refunds."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big, big_key, partial_index

UNPAID = "state NOT IN ('paid', 'refunding', 'refunded', 'cancelled')"


class PaymentOrderRow(SQLModel, table=True):
    """One order to pay (缴款书) of one case; sums in fen."""

    __tablename__ = "payment_orders"
    __table_args__ = (
        Index("ix_payment_orders_case", "case_id", "id"),
        Index("ix_payment_orders_state", "state", "id"),
        Index("ix_payment_orders_subject", "subject", "id"),
        Index("ix_payment_orders_code", "pay_code"),
        partial_index("ix_payment_orders_unpaid", "id", where=UNPAID),
    )

    id: int | None = big_key()
    order_no: str = Field(max_length=32, unique=True)  # F2026000001
    case_id: int = Field(sa_type=sa.BigInteger, foreign_key="enforcement_cases.id", ondelete="RESTRICT")
    subject: str = Field(max_length=20)  # C-2026-000001
    purpose: str = Field(max_length=12)  # fine, surcharge, confiscated
    amount: int = big()
    due_on: date
    state: str = Field(default="unpaid", max_length=12)  # rules.payments.PaymentState of its sum when last reckoned
    pay_code: str = Field(default="", max_length=20)
    cancelled_at: datetime | None = None
    treasury_state: str = Field(default="", max_length=12)  # as the treasury said at the last reconciliation
    treasury_paid: int | None = big(None)
    checked_at: datetime | None = None
    made_at: datetime
    ledger_seq: int = Field(sa_type=sa.BigInteger)


class PaymentNoticeRow(SQLModel, table=True):
    """One notice of payment as it came; `fault` says why it was not booked, "" where it was."""

    __tablename__ = "payment_notices"
    __table_args__ = (
        Index("uq_payment_notices", "system", "notice_no", unique=True),
        Index("ix_payment_notices_order", "order_no", "id"),
        partial_index("ix_payment_notices_unanswered", "id", where="answered_at IS NULL"),
        Index("ix_payment_notices_paid", "paid_at"),
        partial_index("ix_payment_notices_doubtful", "id", where="fault <> ''"),
    )

    id: int | None = big_key()
    system: str = Field(max_length=40)
    notice_no: str = Field(max_length=64)
    order_no: str = Field(default="", max_length=64)
    amount: int | None = big(None)
    paid_at: datetime | None = None
    bill_no: str = Field(default="", max_length=64)
    digest: str = Field(max_length=64)  # of the notice as it came
    genuine: bool = False  # its signature is the treasury's
    fault: str = Field(default="", max_length=400)
    received_at: datetime
    answered_at: datetime | None = None  # when the treasury was told whether it is valid


class PaymentRefundRow(SQLModel, table=True):
    """One sum to be given back from an order, asked of the treasury; `refunded_on` when it says so."""

    __tablename__ = "payment_refunds"
    __table_args__ = (
        Index("ix_payment_refunds_case", "case_id", "id"),
        Index("ix_payment_refunds_order", "order_no"),
    )

    id: int | None = big_key()
    case_id: int = Field(sa_type=sa.BigInteger, foreign_key="enforcement_cases.id", ondelete="RESTRICT")
    order_no: str = Field(max_length=32)
    amount: int = big()
    reason: str = Field(max_length=400)
    asked_at: datetime
    asked_by: str = Field(max_length=40)
    refunded_on: date | None = None
    ledger_seq: int = Field(sa_type=sa.BigInteger)
