"""The list of any length: shows one screenful, loads keyset pages around it, never moves the chosen row."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from textual import events, work
from textual.binding import Binding, BindingType
from textual.message import Message
from typing_extensions import override

from tui.language import N_, _
from tui.widgets.columns import Column, Row, withheld
from tui.widgets.drawn_table import DrawnTable
from tui.widgets.window import Key, Source, Window

COUNT_CAP = 10_001
MARK_LIMIT = 500


def _key(keys: str, action: str, text: str, name: str) -> Binding:
    return Binding(keys, action, text, show=False, id=f"table.{name}")


class RecordTable(DrawnTable[Row], can_focus=True):
    """Shows rows of a source; marks are keys, so they survive scrolling and reloading."""

    BINDINGS: ClassVar[list[BindingType]] = [
        _key("down,j", "move(1)", N_("下一行"), "down"),
        _key("up,k", "move(-1)", N_("上一行"), "up"),
        _key("pagedown,ctrl+f", "turn(1)", N_("下一页"), "page_down"),
        _key("pageup,ctrl+b", "turn(-1)", N_("上一页"), "page_up"),
        _key("home", "home", N_("第一行"), "home"),
        _key("end,G", "end", N_("最后一行"), "end"),
        Binding("enter", "open", N_("打开"), id="table.open"),
        Binding("space", "mark", N_("标记"), id="table.mark"),
        _key("v", "mark_range", N_("标记到此行"), "mark_range"),
        _key("asterisk", "mark_all", N_("标记全部"), "mark_all"),
        _key("backslash", "unmark", N_("取消全部标记"), "unmark"),
    ]

    @dataclass
    class Opened(Message):
        """The clerk wants to see the row."""

        table: "RecordTable[Any]"
        row: Any

        @property
        @override
        def control(self) -> "RecordTable[Any]":
            return self.table

    def __init__(
        self,
        source: Source[Row],
        columns: Sequence[Column[Row]],
        *,
        id: str | None = None,  # noqa: A002
        markable: bool = True,
        led: bool = False,
        header: bool = True,
        on_moved: "Callable[[RecordTable[Row]], None] | None" = None,
    ) -> None:
        super().__init__(Window(source), columns, id=id)
        self.total: int | None = None
        self.markable = markable
        self.on_moved = on_moved  # the cursor stands on another row, or the rows or counts are new
        self.led = led
        self.can_focus = not led
        self.head = 1 if header else 0
        self.loaded = self._was_empty = False
        self._last_mark: Key | None = None
        self.slipped: Row | None = None  # left from under the cursor while the clerk looked at it
        self._let_go: set[Key] = set()  # rows that a deed of the clerk may take out of the list
        self._busy = asyncio.Lock()

    # What others ask

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self.window.current

    @property
    def chosen(self) -> list[Row]:
        """The marked rows, or else the one under the cursor."""
        return list(self.marks.values()) or ([] if self.current is None else [self.current])

    def withheld(self) -> list[tuple[str, str]]:
        """Return (title, full value) of what the current row does not show in full."""
        return [] if self.current is None else withheld(self.layout_now, self.current)

    def place(self) -> str:
        """Return where the cursor stands, e.g. "37 / 1,234" or "37 / 10,000+"."""
        if not self.window.rows:
            return "0" if self.loaded else "…"
        exact = self.total if self.total is not None and 0 <= self.total < COUNT_CAP else None
        position = self.window.position(exact)
        marked = _(" · 已标记 {n}").format(n=len(self.marks)) if self.marks else ""
        return " / ".join([*([f"{position:,}"] if position else []), self._total(exact)]).removesuffix(" / ") + marked

    def _total(self, exact: int | None) -> str:
        if exact is not None:
            return f"{exact:,}"
        return "…" if self.total is None else "" if self.total < 0 else f"{COUNT_CAP - 1:,}+"

    # Loading

    def put(self, source: Source[Row], *, place: int = 0) -> None:
        """Show a source that is in memory at once, standing at `place`; marks are forgotten."""
        self.window = Window(source)
        self.window.open()
        self.total, self.loaded = source.count(COUNT_CAP), True
        self.marks.clear()
        self.window.cursor = max(0, min(place, len(self.window.rows) - 1))
        self._keep_in_view()
        self._changed()

    @work(exclusive=True, group="table-open")
    async def start(self, source: Source[Row] | None = None) -> None:
        """Show a source from its beginning; marks are forgotten."""
        window = Window(source or self.window.source)
        async with self._busy:
            await asyncio.to_thread(window.open)
            self.window, self.total, self.loaded, self.slipped = window, None, True, None
            self.marks.clear()
            self._changed()
        await self._recount()

    @work(exclusive=True, group="table-reload")
    async def reload(self) -> None:
        """Show what is new; the row under the cursor stays where it is."""
        async with self._busy:
            window = self.window
            before, after = await asyncio.to_thread(window.around)
            if window is not self.window:
                return
            old = window.current
            differs, top = window.settle(before, after), window.top
            self._note_slip(old)
            self._lines.clear()  # also where nothing differs on the screen: the rows have other places
            self._keep_in_view()
            if differs or window.top != top or not self.loaded:
                self.loaded = True
                self._changed()
        await self._recount()

    def _note_slip(self, old: Row | None) -> None:
        """Keep the row that left from under the cursor: the next key may have been meant for it."""
        key = self.window.source.key
        if old is not None and (self.current is None or key(self.current) != key(old)) and key(old) not in self._let_go:
            self.slipped = old
        if old is not None:
            self._let_go.discard(key(old))

    def let_go(self, rows: Sequence[Row]) -> None:
        """Note rows that the clerk dealt with: that they leave is no surprise."""
        self.slipped = None
        self._let_go |= {self.window.source.key(row) for row in rows}

    async def _recount(self) -> None:
        source = self.window.source
        total = await asyncio.to_thread(source.count, COUNT_CAP)
        if source is self.window.source and total != self.total:
            self.total = total
            self.tell()

    def redraw(self) -> None:
        """Draw every row again: what the columns say of it has changed."""
        self._changed()

    def tell(self) -> None:
        """Tell the screen at once, so that what it says of the row is drawn in the same frame."""
        if self.on_moved is not None and not self._pruning:
            self.on_moved(self)

    @property
    def empty(self) -> bool:
        """Whether it was read and has no row."""
        return self.loaded and not self.window.rows

    def _changed(self) -> None:
        if self._pruning:  # its screen was left while it was read
            return
        if self.empty != self._was_empty:
            self._was_empty = self.empty
            self.screen.refresh_bindings()
        self._lines.clear()
        self.refresh()
        self.tell()

    # Moving

    async def _go(self, step: int) -> None:
        async with self._busy:
            window = self.window
            target = window.cursor + step
            while window.wants(target):
                forward = step > 0
                rows = await asyncio.to_thread(partial(window.more, forward=forward))
                target += window.take(rows, forward=forward)
                self._lines.clear()
            self._stand(target)
        self._look_ahead()

    def _stand(self, target: int) -> None:
        window, old_cursor, old_top, self.slipped = self.window, self.window.cursor, self.window.top, None
        window.cursor = max(0, min(len(window.rows) - 1, target))
        self._keep_in_view()
        if window.top != old_top:
            self.refresh()
        else:
            self.refresh(*(self._region(index) for index in (old_cursor, window.cursor)))
        self.tell()

    def _keep_in_view(self) -> None:
        window, height = self.window, self.rows_shown
        window.top = max(0, min(window.top, window.cursor), window.cursor - height + 1)
        window.top = max(0, min(window.top, len(window.rows) - height)) if window.at_end else window.top

    def _look_ahead(self) -> None:
        window, near = self.window, 2 * self.rows_shown
        if window.wants(window.cursor + near) or window.wants(window.cursor - near):
            self._fetch_ahead()

    @work(exclusive=True, group="table-ahead")
    async def _fetch_ahead(self) -> None:
        async with self._busy:
            window, near = self.window, 2 * self.rows_shown
            for forward, target in ((True, window.cursor + near), (False, window.cursor - near)):
                if window.wants(target):
                    rows = await asyncio.to_thread(partial(window.more, forward=forward))
                    if window.take(rows, forward=forward):
                        self._lines.clear()

    async def action_move(self, step: int) -> None:
        """Move the cursor by rows."""
        await self._go(step)

    async def action_turn(self, pages: int) -> None:
        """Move the cursor by screenfuls; the page moves with it."""
        step = pages * self.rows_shown
        self.window.top = max(0, self.window.top + step)
        await self._go(step)
        self.refresh()

    async def action_home(self) -> None:
        """Go to the first row; what is being read would set the cursor back."""
        if not self.window.at_start:
            self.jump(last=False)
            return
        async with self._busy:
            self._stand(0)

    def action_end(self) -> None:
        """Go to the last row."""
        self.jump(last=True)

    @work(exclusive=True, group="table-open")
    async def jump(self, *, last: bool) -> None:
        """Load one end of the list and stand there."""
        window = Window(self.window.source)
        async with self._busy:
            await asyncio.to_thread(window.close, self.rows_shown) if last else await asyncio.to_thread(window.open)
            self.window, self.slipped = window, None
            self._changed()

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the keys that open and mark where there is nothing to open or to mark."""
        if action == "open" or "mark" in action:
            return not self.empty and (self.markable or action == "open")
        return True

    # Marking

    async def action_mark(self) -> None:
        """Mark or unmark the row and go on."""
        if self.current is None or not self.markable:
            return
        key = self.window.source.key(self.current)
        if self.marks.pop(key, None) is None:
            self.marks[key] = self.current
        self._last_mark = key
        self._lines.clear()
        await self._go(1)
        self.refresh()

    def action_mark_range(self) -> None:
        """Mark from the last mark to the cursor, as far as both are loaded."""
        keys = [self.window.source.key(row) for row in self.window.rows]
        if self.current is None or self._last_mark not in keys or not self.markable:
            return
        low, high = sorted((keys.index(self._last_mark), self.window.cursor))
        self.marks |= dict(zip(keys[low : high + 1], self.window.rows[low : high + 1], strict=True))
        self._changed()

    @work(exclusive=True, group="table-mark")
    async def action_mark_all(self) -> None:
        """Mark every row of the list, at most 500 of them."""
        if self.markable:
            source = self.window.source
            rows = await asyncio.to_thread(partial(source.page, after=None, before=None, limit=MARK_LIMIT))
            self.marks = {source.key(row): row for row in rows}
            self._changed()

    def action_unmark(self) -> None:
        """Forget all marks."""
        self.marks.clear()
        self._changed()

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if self.current is not None:
            self.post_message(self.Opened(self, self.current))

    # Mouse

    async def on_click(self, event: events.Click) -> None:
        """Stand on the clicked row; open it with a double click."""
        index = self.window.top + event.y - self.head
        if event.y < self.head or index >= len(self.window.rows):
            return
        clicked = self.window.source.key(self.window.rows[index])
        async with self._busy:  # what is being read would set the cursor back
            keys = [self.window.source.key(row) for row in self.window.rows]
            if clicked in keys:
                self._stand(keys.index(clicked))
        if clicked in keys and event.chain == 2:
            self.action_open()

    async def on_mouse_scroll_down(self) -> None:
        """Scroll by three rows."""
        await self._go(3)

    async def on_mouse_scroll_up(self) -> None:
        """Scroll back by three rows."""
        await self._go(-3)

    def on_resize(self) -> None:
        """Lay the columns out anew."""
        self._layout = None
        self._lines.clear()
        self._keep_in_view()
        self._look_ahead()
        self.tell()
        self.refresh()
