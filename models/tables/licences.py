"""Licences: our own register, as far as decisions here made it."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big_key, json, partial_index


class LicenceRow(SQLModel, table=True):
    """One retail licence (domain 2.8, 2.9)."""

    __tablename__ = "licences"
    __table_args__ = (
        Index("ix_licences_holder_no", "holder_no"),
        Index("ix_licences_uscc", "uscc"),
        partial_index("ix_licences_legal_rep_no", "legal_rep_no", where="legal_rep_no <> ''"),
        Index("ix_licences_initials", "initials"),
        Index("ix_licences_address", "address"),
        Index("ix_licences_shop_initials", "shop_initials"),
        Index("ix_licences_status", "status", "licence_no"),
        Index("ix_licences_district", "district", "licence_no"),
        Index("ix_licences_end", "status", "valid_to", "licence_no"),
        partial_index("ix_licences_warned", "licence_no", where="import_warnings > 0"),
    )

    id: int | None = big_key()
    licence_no: str = Field(max_length=12, unique=True)
    version: int = 1
    status: str = Field(max_length=20)  # values.LicenceStatus
    status_since: date | None = None
    holder_kind: str = Field(max_length=12)
    holder_name: str
    holder_no: str = Field(default="", max_length=40)
    uscc: str = Field(default="", max_length=40)
    legal_rep_name: str = ""
    legal_rep_no: str = Field(default="", max_length=40)
    mobile: str = Field(default="", max_length=20)
    initials: str = Field(default="", max_length=110)
    shop_initials: str = Field(default="", max_length=110)
    shop_name: str
    address: str
    district: str = Field(max_length=6)
    valid_from: date
    valid_to: date
    decided_on: date
    document_no: str = Field(max_length=64)
    application_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    changed_at: datetime
    suspended_from: date | None = None  # the granted suspension, while it lasts
    suspended_to: date | None = None
    delivered_on: date | None = None
    originals: int = 1  # 正本
    duplicates: int = 1  # 副本
    reissues: int = 0
    legal_form: str = Field(default="", max_length=60)  # 企业类型 as printed
    ended_ground: str = Field(default="", max_length=20)  # rules.licences.GROUNDS
    change_due_on: date | None = None  # ordered to apply for a change until then (L17)
    scope: str = Field(default="", max_length=500)  # 许可范围
    supplier: str = Field(default="", max_length=200)  # 供货单位
    ordered_on: date | None = None  # the last order, as far as orders are known
    orders_known_on: date | None = None  # the day up to which orders are known; None: nothing is known of them
    import_id: int | None = Field(default=None, sa_type=sa.BigInteger)  # the last import that wrote this row
    import_warnings: int = 0


class LicenceEventRow(SQLModel, table=True):
    """One step in the life of a licence; `status_from` is empty for its first."""

    __tablename__ = "licence_events"
    __table_args__ = (Index("ix_licence_events_licence", "licence_no", "id"),)

    id: int | None = big_key()
    licence_no: str = Field(max_length=12)
    at: datetime
    act: str = Field(max_length=40)  # rules.licences.STEPS
    status_from: str = Field(default="", max_length=20)
    status_to: str = Field(max_length=20)
    by: str = Field(max_length=40)
    ground: str = Field(default="", max_length=20)
    document_no: str = Field(default="", max_length=64)
    application_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    note: str = ""
    detail: dict[str, Any] = json()  # what changed, as plain values: column: [before, after]
    ledger_seq: int = Field(sa_type=sa.BigInteger)
