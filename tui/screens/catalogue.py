"""The catalogue of service items: what each asks for today, and what changed from version to version."""

from collections.abc import Iterable
from typing import Any, ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from typing_extensions import override

from models.values import Item, shanghai_date
from tui.language import N_, _
from tui.screens.window_begun import Begun
from tui.screens.window_entering import fill_in, show_entered
from tui.view import View, key
from tui.widgets.columns import Column
from tui.widgets.dialogs import asking
from tui.widgets.paper import Entry, Paper, heading, note, pair
from tui.widgets.record_table import RecordTable
from tui.widgets.window import ListSource
from tui.words import ITEMS, SUBJECTS, day, word


class CatalogueView(View):
    """Lists the items; the one under the cursor is explained beside, `n` begins it at the window."""

    NAME = SUBJECTS["catalogue"]
    RIGHTS: ClassVar[dict[str, str]] = {"begin": "application.entered"}
    BINDINGS: ClassVar[list[BindingType]] = [key("n", "begin", N_("收件"), "catalogue.begin")]

    @override
    def body(self) -> Iterable[Widget]:
        columns: list[Column[Any]] = [Column(N_("事项"), lambda i: word(ITEMS, i.value), 10, grows=True)]
        items = ListSource[Any](list(Item), lambda i: i.value)
        with Horizontal(id="services"):
            yield RecordTable(items, columns, markable=False, on_moved=self._moved)
            yield Paper(id="service", label=10)

    @override
    def ready(self) -> None:
        table = self.query_one(RecordTable)
        table.focus()
        table.put(table.window.source)

    def _moved(self, table: RecordTable[Any]) -> None:
        self.show_place(table)
        if table.current is not None:
            today = shanghai_date(self.office.now())
            self.query_one("#service", Paper).show(entries(table.current, today))

    @on(RecordTable.Opened)
    def _opened(self) -> None:
        """Go to the guide, to read on."""
        self.query_one("#service").focus()

    @asking
    async def action_begin(self) -> None:
        """Enter an application for the item under the cursor."""
        item = self.query_one(RecordTable).current
        entered = None if item is None else await fill_in(self, Begun(item))
        if entered is not None:
            show_entered(self, entered)


def entries(item: Item, today: Any) -> list[Entry]:
    """Return an item on paper: its guide, then what each version changed."""
    from usecases import service_guide

    found = service_guide.guide(item, today)
    told: list[Entry] = [
        note(found.title, "strong"),
        note(_("自 {day} 起施行").format(day=day(found.valid_from)), "quiet"),
    ]
    for title, lines in found.parts:
        told += [
            pair(title if n == 0 else "", line) if n == 0 else Entry(line, label=" ") for n, line in enumerate(lines)
        ]
    for row, changes in service_guide.history(item):
        if changes:
            told.append(heading(_("自 {day} 起的变更").format(day=day(row.valid_from))))
        for name, gone, come in changes:
            told += [
                pair(name, _("删去：{what}").format(what=gone or "—")),
                Entry(_("增加：{what}").format(what=come or "—"), label=" "),
            ]
    return told
