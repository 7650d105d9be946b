"""Applications: the newest state of each, every revision with its bytes, attachments, quarantine."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big_key, json, partial_index, sealed

OPEN_STATES = "state IN ('received', 'correcting', 'accepted', 'examining')"  # in plain SQL, as queries must say it too


class ApplicationRow(SQLModel, table=True):
    """One application as it stands; its newest revision holds the form.

    What the queue filters and searches by is indexed in migrations.search, for each database in its way. Ids rise
    in the order of receipt.
    """

    __tablename__ = "applications"
    __table_args__ = (
        Index("uq_applications_ref", "channel", "channel_ref", unique=True),
        partial_index("ix_applications_open", "state", "card", "assigned_to", where=OPEN_STATES),
        partial_index("ix_applications_attention", "id", where="attention != ''"),
        partial_index("ix_applications_screening", "screened_at", where="screened_at IS NULL"),
        partial_index("ix_applications_due", "due_on", where="due_on IS NOT NULL"),
    )

    id: int | None = big_key()
    number: str = Field(max_length=20, unique=True)  # A-2026-000001
    channel: str = Field(max_length=20)
    channel_ref: str = Field(max_length=32)
    revision: int
    item: str = Field(max_length=10)
    state: str = Field(max_length=16)
    party_kind: str = Field(max_length=12)
    party_name: str
    party_no: str = Field(default="", max_length=40)  # normal form: ID number of a person or operator, else USCC
    uscc: str = Field(default="", max_length=40)  # normal form
    initials: str = Field(default="", max_length=110)
    shop_initials: str = Field(default="", max_length=110)
    shop_name: str
    address: str
    district: str = Field(max_length=6)
    licence_no: str = Field(default="", max_length=40)
    submitted_at: datetime
    updated_at: datetime
    received_at: datetime
    accepted_at: datetime | None = None
    decided_at: datetime | None = None
    due_on: date | None = None
    due_provisional: bool = False
    extended: bool = False
    card: str = Field(default="none", max_length=8)
    assigned_to: str | None = Field(default=None, max_length=40)
    taken_over: str | None = Field(default=None, max_length=20)  # the office that has it, where not its district's
    offered_to: str | None = Field(default=None, max_length=20)  # the office whose answer to a hand-over is awaited
    correction_asked_at: datetime | None = None
    corrections: int = 0
    missing: list[list[str]] = json()  # [code, text] of rules.completeness
    attention: str = Field(default="", max_length=40)  # new_revision, conflict, withdrawn_late, stale …
    screening: str = Field(default="", max_length=12)  # outcome of the newest screening
    screened_at: datetime | None = None
    site_check: dict[str, Any] | None = json()
    version: int = 1


class RevisionRow(SQLModel, table=True):
    """One revision as it came; `raw` are its exact bytes."""

    __tablename__ = "application_revisions"
    __table_args__ = (
        Index("uq_application_revisions", "application_id", "revision", unique=True),
        partial_index("ix_application_revisions_unacknowledged", "channel", where="acknowledged_at IS NULL"),
    )

    id: int | None = big_key()
    application_id: int = Field(sa_type=sa.BigInteger, foreign_key="applications.id", ondelete="RESTRICT")
    channel: str = Field(max_length=20)
    channel_ref: str = Field(max_length=32)
    revision: int
    received_at: datetime
    digest: str = Field(max_length=64)
    raw: bytes = sealed()
    form: dict[str, Any] = json()
    acknowledged_at: datetime | None = None  # the moment of receipt where the channel wants no acknowledgement


class RevisionConflictRow(SQLModel, table=True):
    """The same identity with other content: the newer bytes, kept beside the older (contract 3.4)."""

    __tablename__ = "application_revision_conflicts"
    __table_args__ = (Index("uq_revision_conflicts", "revision_id", "digest", unique=True),)

    id: int | None = big_key()
    revision_id: int = Field(sa_type=sa.BigInteger, foreign_key="application_revisions.id", ondelete="RESTRICT")
    received_at: datetime
    digest: str = Field(max_length=64)
    raw: bytes = sealed()


class AttachmentRow(SQLModel, table=True):
    """One declared attachment; the bytes lie in the store under `sha256` once they are there."""

    __tablename__ = "attachments"
    __table_args__ = (
        Index("uq_attachments", "application_id", "revision", "channel_id", unique=True),
        partial_index("ix_attachments_due", "next_try_at", where="next_try_at IS NOT NULL"),
        partial_index("ix_attachments_missing", "application_id", where="state = 'missing'"),
        partial_index("ix_attachments_sha256", "sha256", where="sha256 <> ''"),
    )

    id: int | None = big_key()
    application_id: int = Field(sa_type=sa.BigInteger, foreign_key="applications.id", ondelete="RESTRICT")
    revision: int
    channel: str = Field(max_length=20)
    channel_ref: str = Field(max_length=32)
    channel_id: str = Field(max_length=64)
    kind: str = Field(max_length=20)
    name: str  # untrusted, for display only
    size: int = Field(sa_type=sa.BigInteger)
    digest: str = Field(max_length=64)
    algorithm: str = Field(max_length=8)
    url: str | None = None
    state: str = Field(default="waiting", max_length=12)  # waiting, stored, quarantined, refused, missing
    sha256: str = Field(default="", max_length=64)
    media_type: str = Field(default="", max_length=60)
    tries: int = 0
    mismatches: int = 0
    first_tried_at: datetime | None = None
    next_try_at: datetime | None = None
    note: str = ""


class QuarantineRow(SQLModel, table=True):
    """What could not be understood, with its bytes; never dropped, never in the way of others."""

    __tablename__ = "quarantine"
    __table_args__ = (
        Index("uq_quarantine", "channel", "digest", unique=True),
        Index("ix_quarantine_open", "resolved_at", "id"),
    )

    id: int | None = big_key()
    channel: str = Field(max_length=20)
    channel_ref: str = Field(default="", max_length=64)
    revision: int = 0
    place: str = ""
    reason: str = ""
    digest: str = Field(max_length=64)
    raw: bytes = sealed()
    first_seen_at: datetime
    last_seen_at: datetime
    times: int = 1
    acknowledged_at: datetime | None = None
    resolved_at: datetime | None = None
    resolution: str = ""


class ScreeningRow(SQLModel, table=True):
    """One screening as a snapshot: what was asked, answered and concluded, under which rules."""

    __tablename__ = "screenings"
    __table_args__ = (
        Index("ix_screenings_application", "application_id", "id"),
        Index("ix_screenings_judged", "judged_on", "id"),
    )

    id: int | None = big_key()
    application_id: int = Field(sa_type=sa.BigInteger, foreign_key="applications.id", ondelete="RESTRICT")
    revision: int
    at: datetime
    judged_on: date
    outcome: str = Field(max_length=12)
    findings: list[dict[str, Any]] = json()
    case: dict[str, Any] = json()
    rules_digest: str = Field(default="", max_length=64)


class ProposalRow(SQLModel, table=True):
    """A deed that one officer proposed and a second one must confirm."""

    __tablename__ = "proposals"
    __table_args__ = (
        Index("ix_proposals_open", "subject", "closed_at"),
        partial_index("ix_proposals_waiting", "by", where="closed_at IS NULL"),
    )

    id: int | None = big_key()
    subject: str = Field(max_length=200)
    deed: str = Field(max_length=60)
    reason: str = Field(default="", max_length=60)
    note: str = ""
    by: str = Field(max_length=40)
    at: datetime
    closed_at: datetime | None = None
    closed_by: str | None = Field(default=None, max_length=40)
    result: str = Field(default="", max_length=20)  # confirmed, rejected, undone


class HistoryRow(SQLModel, table=True):
    """What happened to a subject, in order; each row names the ledger entry that proves it."""

    __tablename__ = "history"
    __table_args__ = (Index("ix_history_subject", "subject", "id"),)

    id: int | None = big_key()
    subject: str = Field(max_length=200)
    at: datetime
    by: str = Field(max_length=40)
    deed: str = Field(max_length=60)
    note: str = ""
    ledger_seq: int = Field(sa_type=sa.BigInteger)


class SequenceRow(SQLModel, table=True):
    """A gap-free sequence; `returned` holds numbers given back by an undo, used first."""

    __tablename__ = "sequences"

    name: str = Field(primary_key=True, max_length=60)
    next: int = 1
    returned: list[int] = json()


class ChannelRow(SQLModel, table=True):
    """How far a channel was read, and how it is."""

    __tablename__ = "channels"

    name: str = Field(primary_key=True, max_length=20)
    bookmark: str = ""
    rescanned_on: date | None = None
    duplicates_ignored: int = Field(default=0, sa_type=sa.BigInteger)
    received: int = Field(default=0, sa_type=sa.BigInteger)
    quarantined: int = Field(default=0, sa_type=sa.BigInteger)


class UndoRow(SQLModel, table=True):
    """What a deed changed, so that it can be taken back while nothing has left the house."""

    __tablename__ = "undo_records"
    __table_args__ = (Index("ix_undo_subject", "subject", "id"), Index("ix_undo_officer", "by", "id"))

    id: int | None = big_key()
    subject: str = Field(max_length=200)
    deed: str = Field(max_length=60)
    by: str = Field(max_length=40)
    at: datetime
    until: datetime
    ledger_seq: int = Field(sa_type=sa.BigInteger)
    before: dict[str, Any] = json()  # column → value of the application before the deed
    licence: dict[str, Any] | None = json()  # the licence row before; {} = there was none
    licence_no: str = Field(default="", max_length=12)
    numbers: list[list[Any]] = json()  # [sequence, number] taken by the deed
    undone_at: datetime | None = None
