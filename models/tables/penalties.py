"""Penalties that were decided on paper and recorded here."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big, big_key, json


class PenaltyRow(SQLModel, table=True):
    """One penalty decision (行政处罚法 art. 59); amounts in fen."""

    __tablename__ = "penalties"
    __table_args__ = (
        Index("ix_penalties_decided", "decided_on", "id"),
        Index("ix_penalties_initials", "initials"),
        Index("ix_penalties_party_no", "party_no"),
    )

    id: int | None = big_key()
    document_no: str = Field(max_length=128)  # as on the document
    canonical_no: str = Field(max_length=128, unique=True)
    party_kind: str = Field(max_length=12)
    party_name: str = Field(max_length=200)
    party_no: str = Field(default="", max_length=40)  # ID number of a person, normal form
    uscc: str = Field(default="", max_length=40)
    registration_no: str = Field(default="", max_length=15)
    id_type: str = Field(default="", max_length=3)  # of a person: 111, 554, 414, 516, 511
    legal_rep_name: str = Field(default="", max_length=50)
    legal_rep_id_type: str = Field(default="", max_length=3)
    legal_rep_no: str = Field(default="", max_length=40)
    initials: str = Field(default="", max_length=210)
    cause: str = Field(max_length=4)  # C01–C21, C02s and C16s for the serious case
    violation: str = Field(default="", max_length=2000)
    facts: str = Field(max_length=5000)
    basis: str = Field(max_length=2048)
    kinds: list[str] = json()  # fine, confiscation, warning, closure, revocation, criticism …
    content: str = Field(max_length=4000)
    base: int | None = big(None)
    fine: int | None = big(None)
    confiscated: int | None = big(None)
    certificate: str = Field(default="", max_length=200)
    simple_procedure: bool = False
    acted_on: date | None = None  # when the act ended: by it a minor is one
    born_on: date | None = None  # of a person whose number does not say it
    decided_on: date
    valid_until: date
    publicity_until: date | None = None
    note: str = Field(default="", max_length=512)
    case_number: str = Field(default="", max_length=20)  # of the enforcement case, "" for one decided on paper
    state: str = Field(default="recorded", max_length=12)  # recorded, withdrawn, repaired
    version: int = 1
    recorded_at: datetime
    recorded_by: str = Field(max_length=40)
    withdrawn_reason: str = ""
    withdrawal_no: str = Field(default="", max_length=64)
