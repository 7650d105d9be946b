"""The law as it stood: every edition of the law book under which something was judged."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from models.tables.columns import json


class LawBookRow(SQLModel, table=True):
    """One edition of the law book, word for word; what was judged under it names its digest."""

    __tablename__ = "law_books"

    digest: str = Field(primary_key=True, max_length=64)
    kept_at: datetime
    texts: dict[str, Any] = json()  # name of a file: its text
