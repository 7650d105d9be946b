"""Ratings (好差评): what applicants think, kept as it came, and the return visits that unhappy ones call for."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big_key, partial_index


class RatingRow(SQLModel, table=True):
    """One rating; a guard in the database refuses every change of it. Its rater is kept masked only."""

    __tablename__ = "ratings"
    __table_args__ = (
        Index("uq_ratings", "system", "rating_id", unique=True),
        Index("ix_ratings_at", "at", "id"),
        Index("ix_ratings_subject", "subject", "id"),
        Index("ix_ratings_level", "level", "id"),
        Index("ix_ratings_office", "office", "id"),
    )

    id: int | None = big_key()
    system: str = Field(max_length=20)
    rating_id: str = Field(max_length=64)
    channel: str = Field(max_length=40)
    application_ref: str = Field(max_length=64)
    subject: str = Field(default="", max_length=20)  # our application; "" where we know none
    item: str = Field(default="", max_length=10)
    district: str = Field(default="", max_length=6)
    office: str = Field(default="", max_length=6)  # the district or city that is competent when it comes
    officer: str = Field(default="", max_length=40)  # who had the application in hand
    level: int  # 5 非常满意 … 1 非常不满意
    text: str = ""  # untrusted
    anonymous: bool = False
    rater: str = Field(default="", max_length=120)
    at: datetime
    received_at: datetime
    digest: str = Field(max_length=64)
    ledger_seq: int = Field(sa_type=sa.BigInteger)


class ReturnVisitRow(SQLModel, table=True):
    """The return visit (回访) that a rating of level 1 or 2 calls for; `recorded_at` None = still to be made."""

    __tablename__ = "return_visits"
    __table_args__ = (
        Index("uq_return_visits", "rating", unique=True),
        partial_index("ix_return_visits_open", "due_on", where="recorded_at IS NULL"),
    )

    id: int | None = big_key()
    rating: int = Field(sa_type=sa.BigInteger, foreign_key="ratings.id", ondelete="RESTRICT")
    due_on: date
    outcome: str = Field(default="", max_length=12)  # solved, explained, unreachable
    text: str = ""
    visited_at: datetime | None = None
    by: str = Field(default="", max_length=40)
    reply_key: str = Field(default="", max_length=64)  # of the outbox
    recorded_at: datetime | None = None


class RatingBookmarkRow(SQLModel, table=True):
    """How far a rating system was read, and when its last days were read anew."""

    __tablename__ = "rating_bookmarks"

    system: str = Field(primary_key=True, max_length=20)
    read_to: datetime
    reread_at: datetime
