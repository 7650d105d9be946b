"""What is kept of published records beside their messages: holds, rejections, differences with the receiver."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big, big_key, partial_index, sealed


class RecordHoldRow(SQLModel, table=True):
    """Why a record may not be sent: repaired (for ever) or disputed (until `ended_at`).

    A trigger on the outbox refuses to send what is repaired (migrations/publications.py).
    """

    __tablename__ = "record_holds"
    __table_args__ = (
        Index("uq_record_holds", "system", "record_key", "why", "source", unique=True),
        Index("ix_record_holds_subject", "system", "subject"),
    )

    id: int | None = big_key()
    system: str = Field(max_length=20)
    record_key: str = Field(max_length=300)  # the receiver's
    subject: str = Field(max_length=300)  # ours in the outbox
    why: str = Field(max_length=10)  # repaired, disputed
    source: str = Field(max_length=80)  # number of the feedback, or receipt, answer, reconciliation, deed
    since: datetime
    ended_at: datetime | None = None


class RejectionRow(SQLModel, table=True):
    """One rejection of a published record, in the receiver's own words; written by a trigger, whoever notes it."""

    __tablename__ = "rejections"
    __table_args__ = (Index("ix_rejections_subject", "system", "subject"),)

    id: int | None = big_key()
    message_id: int = big()
    system: str = Field(max_length=20)
    subject: str = Field(max_length=200)
    version: int = 1
    code: str = Field(default="", max_length=60)
    field: str = Field(default="", max_length=60)
    message: str = ""
    at: datetime  # of the try that was rejected


class DifferenceRow(SQLModel, table=True):
    """One record in which the receiver differs from us; closed by a later match, or by a person with a reason."""

    __tablename__ = "differences"
    __table_args__ = (
        partial_index("uq_differences_open", "system", "record_key", where="closed_at IS NULL", unique=True),
        Index("ix_differences_day", "system", "kind", "on"),
    )

    id: int | None = big_key()
    system: str = Field(max_length=20)
    kind: str = Field(max_length=20)
    on: date
    record_key: str = Field(max_length=300)
    difference: str = Field(max_length=10)  # missing, extra, different
    our_version: int | None = None
    our_hash: str = Field(default="", max_length=64)
    our_state: str = Field(default="", max_length=20)
    their_version: int | None = None
    their_hash: str = Field(default="", max_length=64)
    their_state: str = Field(default="", max_length=20)
    their_record: bytes = sealed()  # an extra one as they returned it, while it is open (usecases.differences.Returned)
    found_at: datetime
    seen_at: datetime
    closed_at: datetime | None = None
    closed_by: str = Field(default="", max_length=40)
    closed_why: str = Field(default="", max_length=500)
