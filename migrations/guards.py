"""The triggers that keep the ledger and the ratings as they came; a guard against our own mistakes, not an intruder."""

from alembic import op

SAID = {"ledger": "the ledger is append-only", "ratings": "a rating never changes"}
ON_SQLITE = {  # trigger: its table, when it speaks
    "ledger_no_update": ("ledger", "before update on ledger"),
    "ledger_no_delete": ("ledger", "before delete on ledger"),
    "ledger_no_replace": ("ledger", "before insert on ledger when exists (select 1 from ledger where seq = new.seq)"),
    "ratings_no_update": ("ratings", "before update on ratings"),
    "ratings_no_delete": ("ratings", "before delete on ratings"),
}
ON_POSTGRESQL = {
    "ledger_no_change": ("ledger", "before update or delete on ledger for each row"),
    "ledger_no_truncate": ("ledger", "before truncate on ledger for each statement"),
    "ratings_no_change": ("ratings", "before update or delete on ratings for each row"),
    "ratings_no_truncate": ("ratings", "before truncate on ratings for each statement"),
}
FUNCTION = """
create function {table}_refuse() returns trigger language plpgsql as $$
begin
  raise exception '{said}';
end $$
"""


def create() -> None:
    """Create the triggers; call it again after every batch change of a guarded table on SQLite, which drops them."""
    if op.get_bind().dialect.name == "sqlite":
        for name, (table, when) in ON_SQLITE.items():
            op.execute(f"create trigger {name} {when} begin select raise(abort, '{SAID[table]}'); end")
        return
    for table, said in SAID.items():
        op.execute(FUNCTION.format(table=table, said=said))
    for name, (table, when) in ON_POSTGRESQL.items():
        op.execute(f"create trigger {name} {when} execute function {table}_refuse()")
        op.execute(f"alter table {table} enable always trigger {name}")


def drop() -> None:
    """Drop them; on SQLite they go with the table."""
    if op.get_bind().dialect.name == "postgresql":
        for name, (table, _when) in ON_POSTGRESQL.items():
            op.execute(f"drop trigger {name} on {table}")
        for table in SAID:
            op.execute(f"drop function {table}_refuse()")
