"""Complaints and reports (12313): what may be seen in one table, who they came from sealed in another."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big, big_key, partial_index, sealed_text


class ComplaintRow(SQLModel, table=True):
    """One report, complaint, inquiry or suggestion, without a word that tells whose it is; the reward in fen."""

    __tablename__ = "complaints"
    __table_args__ = (
        Index("ix_complaints_state", "state", "id"),
        Index("ix_complaints_office", "office", "id"),
        Index("ix_complaints_handler", "handler", "id"),
        Index("ix_complaints_received_on", "received_on", "id"),
        Index("ix_complaints_case", "case_number"),
        Index("ix_complaints_reference", "reference", "id"),
        partial_index(
            "uq_complaints_reference", "source", "reference", "revision", where="reference <> ''", unique=True
        ),
    )

    id: int | None = big_key()
    number: str = Field(max_length=20, unique=True)  # H-2026-000001
    kind: str = Field(max_length=12)  # models.complaints.HotlineKind
    way: str = Field(max_length=12)  # models.complaints.HotlineWay
    matter: str = Field(max_length=20)  # content/complaints.toml
    state: str = Field(max_length=14)  # models.complaints.HotlineState
    district: str = Field(default="", max_length=6)
    office: str = Field(max_length=6)  # division of the bureau that has it
    handler: str = Field(default="", max_length=40)
    gist: str = Field(max_length=2000)
    asks: str = Field(default="", max_length=500)
    against: str = Field(default="", max_length=200)
    place: str = Field(default="", max_length=200)
    acted_on: date | None = None
    named: bool = False  # whether the drawer holds somebody
    digest: str = Field(max_length=32, unique=True)  # keyed, so that the same thing is not entered twice
    received_on: date
    received_at: datetime
    received_by: str = Field(max_length=40)
    ended_on: date | None = None
    reason: str = Field(default="", max_length=20)  # why it was not accepted or was referred
    referred_to: str = Field(default="", max_length=100)
    answer: str = Field(default="", max_length=2000)
    answered_by: str = Field(default="", max_length=40)
    level: int | None = None  # how the answer was rated: 5 非常满意 … 1 非常不满意
    case_number: str = Field(default="", max_length=20)
    reward: int | None = big(None)
    rewarded_on: date | None = None
    claim: str = Field(default="", max_length=32)  # keyed digest of the code that the reporter alone has
    paid_on: date | None = None
    voucher: str = Field(default="", max_length=64)  # of the treasury or the bank that paid the reward
    waived_on: date | None = None  # the reporter agreed in writing to be named in the case
    false_on: date | None = None  # found to be made up on purpose
    source: str = Field(default="", max_length=20)  # the hotline whose list it came from; "" = noted here
    reference: str = Field(default="", max_length=64)  # its number there
    revision: int = 1  # how often that hotline told something new


class ComplaintReporterRow(SQLModel, table=True):
    """The drawer: who turned to the bureau, sealed column by column; opening it is a deed with its reason."""

    __tablename__ = "complaint_reporters"

    complaint_id: int | None = Field(
        default=None, sa_type=sa.BigInteger, primary_key=True, foreign_key="complaints.id", ondelete="RESTRICT"
    )
    name: str = sealed_text()
    phone: str = sealed_text()
    id_no: str = sealed_text()
    address: str = sealed_text()
    words: str = sealed_text()
    told: str = sealed_text()
