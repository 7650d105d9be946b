"""A program of its own that books one slot for many people, as another hall's console would."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from models.errors import Conflict
from models.values import Item
from tests.conftest import training_settings
from tests.support.rows import OFFICERS
from usecases import appointments
from usecases.appointments import Wanted
from usecases.desk import Desk
from wiring.database import open_database
from wiring.office import Office

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def book(url: str, slot_id: int, first: int, count: int) -> list[str]:
    """Book for `count` people and return the numbers; who finds the slot full goes without."""
    desk = Desk("厦门市烟草专卖局", "11350200MB1A2B3CXA", training=True)
    office = Office(training_settings(url, Path.cwd()), open_database(url), b"key", desk, clock=lambda: AT)
    booked = []
    for n in range(first, first + count):
        wanted = Wanted(f"陈{n}", f"139{n:08d}", Item.NEW)
        try:
            booked.append(office.perform(appointments.book, slot_id, wanted, by=OFFICERS["clerk"]))
        except Conflict:
            continue
    office.close()
    return booked


if __name__ == "__main__":
    sys.stdout.write(" ".join(book(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))))
