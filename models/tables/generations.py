"""Which generation of columns each receiver of records has been given, and what was changed for it on the way."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big, big_key


class GenerationRow(SQLModel, table=True):
    """The generation in which the records of one receiver are held; only a deed changes it."""

    __tablename__ = "generations"

    system: str = Field(primary_key=True, max_length=20)
    generation: str = Field(max_length=20)
    since: datetime
    switched_by: str | None = Field(default=None, max_length=40)  # None: so from the first record
    note: str = ""


class AdjustmentRow(SQLModel, table=True):
    """A value of one message that was left out or replaced because the receiver would refuse it."""

    __tablename__ = "outbox_adjustments"
    __table_args__ = (Index("ix_outbox_adjustments_message", "message_id"),)

    id: int | None = big_key()
    message_id: int = big()
    column: str = Field(max_length=60)
    action: str = Field(max_length=12)  # suppressed, replaced
    sent: str = ""  # what went instead
    line: int  # of the profile
    why: str
