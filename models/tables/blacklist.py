"""Blacklists: the lists, their versions, their entries (lifted by deed, never deleted), and whom an entry fits."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big_key, json, partial_index


class BlacklistListRow(SQLModel, table=True):
    """One wording of one list: what it is, who answers for it, what a hit means; a change is a new row."""

    __tablename__ = "blacklist_lists"
    __table_args__ = (
        partial_index("uq_blacklist_lists_standing", "name", where="state = 'standing'", unique=True),
        partial_index("uq_blacklist_lists_proposed", "name", where="state = 'proposed'", unique=True),
        Index("ix_blacklist_lists_name", "name", "id"),
    )

    id: int | None = big_key()
    name: str = Field(max_length=60)
    state: str = Field(max_length=12)  # proposed, standing, replaced, rejected, closed
    source: str = Field(default="", max_length=200)  # who gives it
    reason: str = Field(default="", max_length=500)  # why one stands in it
    basis: str = Field(default="", max_length=300)  # instrument and article
    answers: str = Field(default="", max_length=40)  # login of the officer who answers for it
    months: int = 0  # an entry without an end ends so long after its beginning; 0 = never
    bars: bool = False  # a hit by number is a ground of refusal under `basis`; otherwise it asks
    feed: str = Field(default="hand", max_length=8)  # hand, file, source
    place: str = Field(default="", max_length=200)  # of a source: a folder, or the name of a system
    stale_days: int = 0  # older than so, doctor and home warn; 0 = never
    most_changed: int = 20  # percent of the entries that a refresh may change or remove without a person
    note: str = Field(default="", max_length=500)  # why it was changed or closed
    proposed_by: str = Field(max_length=40)
    proposed_at: datetime
    confirmed_by: str = Field(default="", max_length=40)  # the second officer, for a list that bars
    begun_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str = Field(default="", max_length=40)


class BlacklistVersionRow(SQLModel, table=True):
    """One state of a list: an import, a refresh, an undo, or one entry by hand; ids rise over all lists."""

    __tablename__ = "blacklist_versions"
    __table_args__ = (Index("uq_blacklist_versions", "list_name", "number", unique=True),)

    id: int | None = big_key()
    list_name: str = Field(max_length=60)
    number: int  # of this list, from 1
    kind: str = Field(max_length=10)  # imported, refreshed, undone, added, lifted, closed
    source: str = Field(default="", max_length=200)
    file_sha256: str = Field(default="", max_length=64)
    counts: dict[str, int] = json()  # added, changed, removed, unchanged
    undoes: int | None = None  # the number of the version that this one takes back
    reason: str = Field(default="", max_length=500)
    at: datetime
    by: str = Field(max_length=40)


class BlacklistRow(SQLModel, table=True):
    """One entry of one list; it stands in the versions from `version_id` until before `lifted_version`."""

    __tablename__ = "blacklist_entries"
    __table_args__ = (
        Index("ix_blacklist_number", "number"),
        Index("ix_blacklist_core", "core"),
        Index("ix_blacklist_initials", "initials"),
        Index("ix_blacklist_syllables", "syllables"),
        Index("ix_blacklist_list", "list_name", "lifted_at", "id"),
        Index("ix_blacklist_version", "version_id"),
        partial_index("ix_blacklist_lifted_version", "lifted_version", where="lifted_version IS NOT NULL"),
    )

    id: int | None = big_key()
    list_name: str = Field(max_length=60)
    name: str = Field(max_length=200)
    number: str = Field(default="", max_length=40)  # normal form
    kind: str = Field(default="", max_length=12)
    reason: str = ""
    from_on: date | None = None
    to_on: date | None = None
    source: str = ""
    core: str = Field(default="", max_length=210)  # rules.names normal form
    initials: str = Field(default="", max_length=210)  # of the core
    syllables: str = Field(default="", max_length=500)  # pinyin of the core, for homophones
    version_id: int = Field(sa_type=sa.BigInteger)
    added_at: datetime
    added_by: str = Field(max_length=40)
    lifted_version: int | None = Field(default=None, sa_type=sa.BigInteger)
    lifted_at: datetime | None = None
    lifted_by: str | None = Field(default=None, max_length=40)
    lifted_reason: str = ""


class ListHitRow(SQLModel, table=True):
    """One entry that fits one party of a licence or application, and what a person said of it.

    The pair is known by what entry and party say, so that it is asked anew only when one of them changes.
    """

    __tablename__ = "list_hits"
    __table_args__ = (
        Index("uq_list_hits", "subject", "entry_digest", "party_digest", unique=True),
        Index("ix_list_hits_pair", "entry_digest", "party_digest"),
        Index("ix_list_hits_entry", "entry_id"),
        Index("ix_list_hits_state", "state", "id"),
    )

    id: int | None = big_key()
    subject: str = Field(max_length=200)  # number of the licence or application
    subject_kind: str = Field(max_length=12)  # licence, application
    role: str = Field(max_length=12)  # holder, shop, legal_rep
    party_name: str
    party_numbers: list[str] = json()
    party_digest: str = Field(max_length=64)
    list_name: str = Field(max_length=60)
    entry_id: int = Field(sa_type=sa.BigInteger)  # the newest entry that says so
    entry_name: str
    entry_number: str = Field(default="", max_length=40)
    entry_digest: str = Field(max_length=64)
    score: float
    same_number: bool
    parts: list[str] = json()  # the reasons of the score, one by one
    state: str = Field(max_length=10)  # waiting, confirmed, dismissed, gone
    found_at: datetime
    version_id: int = Field(sa_type=sa.BigInteger)  # the newest version of the lists that was looked at
    decided_at: datetime | None = None
    decided_by: str = Field(default="", max_length=40)
    why: str = Field(default="", max_length=500)
    until_on: date | None = None  # a dismissal ends; then a person is asked again


class RescreeningRow(SQLModel, table=True):
    """One look at every licence and open application, against what versions of the lists changed; goes on if cut."""

    __tablename__ = "rescreenings"
    __table_args__ = (Index("uq_rescreenings", "last_version", unique=True),)

    id: int | None = big_key()
    after_version: int = Field(sa_type=sa.BigInteger)  # changed entries: of versions behind this one …
    last_version: int = Field(sa_type=sa.BigInteger)  # … up to this one
    stage: str = Field(default="licences", max_length=12)  # lifted, licences, applications
    position: int = Field(default=0, sa_type=sa.BigInteger)  # id of the last party that was looked at
    block: int = Field(default=0, sa_type=sa.BigInteger)  # entries up to this id are done with every party
    entries: int = 0
    parties: int = Field(default=0, sa_type=sa.BigInteger)
    found: int = 0
    started_at: datetime
    finished_at: datetime | None = None


class LicenceRenamedRow(SQLModel, table=True):
    """One licence that waits for a look at the lists, because its parties changed or it is in force again."""

    __tablename__ = "licences_renamed"

    id: int | None = big_key()
    licence_id: int = Field(sa_type=sa.BigInteger)


class RefreshRow(SQLModel, table=True):
    """How the source of a list is: when it was last asked, when it last answered, what waits for a person."""

    __tablename__ = "blacklist_refreshes"

    list_name: str = Field(primary_key=True, max_length=60)
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    file_sha256: str = Field(default="", max_length=64)  # of what it last answered
    fault: str = ""  # why it did not, or was not taken
    waiting: dict[str, Any] | None = json()  # counts of a refresh that is held for a person
