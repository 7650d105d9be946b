"""What laptops brought from scenes, and the catalogue of brands by which their scans are understood."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big, big_key, json


class CaseSceneRow(SQLModel, table=True):
    """One hand-over of one laptop's journal; the newest of a journal counts, all its goods with it."""

    __tablename__ = "case_scenes"
    __table_args__ = (Index("ix_case_scenes_case", "case_id", "scene", "id"),)

    id: int | None = big_key()
    case_id: int = Field(sa_type=sa.BigInteger, foreign_key="enforcement_cases.id", ondelete="RESTRICT")
    scene: str = Field(max_length=40)  # the journal's own number, made on the laptop
    place: str = Field(default="", max_length=200)
    officers: list[str] = json()  # logins
    started_at: str = Field(default="", max_length=40)  # by the laptop's clock
    ended_at: str = Field(default="", max_length=40)
    goods: list[dict[str, Any]] = json()  # rules.scene.as_event
    evidence: list[dict[str, Any]] = json()  # rules.scene_things.Thing
    samples: list[dict[str, Any]] = json()  # rules.scene_things.Sample
    entries: int = 0
    events: list[dict[str, Any]] = json()  # of the journal, so that another copy of it can be joined
    sha256: str = Field(max_length=64)  # of the journal's bytes
    at: datetime
    by: str = Field(max_length=40)
    ledger_seq: int = Field(sa_type=sa.BigInteger)


class BrandRow(SQLModel, table=True):
    """One product of the brand catalogue; a barcode is "" where there is none, the price in fen of a carton."""

    __tablename__ = "brands"
    __table_args__ = (
        Index("uq_brands_pack", "pack_barcode", unique=True),
        Index("ix_brands_carton", "carton_barcode"),
        Index("ix_brands_case", "case_barcode"),
    )

    id: int | None = big_key()
    pack_barcode: str = Field(max_length=14)
    carton_barcode: str = Field(default="", max_length=14)
    case_barcode: str = Field(default="", max_length=14)
    product: str = Field(max_length=100)
    brand: str = Field(default="", max_length=60)
    specification: str = Field(default="", max_length=60)
    packs_per_carton: int = 10
    sticks_per_pack: int = 20
    cartons_per_case: int = 0  # 0: ten thousand sticks
    carton_price: int | None = big(None)
    manufacturer: str = Field(default="", max_length=100)
