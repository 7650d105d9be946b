"""Queries about judgment defaulters: who asked, why, about which application, and what was answered."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big_key, json, partial_index


class DefaulterQueryRow(SQLModel, table=True):
    """One query that was answered (reference city 9); who is meant stands in the application, not here."""

    __tablename__ = "defaulter_queries"
    __table_args__ = (
        Index("uq_defaulter_queries", "application_id", "log_no", unique=True),
        partial_index("ix_defaulter_queries_met", "id", where="result <> 'clear'"),
    )

    id: int | None = big_key()
    application_id: int = Field(sa_type=sa.BigInteger, foreign_key="applications.id", ondelete="RESTRICT")
    revision: int
    phase: str = Field(max_length=10)  # receipt, decision
    purpose: str = Field(max_length=200)  # the reason that the other side was given
    by: str = Field(max_length=40)
    at: datetime
    result: str = Field(max_length=10)  # hit, possible, clear
    role: str = Field(default="", max_length=12)  # applicant, legal_rep: whom the entry names
    case_nos: list[str] = json()
    log_no: str = Field(max_length=64)  # theirs
    as_of: str = Field(default="", max_length=40)  # as they wrote it
    feedback_key: str = Field(default="", max_length=200)  # the message that said what was done about it
