"""Officers: who may act, and as what."""

from sqlmodel import Field, SQLModel

from models.tables.columns import json


class OfficerRow(SQLModel, table=True):
    """One person at the desk."""

    __tablename__ = "officers"

    login: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=50)
    roles: list[str] = json()
    certificate_no: str = Field(default="", max_length=40)
    active: bool = True
