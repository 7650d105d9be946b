"""Fresh databases for tests: blank ones, and migrated ones: copies of a template, on a server emptied after use."""

import shutil
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from tests.support.postgres import PrivateServer
from wiring import migrate
from wiring.database import open_database

NUMBERS = count(1)
CALM, STEP = 40, 0.005  # looks for somebody who is still connected, seconds between them
GROWN = 2**20  # bytes of swept rows; after more a copy is quicker
OTHERS = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
EMPTY = """
do $$
declare one record; filled boolean;
begin
  set session_replication_role = replica;  -- no foreign key
  for one in select tgrelid::regclass as name, tgname from pg_trigger where tgenabled = 'A' loop
    execute format('alter table %s disable trigger %I', one.name, one.tgname);
  end loop;
  for one in select oid::regclass as name from pg_class
      where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'alembic_version' loop
    execute format('select exists (select 1 from %s)', one.name) into filled;
    if filled then execute format('delete from %s', one.name); end if;
  end loop;
  for one in select tgrelid::regclass as name, tgname from pg_trigger where tgenabled = 'D' loop
    execute format('alter table %s enable always trigger %I', one.name, one.tgname);
  end loop;
  perform setval(seqrelid, seqstart, false) from pg_sequence;
end $$
"""
MADE = """
with mine as (select oid, relkind, relname from pg_class where relnamespace = 'public'::regnamespace)
select (select md5(string_agg(concat(oid, relname), ',' order by oid)) from mine),
  (select md5(string_agg(concat(attrelid, attnum, xmin), ',' order by attrelid, attnum))
     from pg_attribute where attrelid in (select oid from mine)),
  (select md5(string_agg(concat(oid, tgenabled), ',' order by oid)) from pg_trigger
     where tgrelid in (select oid from mine)),
  (select md5(string_agg(concat(oid, xmin), ',' order by oid)) from pg_constraint
     where conrelid in (select oid from mine)),
  (select md5(string_agg(concat(oid, xmin), ',' order by oid)) from pg_proc
     where pronamespace = 'public'::regnamespace),
  (select count(*) from pg_statistic where starelid in (select oid from mine)),
  (select sum(pg_relation_size(oid)) from mine where relkind = 'r') > %s
"""
Catalogue = tuple[object, ...]


class SqliteDatabases:
    """Databases as files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.template: Path | None = None

    def blank(self) -> Iterator[str]:
        """Yield the URL of a database without tables."""
        yield f"sqlite:///{self.folder / f'blank{next(NUMBERS)}.db'}"

    def migrated(self) -> Iterator[str]:
        """Yield the URL of a database with every table."""
        if self.template is None:
            self.template = self.folder / "template.db"
            fill(f"sqlite:///{self.template}")
        copy = self.folder / f"luqiao{next(NUMBERS)}.db"
        shutil.copy(self.template, copy)
        yield f"sqlite:///{copy}"


class PostgresDatabases:
    """Databases on a private server; one that a test left as it was made is emptied and lent to the next test."""

    TEMPLATE = "luqiao_template"

    def __init__(self, server: PrivateServer) -> None:
        self.server = server
        self.free: list[str] = []
        self.made: Catalogue | None = None  # what the catalogue of the template says

    def blank(self) -> Iterator[str]:
        """Yield the URL of a database without tables."""
        name = f"luqiao{next(NUMBERS)}"
        yield self.server.create(name)
        self.server.drop(name)

    def migrated(self) -> Iterator[str]:
        """Yield the URL of a database with every table, whose name nobody had before."""
        if self.made is None:
            fill(self.server.create(self.TEMPLATE))
            self.made = self._emptied(self.TEMPLATE)
        name = f"luqiao{next(NUMBERS)}"
        if self.free:
            self.server.execute(f'alter database "{self.free.pop()}" rename to "{name}"')
        else:
            self.server.create(name, self.TEMPLATE)
        yield self.server.url(name)
        if self._emptied(name) == self.made:
            self.free.append(name)
        else:
            self.server.drop(name)

    def _emptied(self, name: str) -> Catalogue | None:
        """Empty every table, begin every sequence anew and return what the catalogue says; None while it is in use."""
        with self.server.connected(name) as connection:
            for _ in range(CALM):
                if connection.execute(OTHERS).fetchone() == (0,):
                    connection.execute(EMPTY)
                    return connection.execute(MADE.encode(), [GROWN]).fetchone()
                time.sleep(STEP)
        return None


def fill(url: str) -> None:
    """Run every migration on a database."""
    engine = open_database(url)
    migrate.upgrade(engine)
    engine.dispose()
