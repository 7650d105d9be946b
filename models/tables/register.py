"""The register: imports of existing licences, what a person must look at, reminders that were sent."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big_key, partial_index

CONCERN_KINDS = {  # kind: what it is called
    "suspension_ended": "停业期满未恢复",
    "suspended_too_long": "停业超过一年",
    "not_trading": "未办停业停止经营",
    "never_used": "领证后未经营",
}


class LicenceImportRow(SQLModel, table=True):
    """One import of a file of licences; one that was cut off goes on behind `position`."""

    __tablename__ = "licence_imports"
    __table_args__ = (partial_index("uq_licence_imports_open", "sha256", where="state = 'running'", unique=True),)

    id: int | None = big_key()
    sha256: str = Field(max_length=64)  # of the file's bytes
    file_name: str = Field(default="", max_length=200)
    source: str = Field(default="", max_length=200)
    state: str = Field(default="running", max_length=10)  # running, done
    position: int = 0  # rows of the file that were dealt with
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    faulty: int = 0
    warned: int = 0
    by: str = Field(max_length=40)
    started_at: datetime
    updated_at: datetime
    finished_at: datetime | None = None


class LicenceImportNoteRow(SQLModel, table=True):
    """One fault or warning about one line of an imported file."""

    __tablename__ = "licence_import_notes"
    __table_args__ = (Index("ix_licence_import_notes", "import_id", "id"),)

    id: int | None = big_key()
    import_id: int = Field(sa_type=sa.BigInteger, foreign_key="licence_imports.id", ondelete="RESTRICT")
    line: int
    field: str = Field(default="", max_length=60)
    kind: str = Field(max_length=8)  # fault, warning
    licence_no: str = Field(default="", max_length=40)
    message: str = ""


class LicenceConcernRow(SQLModel, table=True):
    """Something about a licence that a person must look at; one open row a (licence, kind)."""

    __tablename__ = "licence_concerns"
    __table_args__ = (
        partial_index("uq_licence_concerns_open", "licence_no", "kind", where="closed_on IS NULL", unique=True),
        partial_index("ix_licence_concerns_kind", "kind", "licence_no", where="closed_on IS NULL"),
    )

    id: int | None = big_key()
    licence_no: str = Field(max_length=12)
    kind: str = Field(max_length=20)  # expired, suspended_too_long, not_trading, never_used
    since_on: date  # the first day on which it is so
    basis: str = ""  # the term in force, with its instrument
    pieces: str = ""  # the arithmetic in words
    found_at: datetime
    closed_on: date | None = None


class RenewalReminderRow(SQLModel, table=True):
    """One reminder before the end of a licence: unique, so that none is ever sent twice."""

    __tablename__ = "renewal_reminders"
    __table_args__ = (
        Index("uq_renewal_reminders", "licence_no", "valid_to", "distance", unique=True),
        Index("ix_renewal_reminders_at", "at"),
    )

    id: int | None = big_key()
    licence_no: str = Field(max_length=12)
    valid_to: date
    distance: int  # days before the end
    way: str = Field(max_length=10)  # sms, wechat, letter, none: nobody could be reached
    message_key: str = Field(default="", max_length=200)
    text: str = ""
    at: datetime
