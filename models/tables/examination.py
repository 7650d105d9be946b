"""Examination: site checks, the layout plan, the opinions of units, hearings."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big_key, json, partial_index


class SiteCheckRow(SQLModel, table=True):
    """One visit of two inspectors: planned, then recorded at the premises (ALL 34(3))."""

    __tablename__ = "site_checks"
    __table_args__ = (
        Index("ix_site_checks_application", "application_id", "id"),
        partial_index("uq_site_checks_planned", "application_id", where="ended_at IS NULL", unique=True),
    )

    id: int | None = big_key()
    application_id: int = Field(sa_type=sa.BigInteger, foreign_key="applications.id", ondelete="RESTRICT")
    subject: str = Field(max_length=20)
    inspectors: list[list[str]] = json()  # [login, name, certificate number]
    planned_on: date
    planned_by: str = Field(max_length=40)
    planned_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    found: dict[str, Any] | None = json()  # what was measured and seen; the words of usecases.site_checks
    photos: list[list[Any]] | None = json()  # [sha256, name, media type, size]
    document_no: str = Field(default="", max_length=60)
    recorded_by: str = Field(default="", max_length=40)
    planned_seq: int = Field(sa_type=sa.BigInteger)  # the ledger entries of plan and record: an undo finds its row
    recorded_seq: int | None = Field(default=None, sa_type=sa.BigInteger)
    dropped_seq: int | None = Field(default=None, sa_type=sa.BigInteger)  # the application ended before it


class LayoutPlanRow(SQLModel, table=True):
    """One version of a district's layout plan (合理布局); a later one for the same district ends it."""

    __tablename__ = "layout_plans"
    __table_args__ = (Index("uq_layout_plans", "district", "valid_from", unique=True),)

    id: int | None = big_key()
    name: str = Field(max_length=100)
    district: str = Field(max_length=6)
    valid_from: date
    valid_to: date | None = None
    school_buffer_m: float | None = None
    sha256: str = Field(max_length=64)  # of the file that it came with
    imported_by: str = Field(max_length=40)
    imported_at: datetime


class LayoutCellRow(SQLModel, table=True):
    """One cell of a plan; `places` are pieces of addresses that lie in it, `quota` the most shops that it may have."""

    __tablename__ = "layout_cells"
    __table_args__ = (Index("uq_layout_cells", "plan_id", "code", unique=True),)

    id: int | None = big_key()
    plan_id: int = Field(sa_type=sa.BigInteger, foreign_key="layout_plans.id", ondelete="RESTRICT")
    code: str = Field(max_length=20)
    name: str = Field(max_length=100)
    area_type: str = Field(default="", max_length=40)
    min_spacing_m: float | None = None
    quota: int | None = None
    places: list[str] = json()


class LayoutPlaceRow(SQLModel, table=True):
    """In which cell the premises of an application lie, as its newest screening found."""

    __tablename__ = "layout_places"
    __table_args__ = (Index("ix_layout_places_cell", "district", "code"),)

    application_id: int = Field(
        sa_type=sa.BigInteger, foreign_key="applications.id", ondelete="RESTRICT", primary_key=True
    )
    district: str = Field(max_length=6)
    code: str = Field(max_length=20)


class ReviewRow(SQLModel, table=True):
    """What one unit was asked about an application and what it answered: agree, object or conditions."""

    __tablename__ = "reviews"
    __table_args__ = (
        partial_index("uq_reviews_open", "application_id", "unit", where="answered_at IS NULL", unique=True),
        Index("ix_reviews_application", "application_id", "id"),
        partial_index("ix_reviews_waiting", "unit", "due_on", where="answered_at IS NULL"),
    )

    id: int | None = big_key()
    application_id: int = Field(sa_type=sa.BigInteger, foreign_key="applications.id", ondelete="RESTRICT")
    subject: str = Field(max_length=20)
    unit: str = Field(max_length=20)  # of content/law/reviews.toml
    question: str = ""
    due_on: date
    provisional: bool = False
    asked_by: str = Field(max_length=40)
    asked_at: datetime
    opinion: str = Field(default="", max_length=12)  # agree, object, conditions
    answer: str = ""
    answered_by: str = Field(default="", max_length=40)
    answered_at: datetime | None = None
    asked_seq: int = Field(sa_type=sa.BigInteger)
    answered_seq: int | None = Field(default=None, sa_type=sa.BigInteger)
    dropped_seq: int | None = Field(default=None, sa_type=sa.BigInteger)  # the application ended before it


class HearingRow(SQLModel, table=True):
    """One hearing: the right that was offered, the request or its waiver, the notice, the record (ALL 46–48)."""

    __tablename__ = "hearings"
    __table_args__ = (
        Index("ix_hearings_application", "application_id", "id"),
        partial_index("uq_hearings_open", "application_id", where="ended_at IS NULL", unique=True),
    )

    id: int | None = big_key()
    application_id: int = Field(sa_type=sa.BigInteger, foreign_key="applications.id", ondelete="RESTRICT")
    subject: str = Field(max_length=20)
    matter: str
    offered_on: date
    request_until: date
    right_no: str = Field(max_length=60)  # number of the document
    requested_on: date | None = None
    requested_by: str = ""  # applicant or interested party, as written
    hold_until: date | None = None
    noticed_on: date | None = None
    notice_no: str = Field(default="", max_length=60)
    held_on: date | None = None
    held_time: str = Field(default="", max_length=20)
    place: str = ""
    host: str = Field(default="", max_length=40)
    recorder: str = Field(default="", max_length=40)
    open: bool = True
    attending: list[str] | None = json()
    record: list[list[str]] | None = json()  # [speaker, what was said]
    conclusion: str = ""
    record_no: str = Field(default="", max_length=60)
    waived_on: date | None = None
    ended_at: datetime | None = None  # held, waived or dropped
    offered_seq: int = Field(sa_type=sa.BigInteger)
    dropped_seq: int | None = Field(default=None, sa_type=sa.BigInteger)  # the application ended before it
