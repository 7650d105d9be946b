"""Arrivals: rows of a long walk, kept as they came before anything of ours looks at them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big_key, blob, sealed


class ArrivalRow(SQLModel, table=True):
    """One row as it came, until it is entered (usecases.arrivals); the same bytes are kept once.

    Ids rise within a channel in the order of commit. `channel_ref` and `revision` are empty and 0 where they cannot
    be told at a glance: only the bytes count.
    """

    __tablename__ = "arrivals"
    __table_args__ = (Index("uq_arrivals", "channel", "channel_ref", "revision", "digest", unique=True),)

    id: int | None = big_key()
    channel: str = Field(max_length=20)
    channel_ref: str = Field(default="", max_length=64)
    revision: int = Field(default=0, sa_type=sa.BigInteger)
    digest: bytes = blob()  # keyed, of the bytes as they came: a plain one could be guessed
    raw: bytes = sealed()
    received_at: datetime
