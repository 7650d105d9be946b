"""Reading a channel: kept before acknowledged, never twice, and nothing lost when it breaks off."""

from asyncio import sleep
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from daemon.ahead import AHEAD, ReadAhead
from daemon.jobs import poll_intake, rescan
from daemon.shift import Shift
from models.errors import OutsideUnavailable
from models.tables.applications import ApplicationRow, ChannelRow, RevisionRow
from models.tables.columns import table_of
from models.values import SYSTEM_OFFICER, shanghai_date
from ports.intake import Bookmark, Page, Row
from tests.support.outside import InMemoryChannel
from tests.support.rows import form, malformed, row
from usecases import attachments, channels, intake
from usecases.application_list import ApplicationFilter, page
from wiring.outside import Outside

if TYPE_CHECKING:
    from wiring.office import Office


def shift_with(office: "Office", channel: InMemoryChannel) -> Shift:
    office.outside = Outside({channel.name: channel})
    return Shift.begin(office, "test")


def kept(office: "Office") -> int:
    with office.reading() as session:
        count: int = session.execute(select(func.count()).select_from(table_of(ApplicationRow))).scalar_one()
    return count


def of(channel: InMemoryChannel, ref: str, revision: int = 1) -> Row:
    return row(ref, revision, channel.name)


async def test_every_page_is_kept_before_it_is_acknowledged(office: "Office") -> None:
    channel = InMemoryChannel()
    channel.pages = [[of(channel, "K1"), of(channel, "K2")], [of(channel, "K3"), malformed("K9", "kiosk")]]
    seen: list[int] = []
    tell = channel.acknowledge

    async def watched(rows: Sequence[tuple[str, int]]) -> dict[tuple[str, int], str]:
        seen.append(kept(office))
        return await tell(rows)

    channel.acknowledge = watched  # type: ignore[method-assign]
    report = await poll_intake.run(shift_with(office, channel), "kiosk")

    assert seen == [2, 3]
    assert sorted(channel.told) == [("K1", 1), ("K2", 1), ("K3", 1), ("K9", 1)]
    assert (report.read, report.written) == (4, 4)


async def test_the_next_poll_begins_at_the_bookmark_and_writes_nothing_for_what_is_known(office: "Office") -> None:
    channel = InMemoryChannel()
    channel.pages = [[of(channel, "K1")]]
    shift = shift_with(office, channel)

    await poll_intake.run(shift, "kiosk")
    again = await poll_intake.run(shift, "kiosk")

    assert channel.walks == [(None, 0), ("p1", 0)]
    assert (again.read, again.written) == (1, 0)
    assert channel.told == [("K1", 1)]
    with office.reading() as session:
        assert session.execute(select(table_of(ChannelRow).c.duplicates_ignored)).scalar_one() == 0


async def test_a_new_process_recognises_what_another_kept(office: "Office") -> None:
    channel = InMemoryChannel()
    channel.pages = [[of(channel, "K1")]]

    await poll_intake.run(shift_with(office, channel), "kiosk")
    again = await poll_intake.run(shift_with(office, channel), "kiosk")

    assert again.written == 0
    assert kept(office) == 1
    assert channel.told == [("K1", 1)]


async def test_a_walk_that_breaks_off_keeps_its_whole_pages_and_goes_on_there(office: "Office") -> None:
    channel = InMemoryChannel()
    channel.pages = [[of(channel, "K1")], [of(channel, "K2")]]

    def break_off(page: int) -> None:
        if page == 2:
            raise OutsideUnavailable("断开。")

    channel.before_page = break_off
    shift = shift_with(office, channel)
    with pytest.raises(OutsideUnavailable):
        await poll_intake.run(shift, "kiosk")
    first = kept(office)
    channel.before_page = lambda _: None
    await poll_intake.run(shift, "kiosk")

    assert (first, kept(office)) == (1, 2)
    assert channel.walks == [(None, 0), ("p1", 0)]
    assert channel.told == [("K1", 1), ("K2", 1)]


async def test_an_acknowledgement_that_failed_is_made_up_by_the_next_poll(office: "Office") -> None:
    channel = InMemoryChannel(deaf=True)
    channel.pages = [[of(channel, "K1")]]
    shift = shift_with(office, channel)
    with pytest.raises(OutsideUnavailable):
        await poll_intake.run(shift, "kiosk")

    channel.deaf = False
    await poll_intake.run(shift, "kiosk")

    assert channel.told == [("K1", 1)]
    with office.reading() as session:
        waiting = select(func.count()).where(table_of(RevisionRow).c.acknowledged_at.is_(None))
        assert session.execute(waiting).scalar_one() == 0


async def test_a_changed_row_with_the_same_identity_is_not_taken_for_known(office: "Office") -> None:
    channel = InMemoryChannel()
    channel.pages = [[of(channel, "K1")]]
    shift = shift_with(office, channel)
    await poll_intake.run(shift, "kiosk")
    channel.pages = [[row("K1", 1, "kiosk", replace(form(), reason="另一内容"))]]

    again = await poll_intake.run(shift, "kiosk")

    assert again.written == 1


async def test_the_daily_reading_leaves_the_bookmark_and_notes_its_day(office: "Office") -> None:
    channel = InMemoryChannel()
    channel.pages = [[of(channel, "K1")], [of(channel, "K2")]]
    shift = shift_with(office, channel)
    channel.pages, late = channel.pages[:1], channel.pages
    await poll_intake.run(shift, "kiosk")
    channel.pages = late

    report = await rescan.run(shift, "kiosk")

    assert channel.walks[-1] == (None, 7)
    assert report.written == 1
    with office.reading() as session:
        assert channels.bookmark(session, "kiosk") == "p1"
        assert channels.rescanned_on(session, "kiosk") == shanghai_date(office.now())


async def test_what_a_poll_brought_is_found_by_name_and_its_attachments_wait_when_it_ends(office: "Office") -> None:
    channel = InMemoryChannel(name="wechat", acknowledges=False)
    channel.pages = [[of(channel, "W1")], [of(channel, "W2")]]

    await poll_intake.run(shift_with(office, channel), "wechat")

    with office.reading() as session:
        assert len(page(session, ApplicationFilter(text="鹭岛便利", state="received"))) == 2
        assert len(attachments.due(session, "wechat", at=office.now())) == 2


async def test_what_a_dead_daemon_received_is_found_after_the_next_poll(office: "Office") -> None:
    rows = [row("W1"), row("W2")]
    office.perform(intake.receive, "wechat", rows, "b1", acknowledges=False, later=True, by=SYSTEM_OFFICER)

    await poll_intake.run(shift_with(office, InMemoryChannel(name="wechat", acknowledges=False)), "wechat")

    with office.reading() as session:
        assert len(page(session, ApplicationFilter(text="鹭岛便利"))) == 2
        assert len(attachments.due(session, "wechat", at=office.now())) == 2


async def test_names_are_entered_during_a_long_walk_not_only_at_its_end(
    office: "Office", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poll_intake, "PATIENCE", 0.0)
    channel = InMemoryChannel()
    channel.pages = [[of(channel, f"K{number}")] for number in range(4)]
    seen: list[int] = []
    tell = channel.acknowledge

    async def watched(rows: Sequence[tuple[str, int]]) -> dict[tuple[str, int], str]:
        with office.reading() as session:
            seen.append(len(page(session, ApplicationFilter(text="鹭岛便利"))))
        return await tell(rows)

    channel.acknowledge = watched  # type: ignore[method-assign]
    await poll_intake.run(shift_with(office, channel), "kiosk")

    assert seen == [1, 2, 3, 4]


async def test_two_revisions_on_pages_read_ahead_are_both_kept_in_their_order(office: "Office") -> None:
    channel = InMemoryChannel(name="wechat", acknowledges=False)
    channel.pages = [[of(channel, "W1")], [of(channel, "W1", 2), of(channel, "W2")], [of(channel, "W3")]]

    report = await poll_intake.run(shift_with(office, channel), "wechat")

    assert (report.read, report.written, kept(office)) == (4, 4, 3)
    with office.reading() as session:
        assert session.execute(select(func.count()).select_from(table_of(RevisionRow))).scalar_one() == 4


async def test_a_list_of_what_is_not_acknowledged_is_not_read_ahead() -> None:
    asked: list[int] = []

    async def pages() -> AsyncIterator[Page]:
        for number in range(3):
            asked.append(number)
            yield Page((row(f"I{number}", 1, "ixiamen"),), Bookmark(""), last=number == 2)

    async with ReadAhead(pages()) as ahead:
        seen = [(group[0].rows[0].ref, len(asked)) async for group in ahead.groups(together=False)]

    assert seen == [("I0", 1), ("I1", 2), ("I2", 3)]


async def test_what_breaks_the_reading_is_raised_behind_the_pages_that_were_read() -> None:
    async def pages() -> AsyncIterator[Page]:
        yield Page((row(),), Bookmark("p1"), last=False)
        raise OutsideUnavailable("断开。")

    kept_pages: list[Page] = []

    async def keep_all(ahead: ReadAhead) -> None:
        async for group in ahead.groups(together=True):
            kept_pages.extend(group)

    async with ReadAhead(pages()) as ahead:
        with pytest.raises(OutsideUnavailable):
            await keep_all(ahead)

    assert [page.bookmark.position for page in kept_pages] == ["p1"]


async def test_pages_read_ahead_come_in_their_order_and_no_bookmark_passes_a_row_that_was_not_kept() -> None:
    rows = [f"W{number:02}" for number in range(20)]
    asked: list[int] = []

    async def pages() -> AsyncIterator[Page]:
        """Page by number, two rows each; behind every page a row comes before it, so that each begins with a repeat."""
        for number in range(10):
            asked.append(number)
            shown = rows[max(0, 2 * number - 1) : 2 * number + 2]
            yield Page(tuple([row(ref, 1, "wechat") for ref in shown]), Bookmark(shown[-1]), last=number == 9)

    seen: list[str] = []
    passed: list[str] = []
    furthest = 0
    async with ReadAhead(pages()) as ahead:
        async for group in ahead.groups(together=True):
            for _ in range(9):
                await sleep(0)  # keeping takes its time: the reading goes on as far as it may
            kept_before = len(seen)
            seen += [one.ref for page in group for one in page.rows if one.ref not in seen]
            passed += [ref for ref in rows if ref <= group[-1].bookmark.position and ref not in seen]
            furthest = max(furthest, len(asked) - (kept_before + 1) // 2 - len(group))
            assert len({one.ref for page in group for one in page.rows}) == sum(len(page.rows) for page in group)

    assert seen == rows
    assert passed == []
    assert 0 < furthest <= AHEAD
