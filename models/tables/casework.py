"""Enforcement cases: one row a case, one row a step that was taken, one row a kind of goods."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big, big_key, json, partial_index

OPEN = "stage NOT IN ('not_filed', 'archived', 'transferred', 'cancelled', 'annulled', 'joined')"


class EnforcementCaseRow(SQLModel, table=True):
    """One enforcement case from its lead on (烟草专卖行政处罚程序规定); sums in fen, None = none."""

    __tablename__ = "enforcement_cases"
    __table_args__ = (
        Index("ix_enforcement_cases_stage", "stage", "id"),
        Index("ix_enforcement_cases_office", "office", "id"),
        Index("ix_enforcement_cases_handler", "handler", "id"),
        Index("ix_enforcement_cases_party_no", "party_no"),
        Index("ix_enforcement_cases_initials", "initials"),
        Index("ix_enforcement_cases_filing_no", "filing_no"),
        Index("ix_enforcement_cases_decision_no", "decision_no"),
        Index("ix_enforcement_cases_cause", "cause", "decided_on"),
        partial_index("ix_enforcement_cases_due", "due_on", "id", where=OPEN),
    )

    id: int | None = big_key()
    number: str = Field(max_length=20, unique=True)  # C-2026-000001, from the lead on
    stage: str = Field(max_length=16)  # models.casework.CaseStage
    source: str = Field(max_length=12)  # models.casework.CaseSource
    source_ref: str = Field(default="", max_length=64)  # number of the complaint, warning or letter that it came from
    found_on: date
    summary: str = Field(max_length=2000)
    place: str = Field(default="", max_length=200)
    district: str = Field(default="", max_length=6)
    office: str = Field(max_length=6)  # division of the bureau that has it (usecases.whereabouts)
    cause: str = Field(default="", max_length=4)  # C01–C21, C02s
    acted_on: date | None = None  # the last day of the act
    harmful: bool = False
    grave: bool = False
    ownerless: bool = False
    alarm: str = Field(default="", max_length=400)  # why it looks like a crime
    party: dict[str, Any] = json()  # kind, name, number, id_type, uscc, born_on, phone, address, legal_rep …
    party_name: str = Field(default="", max_length=200)
    party_no: str = Field(default="", max_length=40)  # ID number or credit code, normal form
    initials: str = Field(default="", max_length=210)
    licence_no: str = Field(default="", max_length=12)
    handler: str = Field(default="", max_length=40)
    filed_on: date | None = None
    filing_no: str = Field(default="", max_length=64)
    decided_on: date | None = None
    decision_no: str = Field(default="", max_length=64)
    fine: int | None = big(None)
    confiscated: int | None = big(None)
    owed: int | None = big(None)  # what of the fine is neither paid nor settled otherwise
    confiscated_owed: int | None = big(None)  # the same of confiscated sums (not of goods taken in kind)
    due_on: date | None = None  # the nearest last day that the bureau must keep
    due_term: str = Field(default="", max_length=8)
    version: int = 1
    registered_at: datetime
    registered_by: str = Field(max_length=40)
    changed_at: datetime


class CaseStepRow(SQLModel, table=True):
    """One step of one case; `said` are the blanks of rules.casework.forms."""

    __tablename__ = "case_steps"
    __table_args__ = (Index("ix_case_steps_case", "case_id", "id"),)

    id: int | None = big_key()
    case_id: int = Field(sa_type=sa.BigInteger, foreign_key="enforcement_cases.id", ondelete="RESTRICT")
    deed: str = Field(max_length=40)
    counts_on: date  # the day from which terms run
    at: datetime
    by: str = Field(max_length=40)
    said: dict[str, Any] = json()
    document_no: str = Field(default="", max_length=64)
    ledger_seq: int = Field(sa_type=sa.BigInteger)


class CaseGoodsRow(SQLModel, table=True):
    """One kind of goods of one case; quantities in packs, so that 1646.5 cartons stay exact; prices in fen."""

    __tablename__ = "case_goods"
    __table_args__ = (Index("ix_case_goods_case", "case_id", "id"),)

    id: int | None = big_key()
    case_id: int = Field(sa_type=sa.BigInteger, foreign_key="enforcement_cases.id", ondelete="RESTRICT")
    barcode: str = Field(default="", max_length=14)
    product: str = Field(max_length=100)
    brand: str = Field(default="", max_length=60)
    packs: int = 0
    sticks_per_pack: int = 20
    packs_per_carton: int = 10
    nature: str = Field(default="unknown", max_length=12)  # models.casework.Nature
    carton_price: int | None = big(None)
    price_basis: str = Field(default="", max_length=100)
    note: str = Field(default="", max_length=200)
