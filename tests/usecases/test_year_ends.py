"""The end of the year: between midnight in Xiamen and eight o'clock the numbers bear the new year already."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.values import Item
from tests.support.databases import SqliteDatabases
from tests.support.rows import OFFICERS, receive, row, staffed
from tests.support.window import entered
from usecases import appointments
from usecases.appointments import Wanted

if TYPE_CHECKING:
    from wiring.office import Office

NEW_YEAR = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)  # half past midnight in Xiamen
HALL, CLERK = "hall-350203", OFFICERS["clerk"]
MONDAY = date(2027, 1, 4)


@pytest.fixture
def databases(sqlite_databases: SqliteDatabases) -> SqliteDatabases:
    """Return SQLite alone: days do not depend on the kind."""
    return sqlite_databases


@pytest.fixture
def desk(office: "Office") -> "Office":
    """Return a bureau in the first hour of a year."""
    office.clock = lambda: NEW_YEAR
    return staffed(office)


def test_what_arrives_in_the_first_hour_is_numbered_in_the_new_year(desk: "Office") -> None:
    receive(desk, row())
    number = entered(desk, Item.NEW).number

    with desk.reading() as session:
        refs = session.execute(select(table_of(ApplicationRow).c.number, table_of(ApplicationRow).c.channel_ref)).all()
    assert refs == [("A-2027-000001", "WX1"), (number, "W-2027-000001")]
    assert number == "A-2027-000002"


def test_who_books_in_the_first_hour_gets_a_number_of_the_new_year(desk: "Office") -> None:
    desk.perform(appointments.open_slots, HALL, MONDAY, MONDAY, by=CLERK)
    with desk.reading() as session:
        slot = appointments.slots(session, HALL, MONDAY, MONDAY)[0]

    number = desk.perform(appointments.book, slot.id, Wanted("林海生", "13900000001", Item.RENEW), by=CLERK)

    assert number == "Y-2027-000001"
