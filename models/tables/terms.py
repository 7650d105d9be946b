"""Terms that run: pauses of the clock, cards that were handed out, what a recomputation changed."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big_key, blob, json, partial_index


class PauseRow(SQLModel, table=True):
    """Days of one application that are not counted (ALL 45); `to_on` None = the clock still stands."""

    __tablename__ = "pauses"
    __table_args__ = (
        Index("ix_pauses_application", "application_id", "id"),
        partial_index("uq_pauses_running", "application_id", "kind", where="to_on IS NULL", unique=True),
    )

    id: int | None = big_key()
    application_id: int = Field(sa_type=sa.BigInteger, foreign_key="applications.id", ondelete="RESTRICT")
    subject: str = Field(max_length=20)  # A-2026-000001
    kind: str = Field(max_length=16)  # hearing, expert_review, test, correction, investigation
    from_on: date
    to_on: date | None = None
    until_on: date | None = None  # how long it was said to take
    reason: str = ""
    begun_by: str = Field(max_length=40)
    begun_at: datetime
    ended_by: str = Field(default="", max_length=40)
    ended_at: datetime | None = None


class RunningTermRow(SQLModel, table=True):
    """A term of something else than the decision: delivery, hearing, change order, recall (L07, L10–L12, L17 …)."""

    __tablename__ = "running_terms"
    __table_args__ = (
        Index("uq_running_terms", "subject", "term", "from_on", unique=True),
        partial_index("ix_running_terms_open", "id", where="done_at IS NULL"),
        partial_index("ix_running_terms_due", "due_on", where="done_at IS NULL"),
    )

    id: int | None = big_key()
    subject: str = Field(max_length=200)
    term: str = Field(max_length=8)
    from_on: date
    due_on: date
    provisional: bool = False
    handler: str = Field(default="", max_length=40)
    item: str = Field(default="", max_length=10)
    district: str = Field(default="", max_length=6)
    begun_by: str = Field(max_length=40)
    begun_at: datetime
    done_at: datetime | None = None
    done_by: str = Field(default="", max_length=40)


class CardRow(SQLModel, table=True):
    """One card, handed out once; `told` are [login, part] and `messages` the keys of what was sent to them."""

    __tablename__ = "cards"
    __table_args__ = (
        Index("uq_cards", "subject", "term", "due_on", "kind", unique=True),
        partial_index("ix_cards_open", "id", where="answered_at IS NULL AND lifted_at IS NULL"),
        Index("ix_cards_given", "given_at", "id"),
        Index("ix_cards_handler", "handler", "id"),
        Index("ix_cards_office", "office", "id"),
    )

    id: int | None = big_key()
    subject: str = Field(max_length=200)
    term: str = Field(max_length=8)  # L01, L04, L05, L15, or that of a running term
    kind: str = Field(max_length=8)  # warning, yellow, red
    due_on: date
    given_at: datetime
    item: str = Field(default="", max_length=10)
    district: str = Field(default="", max_length=6)
    handler: str = Field(default="", max_length=40)
    office: str = Field(default="", max_length=6)  # the district or city that is competent (usecases.whereabouts)
    told: list[list[str]] = json()
    messages: list[str] = json()
    ledger_seq: int = Field(sa_type=sa.BigInteger)
    answered_at: datetime | None = None
    answered_by: str = Field(default="", max_length=40)
    reason: str = ""
    lifted_at: datetime | None = None  # its cause has gone: the last day was moved
    lifted_why: str = ""


class RecomputationRow(SQLModel, table=True):
    """One chunk of one recomputation: how the deadlines stood before and after, and every change (JSON bytes)."""

    __tablename__ = "deadline_recomputations"
    __table_args__ = (Index("ix_deadline_recomputations_run", "run_at", "id"),)

    id: int | None = big_key()
    run_at: datetime
    changed: int = 0
    before: dict[str, Any] = json()
    after: dict[str, Any] = json()
    changes: bytes = blob()  # [[number, due from, due to, card from, card to], …]; the ledger has its digest
    digest: str = Field(max_length=64)
    ledger_seq: int = Field(sa_type=sa.BigInteger)


class ContactRow(SQLModel, table=True):
    """How an officer is reached outside the console."""

    __tablename__ = "officer_contacts"

    login: str = Field(primary_key=True, max_length=40)
    mobile: str = Field(default="", max_length=20)
