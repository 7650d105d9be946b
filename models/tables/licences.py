"""Licences: our own register, as far as decisions here made it."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big_key


class LicenceRow(SQLModel, table=True):
    """One retail licence (domain 2.8, 2.9)."""

    __tablename__ = "licences"
    __table_args__ = (
        Index("ix_licences_holder_no", "holder_no"),
        Index("ix_licences_uscc", "uscc"),
        Index("ix_licences_initials", "initials"),
        Index("ix_licences_address", "address"),
    )

    id: int | None = big_key()
    licence_no: str = Field(max_length=12, unique=True)
    version: int = 1
    status: str = Field(max_length=20)  # active, suspended, expired, cancelled, recalled, annulled
    holder_kind: str = Field(max_length=12)
    holder_name: str
    holder_no: str = Field(default="", max_length=40)
    uscc: str = Field(default="", max_length=40)
    legal_rep_name: str = ""
    legal_rep_no: str = Field(default="", max_length=40)
    initials: str = Field(default="", max_length=110)
    shop_name: str
    address: str
    district: str = Field(max_length=6)
    valid_from: date
    valid_to: date
    decided_on: date
    document_no: str = Field(max_length=64)
    application_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    changed_at: datetime
