"""Deliveries: how each decision and each licence reached its addressee, and what proves it (送达)."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big_key, json, partial_index


class DeliveryRow(SQLModel, table=True):
    """One attempt to serve the documents of one decision; another attempt is a row of its own (`follows`).

    States: planned → sent (post and electronic) → underway (the post has it) → delivered; returned and failed wait
    for a person until `followed_by` names the next attempt; cancelled where its deed was taken back.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_subject", "subject", "id"),
        Index("ix_deliveries_licence", "licence_no", "id"),
        Index("ix_deliveries_state", "state", "id"),
        Index("ix_deliveries_office", "office", "id"),
        partial_index("ix_deliveries_attention", "id", where="state IN ('returned', 'failed') AND followed_by = ''"),
        partial_index("ix_deliveries_due", "next_look_at", where="next_look_at IS NOT NULL"),
    )

    id: int | None = big_key()
    number: str = Field(max_length=20, unique=True)  # D-2026-000001, the post's order number as well
    subject: str = Field(max_length=200)  # the application, or the licence that was acted on
    licence_no: str = Field(default="", max_length=12)
    documents: list[str] = json()  # their numbers
    way: str = Field(max_length=16)  # window, post, electronic
    state: str = Field(default="planned", max_length=12)
    recipient: str
    mobile: str = Field(default="", max_length=20)
    district: str = Field(default="", max_length=6)
    office: str = Field(default="", max_length=6)  # the district or city that is competent (usecases.whereabouts)
    address: str = ""
    follows: str = Field(default="", max_length=20)
    followed_by: str = Field(default="", max_length=20)
    message_keys: list[str] = json()  # of the outbox: what carries it, and what its proof is
    mail_no: str = Field(default="", max_length=200)  # as the post names it: outbox.receipt_no
    steps: list[list[str]] = json()  # the post's trace: moment, code, words
    next_look_at: datetime | None = None
    looks: int = 0
    receiver: str = ""  # who took it
    relation: str = Field(default="", max_length=40)  # 本人, or who received it for the addressee (代收)
    identity: str = Field(default="", max_length=40)  # the number that was checked, masked
    signature: str = Field(default="", max_length=40)
    reason: str = ""  # why it came back or failed
    proof: str = ""
    proof_sha256: str = Field(default="", max_length=64)
    receipt_no: str = Field(default="", max_length=64)  # 送达回证
    planned_at: datetime
    planned_by: str = Field(max_length=40)
    sent_at: datetime | None = None
    sent_by: str = Field(default="", max_length=40)
    ended_at: datetime | None = None
    ended_by: str = Field(default="", max_length=40)
    ledger_seq: int = Field(sa_type=sa.BigInteger)
