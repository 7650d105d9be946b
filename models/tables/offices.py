"""Offices: where officers belong, who is away, who has which case open, what is handed over, saved views."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big_key, json, partial_index


class OfficeMemberRow(SQLModel, table=True):
    """Which office of content/offices.toml an officer belongs to; without a row it is the city bureau."""

    __tablename__ = "office_members"
    __table_args__ = (Index("ix_office_members_office", "office", "login"),)

    login: str = Field(primary_key=True, max_length=40)
    office: str = Field(max_length=20)


class AbsenceRow(SQLModel, table=True):
    """Days on which an officer is away, both included, and who stands in."""

    __tablename__ = "officer_absences"
    __table_args__ = (
        Index("ix_officer_absences_login", "login", "to_on"),
        Index("ix_officer_absences_deputy", "deputy", "to_on"),
    )

    id: int | None = big_key()
    login: str = Field(max_length=40)
    from_on: date
    to_on: date
    deputy: str = Field(max_length=40)
    entered_by: str = Field(max_length=40)
    entered_at: datetime
    cancelled_at: datetime | None = None


class CaseLockRow(SQLModel, table=True):
    """Who has an application open for a decision, as others see it; it ends by itself and forbids nothing."""

    __tablename__ = "case_locks"

    number: str = Field(primary_key=True, max_length=20)
    login: str = Field(max_length=40)
    since: datetime
    until: datetime


class TransferRow(SQLModel, table=True):
    """One hand-over of an application to another office; open until that accepts it or sends it back."""

    __tablename__ = "transfers"
    __table_args__ = (
        partial_index("uq_transfers_open", "number", where="closed_at IS NULL", unique=True),
        Index("ix_transfers_number", "number", "id"),
    )

    id: int | None = big_key()
    number: str = Field(max_length=20)
    from_office: str = Field(max_length=20)
    to_office: str = Field(max_length=20)
    note: str = ""
    by: str = Field(max_length=40)
    at: datetime
    seq: int  # of the ledger
    closed_at: datetime | None = None
    closed_seq: int | None = None
    closed_by: str = Field(default="", max_length=40)
    result: str = Field(default="", max_length=10)  # accepted, returned, ended (with the application)


class SavedViewRow(SQLModel, table=True):
    """A filter that an officer gave a name."""

    __tablename__ = "saved_views"
    __table_args__ = (Index("uq_saved_views", "login", "screen", "name", unique=True),)

    id: int | None = big_key()
    login: str = Field(max_length=40)
    screen: str = Field(max_length=30)
    name: str = Field(max_length=40)
    wanted: dict[str, Any] = json()
