"""The fixtures that every test may use: a database of each kind, an engine, an office at a fixed hour."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine

from tests.support import postgres
from tests.support.databases import PostgresDatabases, SqliteDatabases
from tests.support.isolation import as_it_was
from wiring.config import Bureau, Database, Documents, Ledger, Settings, Store
from wiring.database import open_database

if TYPE_CHECKING:
    from wiring.office import Office

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)  # noon in Xiamen
KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(autouse=True)
def isolated() -> Iterator[None]:
    """Leave the process to the next test as it was."""
    with as_it_was():
        yield


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases:
    """Databases as files."""
    return SqliteDatabases(tmp_path_factory.mktemp("databases"))


@pytest.fixture(scope="session")
def postgres_databases() -> Iterator[PostgresDatabases]:
    """Databases on a private server, started when the first test asks for it."""
    if reason := postgres.reason_for_none():
        if os.environ.get("LUQIAO_REQUIRE_POSTGRES"):
            pytest.fail(reason)
        pytest.skip(reason)
    server = postgres.PrivateServer()
    yield PostgresDatabases(server)
    server.stop()


@pytest.fixture(params=KINDS)
def databases(request: pytest.FixtureRequest) -> SqliteDatabases | PostgresDatabases:
    """Each kind of database in turn."""
    name = "sqlite_databases" if request.param == "sqlite" else "postgres_databases"
    found: SqliteDatabases | PostgresDatabases = request.getfixturevalue(name)
    return found


@pytest.fixture
def blank_url(databases: SqliteDatabases | PostgresDatabases) -> Iterator[str]:
    """Return the URL of a database without tables, of each kind."""
    yield from databases.blank()


@pytest.fixture
def database_url(databases: SqliteDatabases | PostgresDatabases) -> Iterator[str]:
    """Return the URL of a migrated, empty database, of each kind."""
    yield from databases.migrated()


@pytest.fixture
def sqlite_url(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """Return the URL of a migrated SQLite database, for what does not depend on the kind."""
    yield from sqlite_databases.migrated()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Return an open database of each kind."""
    opened = open_database(database_url)
    yield opened
    opened.dispose()


def training_settings(url: str, folder: Path) -> Settings:
    """Return the settings of a training bureau without outside systems."""
    bureau = Bureau(uscc="11350200MB1A2B3CXA", training=True)
    papers = Documents(seal_folder=folder / "seal", cache=folder / "cache")
    return Settings(bureau, Database(url), Ledger("file:ledger.key"), Store(folder / "store"), papers)


@pytest.fixture
def office(engine: Engine, database_url: str, tmp_path: Path) -> "Iterator[Office]":
    """Return an office at noon over a database of each kind, with no outside system."""
    from usecases.desk import Desk
    from wiring.office import Office

    settings = training_settings(database_url, tmp_path)
    desk = Desk(settings.bureau.name, settings.bureau.uscc, training=True)
    opened = Office(settings, engine, b"ledger key of the tests", desk, clock=lambda: NOON)
    yield opened
    opened.close()
