"""What waits for other offices, what crossed, and what they hold of ours."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big, big_key, json, partial_index, sealed, sealed_text


class OutboxRow(SQLModel, table=True):
    """One message; within a subject only the head is `ready`, the others are `blocked`.

    States: blocked → ready → sending → delivered (receipt pending) → confirmed; ambiguous (answer lost:
    ask first), rejected (waits for a person), cancelled (undone before it left), dead (given up by a person).
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("uq_outbox_key", "key", "system", unique=True),  # by key alone too: a proof of delivery names no receiver
        partial_index("ix_outbox_due", "system", "state", "next_try_at", "id", where="batch_id IS NULL"),
        Index("ix_outbox_state", "state", "id", "system"),
        Index("ix_outbox_subject", "system", "subject", "id"),
        Index("ix_outbox_deed", "ledger_seq"),
        partial_index("ix_outbox_waits_for", "waits_for", where="waits_for IS NOT NULL"),
        partial_index("ix_outbox_batch", "batch_id", where="batch_id IS NOT NULL"),
        Index("ix_outbox_record", "system", "record_key", "version"),
        partial_index("ix_outbox_deadline", "deadline_on", "id", where="deadline_on IS NOT NULL"),
        partial_index("ix_outbox_decided", "system", "kind", "decided_on", "id", where="decided_on IS NOT NULL"),
        partial_index("ix_outbox_withdrawn", "system", "kind", "record_key", where="op = 'withdraw'"),
    )

    id: int | None = big_key()
    system: str = Field(max_length=20)
    key: str = Field(max_length=200)
    subject: str = Field(max_length=200)  # order is strict within (system, subject)
    kind: str = Field(max_length=20)
    op: str = Field(max_length=12)
    version: int = 1
    payload: dict[str, Any] = json()
    state: str = Field(default="ready", max_length=12)
    created_at: datetime
    next_try_at: datetime  # not before; the end of the grace time at first
    tries: int = 0
    lease_owner: str | None = Field(default=None, max_length=60)
    lease_until: datetime | None = None
    form: str | None = Field(default=None, max_length=16)  # by which rules its bytes were written ahead
    batch_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    record_key: str = Field(default="", max_length=300)
    hash: str = Field(default="", max_length=64)
    receipt_no: str = Field(default="", max_length=200)
    receiver_state: str = Field(default="", max_length=20)
    code: str = Field(default="", max_length=60)
    field: str = Field(default="", max_length=60)
    message: str = ""  # the receiver's own words
    hint: str = ""  # ours
    checks: int = 0
    sent_at: datetime | None = None
    confirmed_at: datetime | None = None
    published_at: datetime | None = None  # upstream: the third confirmation of a published record
    deadline_on: date | None = None
    decided_on: date | None = None  # the day of the decision that a version of a published record carries
    ledger_seq: int | None = big(None)
    waits_for: int | None = big(None)  # id of the message that must have arrived before this one may leave


class RequestRow(SQLModel, table=True):
    """The exact bytes of a message, stored before they are sent: its row in a batch, or its whole request.

    They lie apart, because the row of the message is written anew whenever its state changes.
    """

    __tablename__ = "outbox_requests"

    message_id: int | None = big_key()
    request: bytes = sealed()


class BatchRow(SQLModel, table=True):
    """One request that carries several messages; its bytes and key never change.

    A planned one was written ahead: its messages still wait, and any of them may be taken back, which dissolves it.
    """

    __tablename__ = "outbox_batches"
    __table_args__ = (Index("ix_outbox_batches_open", "system", "state", "next_try_at"),)

    id: int | None = big_key()
    system: str = Field(max_length=20)
    batch_no: str = Field(max_length=40, unique=True)
    idempotency_key: str = Field(max_length=64)
    kind: str = Field(max_length=20)
    keys: list[str] = json()
    state: str = Field(default="sending", max_length=12)  # planned, sending, waiting, ambiguous, answered, refused
    form: str | None = Field(default=None, max_length=16)  # by which rules a planned one was written
    receipt_no: str = Field(default="", max_length=200)
    done: bool = False
    tries: int = 0
    checks: int = 0
    created_at: datetime
    next_try_at: datetime
    lease_owner: str | None = Field(default=None, max_length=60)
    lease_until: datetime | None = None


class BatchRequestRow(SQLModel, table=True):
    """The exact bytes of a batch, stored before they are sent; apart, because its state changes and they never do."""

    __tablename__ = "outbox_batch_requests"

    batch_id: int | None = big_key()
    request: bytes = sealed()
    names: list[list[str]] = json()  # the record keys of its messages, their content hashes


class CrossingRow(SQLModel, table=True):
    """One call as it crossed: exact bytes, secrets cut out, sealed at rest."""

    __tablename__ = "crossings"
    __table_args__ = (
        Index("ix_crossings_subject", "system", "subject", "id"),
        Index("ix_crossings_at", "system", "at"),  # for what is beyond its term
        partial_index("ix_crossings_batch", "batch_id", where="batch_id IS NOT NULL"),
    )

    id: int | None = big_key()
    system: str = Field(max_length=20)
    subject: str = Field(default="", max_length=200)  # outbox key, batch number or application number
    operation: str = Field(max_length=40)
    at: datetime
    method: str = Field(max_length=8)
    url: str = sealed_text()  # a query may ask for a person by number
    headers: list[list[str]] = json()
    request: bytes = sealed()
    batch_id: int | None = big(None)  # the batch whose bytes these were; they are kept there, `request` is empty
    status: int | None = None
    answer_headers: list[list[str]] = json()
    answer: bytes = sealed()
    seconds: float = 0.0
    verdict: str = Field(max_length=20)
    rule: str = Field(default="", max_length=80)


class FeedbackRow(SQLModel, table=True):
    """repair, dispute or correction asked for by the credit platform."""

    __tablename__ = "feedback"
    __table_args__ = (Index("uq_feedback", "system", "feedback_id", unique=True),)

    id: int | None = big_key()
    system: str = Field(max_length=20)
    feedback_id: str = Field(max_length=64)
    type: str = Field(max_length=12)
    record_key: str = Field(max_length=300)
    version: int = 1
    at: datetime
    due_on: str = Field(default="", max_length=10)
    text: str = ""
    fields: list[list[str]] = json()
    received_at: datetime
    decision: str = Field(default="", max_length=10)  # taken, refused
    outcome: str = Field(default="", max_length=12)  # of a dispute that was taken: correction, withdrawal
    document_no: str = Field(default="", max_length=64)  # by which a dispute was answered
    note: str = ""
    decided_by: str | None = Field(default=None, max_length=40)
    decided_at: datetime | None = None
    acknowledged_at: datetime | None = None


class ReconciliationRow(SQLModel, table=True):
    """One comparison of what we sent with what they hold."""

    __tablename__ = "reconciliations"
    __table_args__ = (Index("ix_reconciliations", "system", "kind", "on", "id"),)

    id: int | None = big_key()
    system: str = Field(max_length=20)
    kind: str = Field(max_length=20)
    on: date
    at: datetime
    same: int = 0
    missing: list[str] = json()
    extra: list[str] = json()
    different: list[str] = json()
    answered: bool = True  # False: they did not answer, nothing was compared


class SystemRow(SQLModel, table=True):
    """How an outside system is: last success, failures in a row, stopped or not."""

    __tablename__ = "systems"

    name: str = Field(primary_key=True, max_length=20)
    state: str = Field(default="unknown", max_length=12)  # unknown, ok, failing, stopped, off
    failures: int = 0
    last_ok_at: datetime | None = None
    last_error_at: datetime | None = None
    last_error: str = ""
    retry_at: datetime | None = None


class AlarmRow(SQLModel, table=True):
    """Something a person must know; one open alarm a (system, code, subject)."""

    __tablename__ = "alarms"
    __table_args__ = (
        partial_index("uq_alarms_open", "system", "code", "subject", where="closed_at IS NULL", unique=True),
    )

    id: int | None = big_key()
    system: str = Field(max_length=20)
    code: str = Field(max_length=40)
    subject: str = Field(default="", max_length=200)
    text: str = ""
    raised_at: datetime
    last_at: datetime
    times: int = 1
    closed_at: datetime | None = None
    closed_by: str | None = Field(default=None, max_length=40)
