"""How the models are compared with a database, and how our column types are written into a migration."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic.autogenerate.api import AutogenContext
from sqlmodel import SQLModel

from models.tables import everything

TABLES = everything  # importing it registers every table
SEARCH = ("application", "penalty", "blacklist", "licence")


def render_item(kind: str, item: object, context: AutogenContext) -> str | Literal[False]:
    """Return the source text of a column type of ours; False leaves it to Alembic."""
    if kind == "type" and isinstance(item, sa.types.TypeDecorator):
        return f"sa.{item.impl() if isinstance(item.impl, type) else item.impl!r}"
    if kind == "type" and isinstance(item, sa.JSON):
        context.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    """Whether Alembic compares a table or an index; the search indices are made by hand, per database."""
    if kind == "index":
        return not (name or "").startswith("ix_found_")
    return not (kind == "table" and name is not None and name.startswith(tuple(f"{each}_gram" for each in SEARCH)))


def options() -> dict[str, Any]:
    """Return the settings of every Alembic context."""
    return {
        "target_metadata": SQLModel.metadata,
        "compare_type": True,
        "compare_server_default": True,
        "include_name": is_ours,
        "render_item": render_item,
    }
