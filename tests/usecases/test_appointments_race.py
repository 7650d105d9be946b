"""The race for the last place of a slot: two programs, one database of each kind."""

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from models.tables.appointments import AppointmentRow
from models.tables.columns import table_of
from tests.support.booking import AT
from tests.support.rows import OFFICERS, staffed
from usecases import appointments

if TYPE_CHECKING:
    from wiring.office import Office

HALL, MONDAY = "hall-350203", date(2026, 11, 23)
ROOT = Path(__file__).parents[2]


def first_slot(office: "Office") -> appointments.Slot:
    with office.reading() as session:
        return appointments.slots(session, HALL, MONDAY, MONDAY)[0]


def test_two_programs_never_book_more_than_there_are_places(office: "Office", database_url: str) -> None:
    office.clock = lambda: AT
    staffed(office).perform(appointments.open_slots, HALL, MONDAY, MONDAY, by=OFFICERS["clerk"])
    slot = first_slot(office)
    programs = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.support.booking", database_url, str(slot.id), str(first), "8"],
            stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )
        for first in (1, 101)
    ]  # fmt: skip
    numbers = [number for program in programs for number in program.communicate(timeout=120)[0].split()]

    assert sorted(numbers) == [f"Y-2026-{n:06d}" for n in range(1, slot.capacity + 1)]
    assert first_slot(office).free == 0
    with office.reading() as session:
        assert len(session.execute(select(table_of(AppointmentRow).c.id)).all()) == slot.capacity
