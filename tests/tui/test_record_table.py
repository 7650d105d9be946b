"""The list of any length: keys, marks, live rows, columns at every width."""

import asyncio
import threading
from collections.abc import Sequence

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from typing_extensions import override

from tests.tui.fakes import COLUMNS, ListScreen, Number, Numbers, console, screen_text
from tui.app import Console
from tui.widgets.columns import Column, lay_out, withheld


async def opened(app: Console, pilot: Pilot[str], source: Numbers) -> ListScreen:
    screen = ListScreen(source)
    await app.push_screen(screen)
    await settled(app, pilot)
    screen.table.focus()
    await pilot.pause()
    return screen


async def settled(app: Console, pilot: Pilot[str]) -> None:
    await pilot.pause()
    await app.workers.wait_for_complete([w for w in app.workers if w.group.startswith("table")])
    await pilot.pause()


async def test_keys_move_pages_and_ends_are_reached_without_reading_everything() -> None:
    app, source = console(), Numbers(range(5000))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, source)
        await pilot.press("down", "j", "k")
        assert screen.table.current == (1, "第1号")
        await pilot.press("pagedown")
        assert screen.table.current == (1 + screen.table.rows_shown, f"第{1 + screen.table.rows_shown}号")
        await pilot.press("end")
        await settled(app, pilot)
        assert screen.table.current == (4999, "第4999号")
        assert screen.table.place() == "5,000 / 5,000"
        await pilot.press("home")
        await settled(app, pilot)
        assert screen.table.current == (0, "第0号")
        assert source.asked < 12


async def test_the_title_of_numbers_stands_above_their_last_digits() -> None:
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, Numbers(range(3)))
        lines = screen_text(app).splitlines()
        title, first = (next(line for line in lines if what in line) for what in ("编号", "第0号"))

    assert cell_len(title[: title.index("编号") + 2]) == cell_len(first[: first.index("0") + 1])


async def test_a_long_list_is_counted_up_to_ten_thousand() -> None:
    app = console()
    async with app.run_test() as pilot:
        screen = await opened(app, pilot, Numbers(range(12_000)))

        assert screen.table.place() == "1 / 10,000+"


async def test_space_marks_and_goes_on_and_marks_survive_a_reload() -> None:
    app, source = console(), Numbers(range(300))
    async with app.run_test() as pilot:
        screen = await opened(app, pilot, source)
        await pilot.press("space", "space", "down", "space")
        source.rows.insert(0, -1)
        screen.table.reload()
        await settled(app, pilot)

        assert [row[0] for row in screen.table.chosen] == [0, 1, 3]
        assert screen.table.current == (4, "第4号")
        assert "已标记 3" in screen.table.place()


async def test_a_range_and_all_can_be_marked_and_forgotten() -> None:
    app = console()
    async with app.run_test() as pilot:
        screen = await opened(app, pilot, Numbers(range(30)))
        await pilot.press("space", "down", "down", "v")
        assert len(screen.table.marks) == 4
        await pilot.press("asterisk")
        await settled(app, pilot)
        assert len(screen.table.marks) == 30
        await pilot.press("backslash")
        assert screen.table.chosen == [screen.table.current]


async def test_rows_that_come_in_above_never_move_the_row_under_the_cursor() -> None:
    app, source = console(), Numbers(range(1000, 1500))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, source)
        await pilot.press("pagedown", "down", "down")
        line = screen.table.window.cursor - screen.table.window.top
        before = screen.table.current

        source.rows = sorted([*range(40), *source.rows])
        screen.data_changed()
        await settled(app, pilot)

        assert screen.table.current == before
        assert screen.table.window.cursor - screen.table.window.top == line


@pytest.mark.parametrize("come", [3, 200], ids=["a few rows", "more rows than one page"])
async def test_who_moves_up_to_rows_that_came_in_sees_them_and_no_others(come: int) -> None:
    app, source = console(), Numbers(range(1000, 1500))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, source)
        await pilot.press("down", "up")

        source.rows = sorted([*range(1000 - come, 1000), *source.rows])
        screen.data_changed()
        await settled(app, pilot)
        await pilot.press("up", "up", "up")
        await settled(app, pilot)

        assert screen.table.current == (997, "第997号")
        assert next(line for line in screen_text(app).splitlines() if "›" in line and "号" in line).split()[1] == "997"


async def test_a_list_that_fits_hides_no_row_that_came_in_above() -> None:
    app, source = console(), Numbers(range(10, 15))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, source)

        source.rows = [5, *source.rows]
        screen.data_changed()
        await settled(app, pilot)

        assert screen.table.current == (10, "第10号")
        assert "第5号" in screen_text(app)


class Slow(Numbers):
    """A list that is read when it is told to."""

    def __init__(self, rows: range) -> None:
        super().__init__(rows)
        self.reads, self.may = threading.Event(), threading.Event()
        self.may.set()

    @override
    def page(self, *, after: int | None, before: int | None, limit: int) -> Sequence[tuple[int, str]]:
        self.reads.set()
        assert self.may.wait(20)
        return super().page(after=after, before=before, limit=limit)


async def test_who_goes_to_the_first_row_while_the_list_is_read_anew_stays_there() -> None:
    app, source = console(), Slow(range(100))
    async with app.run_test() as pilot:
        screen = await opened(app, pilot, source)
        await pilot.press("down", "down", "down")
        source.reads.clear()
        source.may.clear()
        screen.table.reload()
        assert await asyncio.to_thread(source.reads.wait, 20)
        home = asyncio.ensure_future(app.run_action("home", screen.table))
        await asyncio.wait([home], timeout=0.1)
        source.may.set()
        await home
        await settled(app, pilot)

        assert screen.table.current == (0, "第0号")


async def test_the_mouse_chooses_and_opens() -> None:
    app = console()
    async with app.run_test() as pilot:
        screen = await opened(app, pilot, Numbers(range(100)))
        await pilot.click(screen.table, offset=(5, 4))
        assert screen.table.current == (3, "第3号")
        await pilot.click(screen.table, offset=(5, 4), times=2)
        await pilot.pause()

        assert screen.opened == [(3, "第3号")]


@pytest.mark.parametrize("width", [10, 20, 40, 80, 120, 200])
def test_columns_fill_the_width_and_what_is_withheld_is_named(width: int) -> None:
    layout = lay_out(COLUMNS, width)

    used = sum(w for _c, w in layout.shown) + 2 * (len(layout.shown) - 1) + 2
    assert used <= max(width, 10)
    row = (1, "很长的名称" * 20)
    titles = [title for title, _value in withheld(layout, row)]
    assert ("名称" in titles) == (not any(c.title == "名称" and w >= cell_len(row[1]) for c, w in layout.shown))
    assert {c.title for c in layout.hidden} <= set(titles)


def test_on_a_wide_screen_what_belongs_together_stays_together() -> None:
    name: Column[Number] = Column("名称", lambda r: r[1], 20, least=6, grows=True)
    state: Column[Number] = Column("状态", lambda _r: "正常", 6)
    words: Column[Number] = Column("说明", lambda r: r[1], 30, grows=True)

    assert dict(lay_out([name, state], 200).shown) == {name: 48, state: 6}
    assert sum(width for _column, width in lay_out([state, words], 200).shown) == 200 - 2 - 2
    assert sum(width for _column, width in lay_out([name, state, words], 200).shown) == 200 - 2 - 4


async def test_hidden_columns_are_announced_in_the_header() -> None:
    app = console()
    async with app.run_test(size=(30, 12)) as pilot:
        await opened(app, pilot, Numbers(range(3)))

        assert "»" in screen_text(app).splitlines()[1]


async def test_an_empty_list_says_zero() -> None:
    app = console()
    async with app.run_test() as pilot:
        screen = await opened(app, pilot, Numbers([]))
        await pilot.press("down", "pageup", "end", "space", "enter")
        await settled(app, pilot)

        assert screen.table.place() == "0"
        assert screen.opened == []


async def test_a_wider_screen_shows_more_of_the_columns_at_once() -> None:
    app = console()
    async with app.run_test(size=(30, 12)) as pilot:
        await opened(app, pilot, Numbers(range(3)))
        await pilot.resize_terminal(120, 12)
        await settled(app, pilot)

        assert "»" not in screen_text(app).splitlines()[1]
        assert all(column.title in screen_text(app).splitlines()[1] for column in COLUMNS)
