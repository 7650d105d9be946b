"""Dossiers (一卷一档): each with its number, lock and retention, its entries, and every file that was bound of it."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big_key, json, partial_index


class DossierRow(SQLModel, table=True):
    """The dossier of one application or of the acts on one licence; open again only by a deed with a reason."""

    __tablename__ = "dossiers"
    __table_args__ = (
        Index("ix_dossiers_subject", "subject", "id"),
        partial_index("ix_dossiers_unbound", "id", where="sha256 = ''"),
        partial_index("ix_dossiers_retention", "retention_until", where="retention_until IS NOT NULL"),
    )

    id: int | None = big_key()
    number: str = Field(max_length=64, unique=True)  # 厦烟许卷〔2026〕第1号
    subject: str = Field(max_length=200)
    title: str
    party: str
    item: str = Field(max_length=10)  # "act" for acts on a licence
    outcome: str = Field(max_length=16)
    state: str = Field(default="locked", max_length=8)  # locked, open
    pages: int = 0
    gaps: list[list[str]] = json()  # [name, reason], as they were when it was closed
    reason: str = ""  # why it was closed with gaps, or opened again
    retention_class: str = Field(max_length=20)
    retention_title: str = Field(max_length=40)
    retention_until: date | None = None  # the last day; None: for ever
    locked_at: datetime
    locked_by: str = Field(max_length=40)
    second_by: str = Field(default="", max_length=40)  # who agreed to the gaps
    supplements: int = 0
    manifest_sha256: str = Field(max_length=64)
    sha256: str = Field(default="", max_length=64)  # of the newest file
    ledger_seq: int = Field(sa_type=sa.BigInteger)


class DossierEntryRow(SQLModel, table=True):
    """One line of a dossier's catalogue; the bytes lie in the store under `sha256`."""

    __tablename__ = "dossier_entries"
    __table_args__ = (Index("uq_dossier_entries", "dossier_id", "position", unique=True),)

    id: int | None = big_key()
    dossier_id: int = Field(sa_type=sa.BigInteger, foreign_key="dossiers.id", ondelete="RESTRICT")
    position: int
    section: str = Field(max_length=20)
    key: str = Field(max_length=200)
    title: str
    kind: str = Field(default="", max_length=30)
    sha256: str = Field(default="", max_length=64)  # "": there are no bytes
    media_type: str = Field(default="", max_length=60)
    made_at: str = Field(default="", max_length=40)
    signer: str = ""
    pages: int
    page_from: int
    page_to: int
    data: dict[str, Any] | None = json()  # the values of a sheet of our own
    lacking: str = ""
    supplement: int = 0


class DossierFileRow(SQLModel, table=True):
    """One file that was bound of a dossier; older ones stay known when it was supplemented."""

    __tablename__ = "dossier_files"
    __table_args__ = (Index("ix_dossier_files_sha256", "sha256"), Index("ix_dossier_files_dossier", "dossier_id", "id"))

    id: int | None = big_key()
    dossier_id: int = Field(sa_type=sa.BigInteger, foreign_key="dossiers.id", ondelete="RESTRICT")
    sha256: str = Field(max_length=64)
    manifest_sha256: str = Field(max_length=64)
    seal: str = Field(default="", max_length=60)
    pages: int
    size: int = Field(sa_type=sa.BigInteger)
    made_at: datetime
    ledger_seq: int = Field(sa_type=sa.BigInteger)
