"""The form library (免表): papers that were received once, each under one code, and where they were used again."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big_key


class PaperRow(SQLModel, table=True):
    """One paper of one holder; the bytes lie in the store under `digest`, the holder is a keyed reference."""

    __tablename__ = "papers"
    __table_args__ = (
        Index("uq_papers_digest", "holder_key", "kind", "digest", unique=True),
        Index("ix_papers_application", "first_application_id", "kind"),
    )

    id: int | None = big_key()
    code: str = Field(max_length=20, unique=True)  # P-2026-000001
    kind: str = Field(max_length=20)
    digest: str = Field(max_length=64)
    media_type: str = Field(default="", max_length=60)
    holder_key: str = Field(max_length=32)
    first_application_id: int = Field(sa_type=sa.BigInteger, foreign_key="applications.id", ondelete="RESTRICT")
    first_received_at: datetime
    valid_to: date | None = None  # the last day on which it may be used again; None: no limit


class PaperUseRow(SQLModel, table=True):
    """One paper taken for one application instead of asking for it again."""

    __tablename__ = "paper_uses"
    __table_args__ = (Index("uq_paper_uses", "application_id", "kind", unique=True),)

    id: int | None = big_key()
    application_id: int = Field(sa_type=sa.BigInteger, foreign_key="applications.id", ondelete="RESTRICT")
    code: str = Field(max_length=20)
    kind: str = Field(max_length=20)
    by: str = Field(max_length=40)
    at: datetime
    ledger_seq: int = Field(sa_type=sa.BigInteger)
