"""Bureaus for one run: an empty database of either kind, gone when the run ends."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from usecases.desk import Desk
from wiring import migrate
from wiring.config import Bureau, Database, Ledger, Settings, Store
from wiring.database import open_database
from wiring.office import Office

USCC = "11350200MB1A2B3CXA"


def office_over(url: str, folder: Path, *, fresh: bool = True) -> Office:
    """Return a bureau over a database, with every table where it is `fresh`."""
    engine = open_database(url)
    if fresh:
        migrate.upgrade(engine)
    bureau = Bureau(uscc=USCC, training=True)
    settings = Settings(bureau, Database(url), Ledger("file:ledger.key"), Store(folder / "store"))
    return Office(settings, engine, b"ledger key of the benchmarks", Desk(bureau.name, USCC, training=True))


@contextmanager
def folder() -> Iterator[Path]:
    """Yield a folder that is removed afterwards."""
    made = Path(tempfile.mkdtemp(prefix="luqiao-bench-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def sqlite_office() -> Iterator[Office]:
    """Yield a bureau over an empty SQLite database."""
    with folder() as place:
        office = office_over(f"sqlite:///{place / 'luqiao.db'}", place)
        try:
            yield office
        finally:
            office.close()


def postgres_office() -> AbstractContextManager[Office] | None:
    """Return a bureau over a private PostgreSQL server, None where no server can be had."""
    try:
        from tests.support import postgres
    except ImportError:  # an installed copy has no tests
        return None
    return None if postgres.reason_for_none() else _postgres_office()


@contextmanager
def _postgres_office() -> Iterator[Office]:
    from tests.support.postgres import PrivateServer

    server = PrivateServer()
    try:
        with folder() as place:
            office = office_over(server.create("luqiao"), place)
            try:
                yield office
            finally:
                office.close()
    finally:
        server.stop()


def configured(place: Path, database: Path) -> Path:
    """Write the configuration of a training bureau over a database, with its key; return the file."""
    from wiring.secrets import make_key
    from wiring.training import HEAD

    for name in ("ledger.key", "vault.key"):
        make_key(place / name)
    file = place / "config.toml"
    file.write_text(HEAD.replace("sqlite:///luqiao.db", f"sqlite:///{database}"), encoding="utf-8")
    return file
