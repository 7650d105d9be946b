"""Races: what two workers do in the same moment is done once, and nobody fails."""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.tables.outbox import AlarmRow, SystemRow
from models.values import CHANNELS, shanghai_date
from tests.support.rows import OFFICERS, receive, row, staffed
from usecases import applications, audit, channels, systems

if TYPE_CHECKING:
    from wiring.office import Office


def test_four_channels_that_begin_together_share_one_sequence_without_gaps(office: "Office") -> None:
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda name: receive(office, *(row(f"R{n}", channel=name) for n in range(5))), CHANNELS))

    with office.reading() as session:
        numbers = session.execute(select(table_of(ApplicationRow).c.number)).scalars().all()
        assert audit.verify(session).ok
    assert sorted(numbers) == [f"A-2026-{n:06d}" for n in range(1, 21)]


def test_a_system_that_fails_in_many_places_at_once_is_one_row_and_one_alarm(office: "Office") -> None:
    def fail(n: int) -> None:
        office.keep(systems.note_failure, "joint", f"503 {n}", at=office.now())
        office.keep(systems.raise_alarm, "joint", "failing", "x", "503", at=office.now())

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(fail, range(12)))

    with office.reading() as session:
        assert session.execute(select(func.count()).select_from(table_of(SystemRow))).scalar_one() == 1
        assert session.execute(select(table_of(AlarmRow).c.times)).scalars().all() == [12]


def test_both_readings_of_a_new_channel_may_be_the_first(office: "Office") -> None:
    day = shanghai_date(office.now())

    def note(n: int) -> None:
        if n % 2:
            office.keep(channels.note_rescan, "kiosk", day)
        else:
            receive(office, row(f"R{n}", channel="kiosk"))

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(note, range(8)))

    with office.reading() as session:
        assert channels.rescanned_on(session, "kiosk") == day


def test_two_clerks_who_accept_the_same_application_accept_it_once(office: "Office") -> None:
    receive(staffed(office), row())

    def accept(login: str) -> bool:
        try:
            office.perform(applications.accept, "A-2026-000001", by=OFFICERS[login])
        except Exception:  # noqa: BLE001  # whatever the other one got, it must not be a second acceptance
            return False
        return True

    with ThreadPoolExecutor(4) as workers:
        done = list(workers.map(accept, ["clerk", "clerk2", "approver", "approver2"]))

    assert done.count(True) == 1
