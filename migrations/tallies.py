"""The trigger that forgets the kept figures of a month when an application of it changes (usecases.statistics)."""

from alembic import op

TABLE = "statistics_months"
COUNTED = ("channel", "item", "district", "state", "received_at", "accepted_at", "decided_at", "due_on")
NAME = "applications_recounted"
FORGET = f"delete from {TABLE} where first_id <= old.id and last_id >= old.id"  # noqa: S608
FUNCTION = f"""
create function {NAME}() returns trigger language plpgsql as $$
begin
  {FORGET};
  return null;
end $$
"""


def create() -> None:
    """Create it; call it again after a batch change of applications on SQLite, which drops it."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    differs = "is not" if on_sqlite else "is distinct from"
    when = " or ".join(f"old.{name} {differs} new.{name}" for name in COUNTED)
    event = f"create trigger {NAME} after update of {', '.join(COUNTED)} on applications"
    if on_sqlite:
        op.execute(f"{event} when {when} begin {FORGET}; end")
        return
    op.execute(FUNCTION)
    op.execute(f"{event} for each row when ({when}) execute function {NAME}()")


def drop() -> None:
    """Drop it."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"drop trigger {NAME}")
        return
    op.execute(f"drop trigger {NAME} on applications")
    op.execute(f"drop function {NAME}()")
