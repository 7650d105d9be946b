"""Jobs: who holds which lease, and what each run did; and the calendar loaded by an operator."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big_key


class LeaseRow(SQLModel, table=True):
    """One holder at a time; `epoch` rises with every new holder (fencing)."""

    __tablename__ = "leases"

    name: str = Field(primary_key=True, max_length=60)
    owner: str = Field(max_length=80)
    until: datetime
    epoch: int = Field(default=1, sa_type=sa.BigInteger)


class JobRunRow(SQLModel, table=True):
    """One run of one job."""

    __tablename__ = "job_runs"
    __table_args__ = (Index("ix_job_runs_job", "job", "id"),)

    id: int | None = big_key()
    job: str = Field(max_length=60)
    owner: str = Field(default="", max_length=80)
    started_at: datetime
    finished_at: datetime | None = None
    outcome: str = Field(default="running", max_length=10)  # running, ok, failed, skipped
    read: int = 0
    written: int = 0
    sent: int = 0
    error: str = ""


class CalendarDayRow(SQLModel, table=True):
    """One day of an official calendar loaded by an operator; it replaces the built-in day."""

    __tablename__ = "calendar_days"

    day: date = Field(primary_key=True)
    kind: str = Field(max_length=8)  # working, off
    name: str = Field(default="", max_length=40)
    source: str = ""
    loaded_at: datetime
