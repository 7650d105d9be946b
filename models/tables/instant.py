"""Instant approval: what was judged and decided at once, with the whole chain of reasons, and its one switch."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big_key, json, partial_index


class InstantDecisionRow(SQLModel, table=True):
    """One judgement of one screened application.

    Outcomes: waiting (screened, not judged yet) → granted, accepted, person (people decide) or overtaken (somebody
    decided meanwhile). `result` of the review of a sample: confirmed or objected.
    """

    __tablename__ = "instant_decisions"
    __table_args__ = (
        Index("ix_instant_decisions_application", "application_id", "id"),
        partial_index("ix_instant_decisions_waiting", "id", where="outcome = 'waiting'"),
        partial_index("ix_instant_decisions_samples", "id", where="sampled AND reviewed_at IS NULL"),
        Index("ix_instant_decisions_outcome", "outcome", "id"),
        Index("ix_instant_decisions_office", "office", "id"),
    )

    id: int | None = big_key()
    application_id: int = Field(sa_type=sa.BigInteger, foreign_key="applications.id", ondelete="RESTRICT")
    number: str = Field(max_length=20)
    item: str = Field(max_length=10)
    office: str = Field(default="", max_length=6)  # the district or city that is competent (usecases.whereabouts)
    revision: int
    offered_at: datetime
    outcome: str = Field(default="waiting", max_length=10)
    judged_at: datetime | None = None
    chain: list[dict[str, Any]] = json()  # rules.instant.Step
    rule: str = Field(default="", max_length=20)  # row of content/law/instant.toml
    rules_digest: str = Field(default="", max_length=64)
    ledger_seq: int | None = Field(default=None, sa_type=sa.BigInteger)
    sampled: bool = False
    reviewed_by: str = Field(default="", max_length=40)
    reviewed_at: datetime | None = None
    result: str = Field(default="", max_length=10)
    reason: str = ""


class InstantSwitchRow(SQLModel, table=True):
    """The one switch: a single row that every decision reads under a lock; no row = never stopped."""

    __tablename__ = "instant_switch"

    name: str = Field(primary_key=True, max_length=10)
    stopped: bool = False
    at: datetime | None = None
    by: str = Field(default="", max_length=40)
    reason: str = ""
