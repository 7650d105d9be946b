"""The triggers that keep the ledger append-only; a guard against our own mistakes, not against an intruder."""

from alembic import op

SAID = "the ledger is append-only"
ON_SQLITE = {  # trigger: when it speaks
    "ledger_no_update": "before update on ledger",
    "ledger_no_delete": "before delete on ledger",
    "ledger_no_replace": "before insert on ledger when exists (select 1 from ledger where seq = new.seq)",
}
ON_POSTGRESQL = {
    "ledger_no_change": "before update or delete on ledger for each row",
    "ledger_no_truncate": "before truncate on ledger for each statement",
}
FUNCTION = f"""
create function ledger_refuse() returns trigger language plpgsql as $$
begin
  raise exception '{SAID}';
end $$
"""


def create() -> None:
    """Create the triggers; call it again after every batch change of the ledger on SQLite, which drops them."""
    if op.get_bind().dialect.name == "sqlite":
        for name, when in ON_SQLITE.items():
            op.execute(f"create trigger {name} {when} begin select raise(abort, '{SAID}'); end")
        return
    op.execute(FUNCTION)
    for name, when in ON_POSTGRESQL.items():
        op.execute(f"create trigger {name} {when} execute function ledger_refuse()")
        op.execute(f"alter table ledger enable always trigger {name}")


def drop() -> None:
    """Drop them; on SQLite they go with the table."""
    if op.get_bind().dialect.name == "postgresql":
        for name in ON_POSTGRESQL:
            op.execute(f"drop trigger {name} on ledger")
        op.execute("drop function ledger_refuse()")
