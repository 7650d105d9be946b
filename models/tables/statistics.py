"""Statistics: the figures of past months, kept until something in the month changes (migrations.tallies)."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.tables.columns import json


class StatisticsMonthRow(SQLModel, table=True):
    """One past month of receipt in Shanghai: cells of [channel, item, district, counts], and the ids it covers.

    A trigger removes the row with every change of an application that lies between the two ids.
    """

    __tablename__ = "statistics_months"

    month: str = Field(primary_key=True, max_length=7)  # 2026-11
    first_id: int = Field(sa_type=sa.BigInteger)
    last_id: int = Field(sa_type=sa.BigInteger)
    cells: list[Any] = json()
    made_at: datetime
