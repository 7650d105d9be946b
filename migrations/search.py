"""The search indices over names (stack 7): FTS5 on SQLite, arrays with GIN on PostgreSQL."""

from alembic import op

SUBJECTS = {  # subject: its table
    "application": "applications",
    "penalty": "penalties",
    "blacklist": "blacklist_entries",
    "licence": "licences",
}
FTS5 = "using fts5(g, content='', detail=none, tokenize='unicode61 remove_diacritics 0')"


def create() -> None:
    """Create the index of every subject; `usecases` keep them in the transaction of the name."""
    for subject, table in SUBJECTS.items():
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"create virtual table {subject}_gram {FTS5}")
        else:
            owner = f"id bigint primary key references {table} (id) on delete cascade"
            op.execute(f"create table {subject}_grams ({owner}, grams text[] not null)")
            op.execute(f"create index ix_{subject}_grams on {subject}_grams using gin (grams)")


def drop() -> None:
    """Drop them."""
    ending = "gram" if op.get_bind().dialect.name == "sqlite" else "grams"
    for subject in SUBJECTS:
        op.execute(f"drop table {subject}_{ending}")
