"""Write 0001_foundation.py anew from the models, while nothing is released: `python -m migrations.regenerate`."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.runtime.migration import MigrationContext
from sqlmodel import SQLModel

from migrations.compare import options, render_item
from wiring.database import open_database

TEMPLATE = '''"""Create the foundation: every table of the first release, the search indices, the ledger's guards."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations import guards, publications, search, tallies

# ruff: noqa: PLR0915
revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
{up}
    search.create()
    guards.create()
    tallies.create()
    publications.create()


def downgrade() -> None:
    publications.drop()
    tallies.drop()
    guards.drop()
    search.drop()
{down}
'''
FILE = Path(__file__).parent / "versions" / "0001_foundation.py"


def foundation() -> str:
    """Return the source of the first migration, as the models are now."""
    with TemporaryDirectory() as folder, open_database(f"sqlite:///{folder}/empty.db").connect() as connection:
        context = MigrationContext.configure(connection, opts=options())
        script = produce_migrations(context, options()["target_metadata"])
        ups, downs = script.upgrade_ops, script.downgrade_ops
        if ups is None or downs is None:
            sys.exit("the models have no tables")
        place = {table.name: number for number, table in enumerate(SQLModel.metadata.sorted_tables)}
        ups.ops.sort(key=lambda op: place[str(getattr(op, "table_name", ""))])  # the same models, the same file
        downs.ops.sort(key=lambda op: -place[str(getattr(op, "table_name", ""))])
        up, down = (body(render_python_code(ops, render_item=render_item)) for ops in (ups, downs))
        return TEMPLATE.format(up=up, down=down)


def body(code: str) -> str:
    """Return rendered operations as the body of a function, without Alembic's own comments."""
    lines = [line for line in code.splitlines() if line.strip() and not line.strip().startswith("#")]
    return "\n".join(("" if line.startswith("    ") else "    ") + line for line in lines)


if __name__ == "__main__":
    FILE.write_text(foundation(), encoding="utf-8")
