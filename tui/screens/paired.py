"""A short list with a sheet below that explains the chosen row; both stay where they are when data change."""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.widget import Widget
from typing_extensions import override

from models.errors import BureauError
from tui.language import N_, _, told
from tui.view import View, key
from tui.widgets.columns import Column
from tui.widgets.paper import Entry, Paper, note
from tui.widgets.record_table import RecordTable
from tui.widgets.window import ListSource


class Paired(View):
    """Subclasses give columns, rows and what the sheet says of a row; reading runs in threads."""

    QUIET: ClassVar[bool] = True
    EMPTY: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        key("right,l", "read_on(1)", N_("说明下翻"), "paired.down", show=False),
        key("left,h", "read_on(-1)", N_("说明上翻"), "paired.up", show=False),
    ]
    shown: Hashable = None

    def columns(self) -> Sequence[Column[Any]]:
        """Return the columns."""
        return ()

    def identity(self, row: Any) -> Hashable:
        """Return what tells a row from the others."""
        found: Hashable = row.id
        return found

    def rows(self, _session: Any, /) -> Sequence[Any]:
        """Read the rows."""
        return ()

    def sheet(self, _session: Any, _row: Any, /) -> Sequence[Entry]:
        """Read what the sheet says of a row."""
        return ()

    def above(self) -> Iterable[Widget]:
        """Return what stands above the list."""
        return ()

    @property
    def table(self) -> RecordTable[Any]:
        """The list."""
        return self.query_one(RecordTable)

    @override
    def body(self) -> Iterable[Widget]:
        yield from self.above()
        yield RecordTable(ListSource[Any](identity=self.identity), self.columns(), markable=False, on_moved=self._moved)
        yield Paper(id="explained", turned_by="→")

    @override
    def ready(self) -> None:
        self.table.focus()

    @override
    @work(exclusive=True, group="load")
    async def action_load(self) -> None:
        try:
            rows = await self.read(self.rows)
        except BureauError as error:
            self.say(told(error.message), "bad")
            return
        source: Any = self.table.window.source
        source.replace(rows)
        self.table.reload()
        if not rows:
            self.query_one("#explained", Paper).show([note(self.empty())])

    def empty(self) -> str:
        """Return what an empty list says."""
        return _(self.EMPTY) if self.EMPTY else ""

    def _moved(self, table: RecordTable[Any]) -> None:
        self.show_place(table)
        if table.current is not None:
            self._explain(table.current)

    @work(exclusive=True, group="explain")
    async def _explain(self, row: Any) -> None:
        entries = await self.read(self.sheet, row)
        same = self.shown == self.identity(row)
        self.shown = self.identity(row)
        self.query_one("#explained", Paper).show(entries, keep_place=same)

    def action_read_on(self, pages: int) -> None:
        """Turn the pages of the sheet while the list keeps the cursor."""
        self.query_one("#explained", Paper).action_turn(pages)

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        self.opened(event.row)

    def opened(self, _row: Any, /) -> None:
        """Go to the sheet."""
        self.query_one("#explained").focus()
