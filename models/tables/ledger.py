"""The ledger: stored bytes, each hashed together with the hash before it."""

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.tables.columns import blob


class LedgerRow(SQLModel, table=True):
    """One entry; append-only (triggers guard against our own mistakes)."""

    __tablename__ = "ledger"

    seq: int = Field(
        primary_key=True,
        sa_type=sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
        sa_column_kwargs={"autoincrement": False},
    )
    body: bytes = blob()
    hash: bytes = blob()
