"""Carton codes: one row a reading, with where it was read and what it came to."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big_key, json, partial_index


class CartonScanRow(SQLModel, table=True):
    """One 32-digit code that was scanned or typed; a preliminary verdict, never proof (domain 5.9)."""

    __tablename__ = "carton_scans"
    __table_args__ = (
        Index("ix_carton_scans_code", "code", "id"),
        Index("ix_carton_scans_licence", "licence_no", "id"),
        Index("ix_carton_scans_case", "case_no", "id"),
        partial_index("ix_carton_scans_stray", "licence_no", "code", where="stray"),
    )

    id: int | None = big_key()
    code: str = Field(default="", max_length=32)  # normal form; "" where it could not be read
    text: str = Field(max_length=64)  # as it was given, without blanks
    licence_no: str = Field(default="", max_length=12)  # that the code names
    coded_on: date | None = None
    at: datetime
    by: str = Field(max_length=40)
    shop: str = Field(default="", max_length=12)  # licence of the shop where it was read
    case_no: str = Field(default="", max_length=20)
    place: str = Field(default="", max_length=200)
    district: str = Field(default="", max_length=6)  # where it was read
    stray: bool = False  # read at another shop than the one it names
    verdict: str = Field(max_length=32)  # rules.cartons.Verdict
    findings: list[Any] = json()  # [verdict, reason], the gravest first
    ledger_seq: int = Field(sa_type=sa.BigInteger)
