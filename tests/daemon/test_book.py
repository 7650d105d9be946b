"""A long walk goes through the book of arrivals: safe at once, entered soon, in order, also by whoever comes next."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from daemon.book import Book
from daemon.jobs import poll_intake, rescan
from models.errors import OutsideUnavailable
from models.tables.applications import ApplicationRow, ChannelRow, RevisionRow
from models.tables.arrivals import ArrivalRow
from models.tables.columns import table_of
from tests.daemon.test_poll_intake import of, shift_with
from tests.support.databases import SqliteDatabases
from tests.support.outside import InMemoryChannel
from tests.support.rows import malformed
from usecases import attachments, channels
from usecases.application_list import ApplicationFilter, page

if TYPE_CHECKING:
    from wiring.office import Office

ARRIVALS, APPLICATIONS, REVISIONS = table_of(ArrivalRow), table_of(ApplicationRow), table_of(RevisionRow)


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a walk be long from its third row on."""
    monkeypatch.setattr(poll_intake, "MANY", 2)


@pytest.fixture
def databases(sqlite_databases: SqliteDatabases) -> SqliteDatabases:
    """Return SQLite alone: what differs between the databases lies in usecases.arrivals."""
    return sqlite_databases


@pytest.fixture
def channel() -> InMemoryChannel:
    """Return a channel with six rows on three pages; all but the first page go through the book."""
    made = InMemoryChannel(name="kiosk")
    refs = [[f"K{number}", f"K{number + 1}"] for number in (1, 3, 5)]
    made.pages = [[of(made, ref) for ref in pair] for pair in refs]
    return made


def counted(office: "Office", table: Any) -> int:
    with office.reading() as session:
        return int(session.execute(select(func.count()).select_from(table)).scalar_one())


def kept_as_it_came(office: "Office") -> tuple[int, int]:
    return counted(office, APPLICATIONS), counted(office, ARRIVALS)


def bookmark(office: "Office") -> str | None:
    with office.reading() as session:
        return channels.bookmark(session, "kiosk")


def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let whoever enters die."""

    async def dead(_: Book) -> None:
        raise OutsideUnavailable("died here")

    monkeypatch.setattr(Book, "enter", dead)


async def test_a_long_walk_ends_with_everything_entered_found_and_acknowledged(
    office: "Office", channel: InMemoryChannel
) -> None:
    channel.pages[2].append(malformed("K9", "kiosk"))

    report = await poll_intake.run(shift_with(office, channel), "kiosk")

    assert (report.read, report.written) == (7, 7)
    assert kept_as_it_came(office) == (6, 0)
    assert bookmark(office) == "p3"
    assert sorted(ref for ref, _ in channel.told) == ["K1", "K2", "K3", "K4", "K5", "K6", "K9"]
    with office.reading() as session:
        assert len(page(session, ApplicationFilter(text="鹭岛便利"))) == 6
        assert len(attachments.due(session, "kiosk", at=office.now())) == 6


async def test_what_was_only_kept_is_entered_by_the_next_poll_before_the_channel_is_asked(
    office: "Office", channel: InMemoryChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        deaf(patch)
        with pytest.raises(OutsideUnavailable, match="died here"):
            await poll_intake.run(shift_with(office, channel), "kiosk")
    died, told = kept_as_it_came(office), list(channel.told)

    def gone(_: int) -> None:
        assert kept_as_it_came(office) == (6, 0)
        raise OutsideUnavailable("渠道不通。")

    channel.before_page = gone
    with pytest.raises(OutsideUnavailable, match="渠道不通"):
        await poll_intake.run(shift_with(office, channel), "kiosk")
    channel.before_page = lambda _: None
    await poll_intake.run(shift_with(office, channel), "kiosk")

    assert died == (2, 4)
    assert told == [("K1", 1), ("K2", 1)]  # nothing is acknowledged that is not entered
    assert channel.walks == [(None, 0), ("p3", 0), ("p3", 0)]
    assert kept_as_it_came(office) == (6, 0)
    assert counted(office, REVISIONS) == 6


async def test_a_walk_that_breaks_off_enters_what_it_kept(office: "Office", channel: InMemoryChannel) -> None:
    def break_off(page_number: int) -> None:
        if page_number == 3:
            raise OutsideUnavailable("断开。")

    channel.before_page = break_off
    with pytest.raises(OutsideUnavailable, match="断开"):
        await poll_intake.run(shift_with(office, channel), "kiosk")

    assert kept_as_it_came(office) == (4, 0)
    assert bookmark(office) == "p2"


async def test_a_daemon_that_stops_leaves_what_it_kept_to_the_next(office: "Office", channel: InMemoryChannel) -> None:
    shift = shift_with(office, channel)
    whole = Book.keep

    async def last(self: Book, rows: Sequence[Any], position: str | None) -> None:
        await whole(self, rows, position)
        shift.stopping = True

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(poll_intake, "PATIENCE", 3600.0)
        patch.setattr(Book, "keep", last)
        stopped = await poll_intake.run(shift, "kiosk")
    left = kept_as_it_came(office)
    done = await poll_intake.run(shift_with(office, channel), "kiosk")

    assert left == (2, 2)
    assert stopped.written + done.written == 6
    assert kept_as_it_came(office) == (6, 0)


async def test_some_are_entered_during_a_long_walk_not_only_at_its_end(
    office: "Office", channel: InMemoryChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poll_intake, "PATIENCE", 0.0)
    entered: list[int] = []
    whole = Book.enter

    async def watched(self: Book) -> Any:
        found = await whole(self)
        entered.append(counted(office, APPLICATIONS))
        return found

    monkeypatch.setattr(Book, "enter", watched)
    await poll_intake.run(shift_with(office, channel), "kiosk")

    assert entered[:2] == [4, 6]


async def test_a_short_walk_needs_no_book(
    office: "Office", channel: InMemoryChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def forbidden(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Book, "keep", forbidden)
    channel.pages = channel.pages[:1]

    report = await poll_intake.run(shift_with(office, channel), "kiosk")

    assert report.written == 2


async def test_a_list_of_what_is_not_acknowledged_never_goes_through_the_book(
    office: "Office", channel: InMemoryChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poll_intake, "MANY", 0)
    monkeypatch.setattr(InMemoryChannel, "position", lambda _self, _number: "")
    seen: list[int] = []
    channel.before_page = lambda _: seen.append(counted(office, REVISIONS))

    await poll_intake.run(shift_with(office, channel), "kiosk")

    assert seen == [0, 2, 4]


async def test_rows_from_the_book_are_not_shown_to_the_database_again(
    office: "Office", channel: InMemoryChannel
) -> None:
    shift = shift_with(office, channel)
    await poll_intake.run(shift, "kiosk")

    again = await poll_intake.run(shift, "kiosk")

    assert (again.read, again.written) == (6, 0)
    with office.reading() as session:
        assert session.execute(select(table_of(ChannelRow).c.duplicates_ignored)).scalar_one() == 0


async def test_the_daily_reading_enters_what_waits_first_and_leaves_the_bookmark(
    office: "Office", channel: InMemoryChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        deaf(patch)
        with pytest.raises(OutsideUnavailable):
            await poll_intake.run(shift_with(office, channel), "kiosk")

    report = await rescan.run(shift_with(office, channel), "kiosk")

    assert (report.read, report.written) == (6, 4)
    assert kept_as_it_came(office) == (6, 0)
    assert bookmark(office) == "p3"
