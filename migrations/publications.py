"""The triggers of published records: what is repaired is never sent, and every rejection is kept in its own words."""

from alembic import op

GUARD, LOG = "outbox_repaired_stays", "outbox_rejected_kept"
SAID = "a repaired record is never sent again"
REPAIRED = """exists (
    select 1 from record_holds where system = new.system and subject = new.subject and why = 'repaired'
  ) or exists (
    select 1 from record_holds where system = new.system and record_key = new.record_key and why = 'repaired'
  )"""
LEAVES = "new.state = 'sending' and new.kind in ('xk', 'cf')"
FALLS = "new.state = 'rejected' and old.state <> 'rejected' and new.kind in ('xk', 'cf')"
KEEP = """insert into rejections (message_id, system, subject, version, code, field, message, at)
  values (new.id, new.system, new.subject, new.version, new.code, new.field, new.message,
          coalesce(new.sent_at, new.next_try_at))"""
REFUSE = f"""
create function {GUARD}() returns trigger language plpgsql as $$
begin
  if {REPAIRED} then
    raise exception '{SAID}';
  end if;
  return new;
end $$
"""
NOTE = f"""
create function {LOG}() returns trigger language plpgsql as $$
begin
  {KEEP};
  return null;
end $$
"""


def create() -> None:
    """Create them; call it again after a batch change of the outbox on SQLite, which drops them."""
    before, after = "before update of state on outbox", "after update of state on outbox"
    if op.get_bind().dialect.name == "sqlite":
        refuse = f"select raise(abort, '{SAID}')"
        op.execute(f"create trigger {GUARD} {before} when {LEAVES} and ({REPAIRED}) begin {refuse}; end")
        op.execute(f"create trigger {LOG} {after} when {FALLS} begin {KEEP}; end")
        return
    for name, function, when, condition in ((GUARD, REFUSE, before, LEAVES), (LOG, NOTE, after, FALLS)):
        op.execute(function)
        op.execute(f"create trigger {name} {when} for each row when ({condition}) execute function {name}()")


def drop() -> None:
    """Drop them; on SQLite they go with the table."""
    if op.get_bind().dialect.name == "postgresql":
        for name in (GUARD, LOG):
            op.execute(f"drop trigger {name} on outbox")
            op.execute(f"drop function {name}()")
