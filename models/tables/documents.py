"""Documents: what was issued under which number, with the data that fill it, and the paper that was made of them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big_key, json, partial_index


class DocumentRow(SQLModel, table=True):
    """One numbered document of an application, a licence or a case.

    States: waiting (numbered, not yet on paper) → made (no seal is asked for) or sealed; fault (a person looks),
    void (its deed was taken back after the paper was made: the number stays used).
    """

    __tablename__ = "documents"
    __table_args__ = (
        Index("ix_documents_subject", "subject", "id"),
        Index("ix_documents_sequence", "sequence", "serial"),
        partial_index("ix_documents_due", "due_at", where="state = 'waiting'"),
        partial_index("ix_documents_unserved", "id", where="delivery_no = '' AND state <> 'waiting'"),
        partial_index("ix_documents_faults", "id", where="state = 'fault'"),
        partial_index("ix_documents_sha256", "sha256", where="sha256 <> ''"),
    )

    id: int | None = big_key()
    subject: str = Field(max_length=200)
    kind: str = Field(max_length=30)  # content/templates/catalogue.toml
    number: str = Field(max_length=64, unique=True)
    sequence: str = Field(default="", max_length=60)
    serial: int = 0
    title: str = Field(default="", max_length=60)
    issued_at: datetime
    by: str = Field(max_length=40)
    due_at: datetime  # not made before: until then its deed can be undone
    state: str = Field(default="waiting", max_length=8)
    data: dict[str, Any] = json()  # everything the template prints, as it was at the deed
    cites: str = Field(default="", max_length=64)  # number of the document that this one corrects
    template_sha256: str = Field(default="", max_length=64)
    sha256: str = Field(default="", max_length=64)  # of the file in the store
    sealed: bool = False
    seal: str = Field(default="", max_length=60)  # provider and certificate
    pages: int = 0
    size: int = Field(default=0, sa_type=sa.BigInteger)
    made_at: datetime | None = None
    sealed_at: datetime | None = None
    ledger_seq: int | None = Field(default=None, sa_type=sa.BigInteger)  # the entry with the digest
    fault: str = ""
    tries: int = 0
    delivery_no: str = Field(default="", max_length=20)  # by which it is served; "-" = it is not served, "" = not said


class NumberGapRow(SQLModel, table=True):
    """Numbers of a sequence that no document here carries (used elsewhere, or voided), with the reason."""

    __tablename__ = "number_gaps"
    __table_args__ = (Index("uq_number_gaps", "sequence", "serial", unique=True),)

    id: int | None = big_key()
    sequence: str = Field(max_length=60)
    serial: int  # the first
    last: int  # the last, itself a gap
    reason: str
    by: str = Field(max_length=40)
    at: datetime
    ledger_seq: int = Field(sa_type=sa.BigInteger)
