"""A list with filters and a search line: what is shown is always said above the list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input
from typing_extensions import override

from tui.language import N_, _
from tui.view import View, key
from tui.widgets.columns import Column
from tui.widgets.dialogs import Field, Option, Pick, asking
from tui.widgets.lines import Span, TextLines
from tui.widgets.record_table import RecordTable
from tui.widgets.window import ListSource, Source
from tui.words import word

ALL = ""


@dataclass(frozen=True)
class Choice:
    """One filter: the field of the filter record, its key, its name, and the words for its values."""

    field: str
    key: str
    name: str  # a msgid
    words: Mapping[str, str]


class FilteredList(View):
    """The base of every long list; subclasses give columns, choices, a filter record and a source."""

    CHOICES: ClassVar[Sequence[Choice]] = ()
    SEARCH: ClassVar[str] = N_("姓名、编号或拼音首字母")
    BINDINGS: ClassVar[list[BindingType]] = [
        key("slash", "search", N_("查找"), "list.search"),
        key("backspace,delete", "clear", N_("清除筛选"), "list.clear", show=False),
    ]
    wanted: Any = None
    sent: Any = None  # the filter that another screen asked for

    def columns(self) -> Sequence[Column[Any]]:
        """Return the columns."""
        return ()

    def source(self) -> Source[Any]:
        """Return the list that the filter selects."""
        return ListSource()

    def within(self, wanted: Any) -> Any:
        """Return a kept filter as far as the officer may use it."""
        return wanted

    def more_filters(self) -> Sequence[Span]:
        """Return what stands behind the filters."""
        return ()

    def explain(self, _row: Any, /) -> Sequence[tuple[str, str]]:
        """Return (name, value) of what the line below the list says of a row, besides what is cut."""
        return ()

    def empty(self) -> str:
        """Return what a list says that has nothing though nothing was filtered."""
        return _("还没有记录。F5 刷新。")

    @property
    def table(self) -> RecordTable[Any]:
        """The list."""
        return self.query_one(RecordTable)

    @override
    def body(self) -> Iterable[Widget]:
        yield TextLines(id="filters")
        yield Field(hint=_(self.SEARCH), limit=60, id="search")
        yield RecordTable(ListSource(), self.columns(), on_moved=self._moved)
        yield TextLines(id="detail")

    @override
    def ready(self) -> None:
        self._show_search(False)
        if wanted := self.console.sent_for(self.app.current_mode):
            self.wanted = self.sent = replace(self.wanted, **wanted)
        self.table.focus()

    @override
    def action_load(self) -> object:
        self.show_filters()
        return self.table.start(self.source())

    @override
    def arrive(self, wanted: Mapping[str, Any]) -> None:
        self.wanted = self.sent = replace(self.unfiltered(), **wanted)
        self.action_load()

    @override
    def data_changed(self) -> None:
        if self.table.loaded:
            self.table.reload()

    # Filters

    def unfiltered(self) -> Any:
        """Return the filter of the list as it is shown when the clerk chose nothing."""
        return type(self.wanted)()

    def show_filters(self) -> None:
        """Say what is shown."""
        spans: list[Span] = [(" ", "")]
        for choice in self.CHOICES:
            value = getattr(self.wanted, choice.field)
            shown = (f"={word(dict(choice.words), value)}", "strong") if value else ("", "")
            spans += [(f"{choice.key} ", "key"), (_(choice.name), "strong" if value else "quiet"), shown, ("  ", "")]
        if self.wanted is not None and self.wanted.text:
            spans[1:1] = [(_("查找 "), "quiet"), (f"“{self.wanted.text}”", "strong"), ("  ", "")]
        self.query_one("#filters", TextLines).show(tight([*spans, *self.more_filters()], self.app.size.width))

    def narrow(self, **values: Any) -> None:
        """Change the filter and show its list from the beginning."""
        changed = replace(self.wanted, **values)
        if changed != self.wanted:
            self.wanted = changed
            self.action_load()

    @asking
    async def action_choose(self, field: str) -> None:
        """Ask for the value of one filter."""
        choice = next(c for c in self.CHOICES if c.field == field)
        now = getattr(self.wanted, field) or ALL
        options = [Option(ALL, _("全部"), chosen=now == ALL)]
        options += [Option(code, _(name), chosen=now == code) for code, name in choice.words.items()]
        picked = await self.app.push_screen_wait(Pick(_(choice.name), options))
        if picked is not None:
            self.narrow(**{field: picked or None})

    def action_clear(self) -> None:
        """Show everything again."""
        self.query_one("#search", Field).value = ""
        self.wanted = self.unfiltered()
        self.action_load()

    # Search

    def _show_search(self, shown: bool) -> Field:
        """Let the search line stand where the filters stand, so that the list keeps its size."""
        field = self.query_one("#search", Field)
        field.display, self.query_one("#filters").display = shown, not shown
        return field

    def action_search(self) -> None:
        """Open the search line."""
        field = self._show_search(True)
        field.value = self.wanted.text
        field.focus()

    @on(Input.Changed, "#search")
    def _searched(self, event: Input.Changed) -> None:
        if event.input.has_focus:
            self.narrow(text=event.value.strip())

    @on(Input.Submitted, "#search")
    def _found(self) -> None:
        self._show_search(False)
        self.table.focus()

    @override
    def action_back(self) -> None:
        if self.query_one("#search").display:
            self._found()
        elif self.wanted == self.sent and self.console.send_back():
            self.sent = None
        elif self.wanted != self.unfiltered():
            self.action_clear()
        else:
            super().action_back()

    # The line below

    def _moved(self, table: RecordTable[Any]) -> None:
        self.show_place(table)
        row = table.current
        pairs = [] if row is None else [*self.explain(row), *((_(t), v) for t, v in table.withheld())]
        if row is None and table.loaded:
            chosen = self.wanted != self.unfiltered()
            pairs = [("", _("没有符合条件的记录。Del 清除筛选，F5 刷新。") if chosen else self.empty())]
        self.query_one("#detail", TextLines).show(*two_lines(pairs, self.size.width))


def tight(spans: Sequence[Span], width: int) -> Sequence[Span]:
    """Return a line with single blanks between its parts where it does not fit with double ones."""
    from rich.cells import cell_len

    fits = sum(cell_len(text) for text, _tone in spans) <= width
    return spans if fits else [(text.replace("  ", " "), tone) for text, tone in spans]


def two_lines(pairs: Iterable[tuple[str, str]], width: int) -> list[list[Span]]:
    """Return (name, value) pairs as two lines of the given width."""
    from rich.cells import cell_len

    lines: list[list[Span]] = [[(" ", "")], [(" ", "")]]
    place, used = 0, 1
    for name, value in pairs:
        length = cell_len(name) + cell_len(value) + 3
        if place == 0 and used + length > width and used > 1:
            place, used = 1, 1
        lines[place] += [(f"{name} ", "quiet"), (f"{value}  ", "")]
        used += length
    return lines


def choosing(name: str, choices: Iterable[Choice]) -> list[BindingType]:
    """Return the bindings of some filters."""
    return [key(c.key, f"choose('{c.field}')", c.name, f"{name}.{c.field}", show=False) for c in choices]
