"""Blacklists: entries with their term and reason, lifted by deed, never deleted."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big_key, json


class BlacklistRow(SQLModel, table=True):
    """One entry of one list."""

    __tablename__ = "blacklist_entries"
    __table_args__ = (
        Index("ix_blacklist_number", "number"),
        Index("ix_blacklist_core", "core"),
        Index("ix_blacklist_initials", "initials"),
        Index("ix_blacklist_syllables", "syllables"),
        Index("ix_blacklist_list", "list_name", "lifted_at", "id"),
    )

    id: int | None = big_key()
    list_name: str = Field(max_length=60)
    name: str = Field(max_length=200)
    number: str = Field(default="", max_length=40)  # normal form
    kind: str = Field(default="", max_length=12)
    reason: str = ""
    from_on: date | None = None
    to_on: date | None = None
    source: str = ""
    core: str = Field(default="", max_length=210)  # rules.names normal form
    initials: str = Field(default="", max_length=210)  # of the core
    syllables: str = Field(default="", max_length=500)  # pinyin of the core, for homophones
    import_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    added_at: datetime
    added_by: str = Field(max_length=40)
    lifted_at: datetime | None = None
    lifted_by: str | None = Field(default=None, max_length=40)
    lifted_reason: str = ""


class BlacklistImportRow(SQLModel, table=True):
    """One import of a list, with its counts."""

    __tablename__ = "blacklist_imports"

    id: int | None = big_key()
    list_name: str = Field(max_length=60)
    source: str = ""
    file_sha256: str = Field(max_length=64)
    counts: dict[str, int] = json()
    at: datetime
    by: str = Field(max_length=40)
