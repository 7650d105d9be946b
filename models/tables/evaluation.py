"""The bureau's credit evaluation of retailers: where each licence stands, how that came, and what was disputed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big_key, json, partial_index


class StandingRow(SQLModel, table=True):
    """The grade of one licence as last reckoned; a later day may give another (usecases.evaluations)."""

    __tablename__ = "credit_standings"
    __table_args__ = (Index("ix_credit_standings_grade", "grade", "licence_no"),)

    licence_no: str = Field(primary_key=True, max_length=12)
    grade: str = Field(max_length=2)
    score: int
    since_on: date  # the day from which score and grade are these


class StandingChangeRow(SQLModel, table=True):
    """One change of score or grade, with its reasons as they were."""

    __tablename__ = "credit_standing_changes"
    __table_args__ = (Index("ix_credit_standing_changes_licence", "licence_no", "id"),)

    id: int | None = big_key()
    licence_no: str = Field(max_length=12)
    on: date
    grade: str = Field(max_length=2)
    score: int
    reasons: list[dict[str, Any]] = json()
    table_digest: str = Field(max_length=64)  # of content/evaluation.toml
    at: datetime


class EvaluationDisputeRow(SQLModel, table=True):
    """One event that a retailer disputes; upheld, it does not count any more."""

    __tablename__ = "evaluation_disputes"
    __table_args__ = (
        partial_index("uq_evaluation_disputes_open", "licence_no", "ref", where="state = 'open'", unique=True),
        Index("ix_evaluation_disputes_state", "state", "licence_no"),
    )

    id: int | None = big_key()
    licence_no: str = Field(max_length=12)
    ref: str = Field(max_length=128)  # document number of the decision or of the act
    reason: str = ""
    state: str = Field(default="open", max_length=12)  # open, upheld, turned_down
    by: str = Field(max_length=40)
    at: datetime
    answer: str = ""
    settled_by: str | None = Field(default=None, max_length=40)
    settled_at: datetime | None = None
