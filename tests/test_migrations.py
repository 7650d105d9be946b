"""Migrations on both databases: up, compared with the models, down, up; the guards; the refusal of a newer one."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from migrations import search
from migrations.compare import options
from models.errors import OutsideUnavailable
from wiring import migrate
from wiring.database import open_database

ENTRY = "insert into ledger (seq, body, hash) values (1, :body, :hash)"


@pytest.fixture
def blank(blank_url: str) -> Iterator[Engine]:
    opened = open_database(blank_url)
    yield opened
    opened.dispose()


def test_a_database_goes_up_down_and_up_again_and_then_equals_the_models(blank: Engine) -> None:
    first = migrate.upgrade(blank)
    migrate.downgrade(blank, "base")
    left = set(inspect(blank).get_table_names())
    migrate.upgrade(blank)

    with blank.connect() as connection:
        differences = compare_metadata(
            MigrationContext.configure(connection, opts=options()), options()["target_metadata"]
        )
    assert first.created
    assert first.revision == migrate.head()
    assert left == {"alembic_version"}
    assert differences == []


def test_of_two_who_upgrade_at_once_one_has_created_it(blank: Engine) -> None:
    with ThreadPoolExecutor(2) as both:
        made = [each.result() for each in [both.submit(migrate.upgrade, blank) for _ in range(2)]]

    assert sorted(each.created for each in made) == [False, True]
    assert {each.revision for each in made} == {migrate.head()}


def test_upgrading_twice_changes_nothing(blank: Engine) -> None:
    migrate.upgrade(blank)

    again = migrate.upgrade(blank)

    assert not again.created
    assert again.revision == migrate.head()


def test_a_database_of_a_newer_program_is_refused_and_stays_as_it_is(blank: Engine) -> None:
    migrate.upgrade(blank)
    with blank.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))

    for attempt in (migrate.upgrade, migrate.require_current):
        with pytest.raises(OutsideUnavailable, match=r"比本程序.*新"):
            attempt(blank)

    assert migrate.current(blank) == "9999"


def test_a_blank_database_says_what_to_run(blank: Engine) -> None:
    with pytest.raises(OutsideUnavailable, match="尚未建立") as refusal:
        migrate.require_current(blank)

    assert "luqiao init" in refusal.value.do_next


@pytest.mark.parametrize(
    "statement",
    [
        "update ledger set body = :body",
        "delete from ledger",
        "insert or replace into ledger values (1, :body, :hash)",
        "truncate ledger",
    ],
    ids=["changed", "deleted", "replaced", "emptied"],
)
def test_a_ledger_entry_cannot_be(engine: Engine, statement: str) -> None:
    values = {"body": b"first", "hash": b"h"}
    if (engine.dialect.name == "sqlite") == statement.startswith("truncate"):
        pytest.skip("not a statement of this database")
    if engine.dialect.name == "postgresql" and "replace" in statement:
        statement = "insert into ledger values (1, :body, :hash) on conflict (seq) do update set body = excluded.body"
    with engine.begin() as connection:
        connection.execute(text(ENTRY), values)

    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement), values | {"body": b"other"} if ":body" in statement else {})

    with engine.connect() as connection:
        assert bytes(connection.execute(text("select body from ledger")).scalar_one()) == b"first"


def test_a_failed_migration_leaves_nothing_behind(blank: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(search.SUBJECTS, "no such", "nowhere")  # the blank breaks a late statement

    with pytest.raises((DBAPIError, OutsideUnavailable)):
        migrate.upgrade(blank)

    left = inspect(blank).get_table_names()
    assert left == []
