"""The window: what a clerk has begun to enter, and who stood at the counter for an application."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big_key, json, sealed_text


class WindowDraftRow(SQLModel, table=True):
    """A form that a clerk has begun and not handed in yet; gone once it is an application."""

    __tablename__ = "window_drafts"
    __table_args__ = (Index("ix_window_drafts_login", "login", "saved_at"),)

    id: int | None = big_key()
    login: str = Field(max_length=40)
    item: str = Field(max_length=10)
    entered: dict[str, Any] = json()  # field → text, as rules.window names them
    papers: list[dict[str, Any]] = json()  # kind, name, sha256, size, media_type
    appointment: str = Field(default="", max_length=20)
    saved_at: datetime


class FormDraftRow(SQLModel, table=True):
    """What an officer has written into a dialog and not handed in yet; gone once the dialog is answered."""

    __tablename__ = "form_drafts"
    __table_args__ = (Index("uq_form_drafts", "login", "form", unique=True),)

    id: int | None = big_key()
    login: str = Field(max_length=40)
    form: str = Field(max_length=200)  # what the dialog is called, with its subject
    entered: str = sealed_text()  # JSON, field → text: it may be about anybody, a reporter too
    saved_at: datetime


class WindowEntryRow(SQLModel, table=True):
    """One application that was entered at the window: by whom, for whom, and the receipt that was handed out."""

    __tablename__ = "window_entries"

    application_id: int = Field(
        sa_type=sa.BigInteger, foreign_key="applications.id", ondelete="RESTRICT", primary_key=True
    )
    number: str = Field(max_length=20)
    by: str = Field(max_length=40)
    at: datetime
    proxy_name: str = Field(default="", max_length=50)
    proxy_no: str = Field(default="", max_length=40)  # normal form
    insisted: str = ""  # what stood against it when the applicant wanted it received all the same
    receipt_no: str = Field(default="", max_length=64)
    appointment: str = Field(default="", max_length=20)
    ledger_seq: int = Field(sa_type=sa.BigInteger)
