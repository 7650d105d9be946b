"""Tables in words; run as a program it says those that the stand-in for SQLModel makes."""

import json
import sys

import sqlalchemy as sa

from wiring.lean import without_orm


def described(metadata: sa.MetaData) -> dict[str, list[str]]:
    """Return every table with its columns, keys and indices in words."""
    return {name: sorted(words(table)) for name, table in sorted(metadata.tables.items())}


def words(table: sa.Table) -> list[str]:
    columns = [
        f"{c.name} {c.type!r} {c.nullable} {c.primary_key} {c.unique} {c.index} {c.autoincrement} {default(c)!r}"
        f" {sorted((key.target_fullname, str(key.ondelete)) for key in c.foreign_keys)}"
        for c in table.columns
    ]
    keys = [f"{type(c).__name__} {c.name} {[each.name for each in c.columns]}" for c in table.constraints
            if isinstance(c, sa.PrimaryKeyConstraint | sa.UniqueConstraint)]  # fmt: skip
    return columns + keys + [f"{i.name} {i.unique} {[str(each) for each in i.expressions]}" for i in table.indexes]


def default(column: sa.Column[object]) -> object:
    return column.default.arg if isinstance(column.default, sa.ColumnDefault) else None


def main() -> None:
    """Print the tables of a lean program that works with the database named."""
    without_orm(sys.argv[1])
    from sqlmodel import SQLModel

    from models.tables import everything

    assert everything.__all__
    assert SQLModel.__module__ == "wiring.lean"
    sys.stdout.write(json.dumps(described(SQLModel.metadata)))


if __name__ == "__main__":
    main()
