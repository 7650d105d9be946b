"""Many deeds in one stroke keep what the same deeds keep one by one: every row of every table is compared."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models.errors import BureauError
from models.tables import everything
from models.tables.columns import table_of
from models.values import SYSTEM_OFFICER
from tests.conftest import NOON, training_settings
from tests.support.databases import PostgresDatabases, SqliteDatabases
from tests.support.evidence import clean
from tests.support.rows import LICENCE_NO, OFFICERS, form, receive, row, staffed
from usecases import applications, screening
from usecases.desk import Desk
from wiring.database import open_database
from wiring.office import EACH, Office

CLERK, OUTBOX = OFFICERS["clerk"], table_of(everything.outbox.OutboxRow)
NUMBERS = [f"A-2026-{n:06}" for n in range(1, 9)]
DOWN, UNKNOWN = NUMBERS[3], "A-2026-000099"  # a source was down; never came
SYSTEMS = (("wechat", "intake"), ("credit", "credit"), ("case_system", "case_system"), ("sms", "sms"))
ORDER = [NUMBERS[2], UNKNOWN, *NUMBERS[3:], *NUMBERS[:2], NUMBERS[2]]  # one of them twice


@contextmanager
def opened(databases: SqliteDatabases | PostgresDatabases, folder: Path) -> Iterator[Office]:
    """Yield a bureau of its own with eight renewals, half of which are told by the channel."""
    for url in databases.migrated():
        settings = training_settings(url, folder)
        desk = Desk(settings.bureau.name, settings.bureau.uscc, training=True, systems=SYSTEMS, telling=("wechat",))
        office = Office(settings, open_database(url), b"ledger key of the tests", desk, clock=lambda: NOON)
        yield prepared(office)
        office.close()


def prepared(office: Office) -> Office:
    staffed(office)
    for place, number in enumerate(NUMBERS, 1):
        licence_no = f"{LICENCE_NO[:-3]}{place:03}"
        base = form(licence_no=licence_no)
        of = replace(base, applicant=replace(base.applicant, openid="oX-1" if place % 2 else None))
        receive(office, row(f"WX{place}", of=of))
        down = {"defaulter": {"status": "unavailable", "message": "503"}} if number == DOWN else {}
        held = clean().facts["licence"] | {"licence_no": licence_no}
        office.perform(screening.conclude, number, 1, clean(licence=held, **down), by=SYSTEM_OFFICER)
    return office


def one_by_one(office: Office, deed: Any, numbers: list[str]) -> dict[str, str]:
    against = {}
    for number in numbers:
        try:
            office.perform(deed, number, by=CLERK, grace=EACH * len(numbers))
        except BureauError as error:
            against[number] = error.message
    return against


def at_once(office: Office, deed: Any, numbers: list[str]) -> dict[str, str]:
    return {number: error.message for number, error in office.perform_each(deed, numbers, by=CLERK).items()}


def kept(office: Office) -> dict[str, list[str]]:
    """Return every row of every table as text, messages by their keys: a sequence of PostgreSQL may leave ids out."""
    with office.reading() as session:
        keys = {one.id: one.key for one in session.execute(select(OUTBOX.c.id, OUTBOX.c.key))}
        return {
            table.name: sorted(
                json.dumps(
                    dict(one._mapping) | ({"id": 0, "waits_for": keys.get(one.waits_for)} if table is OUTBOX else {}),
                    default=repr, ensure_ascii=False, sort_keys=True,
                )
                for one in session.execute(select(table))
            )
            for table in OUTBOX.metadata.sorted_tables
        }  # fmt: skip


@pytest.mark.parametrize("deed", [applications.accept, applications.grant], ids=["accept", "grant"])
def test_a_stroke_keeps_what_the_same_deeds_keep_one_by_one(
    databases: SqliteDatabases | PostgresDatabases, tmp_path: Path, deed: Any
) -> None:
    with opened(databases, tmp_path / "alone") as alone, opened(databases, tmp_path / "together") as together:
        said = one_by_one(alone, deed, ORDER), at_once(together, deed, ORDER)

        one, other = kept(alone), kept(together)

    assert said[0] == said[1]
    assert {name: len(rows) for name, rows in one.items()} == {name: len(rows) for name, rows in other.items()}
    for name, rows in one.items():
        assert rows == other[name], name
