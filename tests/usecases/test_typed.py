"""What somebody types into the search of a list finds the same on both databases."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from tests.support.rows import receive, row
from usecases.typed import begins_with

if TYPE_CHECKING:
    from wiring.office import Office

APPLICATIONS = table_of(ApplicationRow)


@pytest.mark.parametrize(
    ("typed", "found"),
    [("a-2026", 1), ("A-2026-000001 ", 1), ("林海", 1), ("海生", 0), ("A-2027", 0), ("%", 0), ("A_2026", 0), ("\\", 0)],
)
def test_a_list_finds_what_begins_with_the_typed_words(office: "Office", typed: str, found: int) -> None:
    receive(office, row())
    c = APPLICATIONS.c

    with office.reading() as session:
        rows = session.execute(select(c.number).where(begins_with(typed, c.number, c.party_name))).all()

    assert len(rows) == found
