"""How a list is drawn: the header, the rows that are on the screen, the cursor and the marks."""

from collections.abc import Sequence
from itertools import groupby
from typing import ClassVar, Generic

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget
from typing_extensions import override

from tui.language import _
from tui.safety import fit, one_line
from tui.widgets.columns import GAP, Column, Layout, Row, lay_out
from tui.widgets.window import PAGE, Key, Window


class DrawnTable(Widget, Generic[Row]):
    """Draws the rows of a window; a drawn line is kept until the row, the width or the colours change."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--header", "table--cursor", "table--mark", "table--bad", "table--warn", "table--good",
        "table--quiet", "table--strong",
    }  # fmt: skip

    def __init__(self, window: Window[Row], columns: Sequence[Column[Row]], *, id: str | None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.window = window
        self.columns = tuple(columns)
        self.marks: dict[Key, Row] = {}
        self.led = False  # moved by another widget that has the focus: the cursor is strong all the same
        self.head = 1  # lines above the first row
        self._layout: Layout[Row] | None = None
        self._lines: dict[tuple[int, str], Strip] = {}

    @property
    def layout_now(self) -> Layout[Row]:
        """How the columns lie at this width."""
        if self._layout is None:
            self._layout = lay_out(self.columns, self.size.width)
        return self._layout

    @property
    def rows_shown(self) -> int:
        """How many rows fit on the screen."""
        return max(1, self.size.height - self.head)

    def _region(self, index: int) -> Region:
        return Region(0, index - self.window.top + self.head, self.size.width, 1)

    def on_focus(self) -> None:
        """Show the cursor strongly."""
        self._lines.clear()

    on_blur = on_focus

    @override
    def notify_style_update(self) -> None:
        """Forget lines that were drawn in the old colours."""
        super().notify_style_update()
        self._lines.clear()

    @override
    def render_line(self, y: int) -> Strip:
        """Draw the header or one row."""
        if y < self.head:
            return self._header()
        index = self.window.top + y - self.head
        if index >= len(self.window.rows):
            return Strip.blank(self.size.width, self.rich_style)
        row = self.window.rows[index]
        part = "cursor" if index == self.window.cursor else ""
        return self._lines.get((index, part)) or self._remember(index, part, row)

    def _remember(self, index: int, part: str, row: Row) -> Strip:
        if len(self._lines) > PAGE:
            self._lines.clear()
        strip = self._lines[(index, part)] = self._draw(row, part)
        return strip

    def _header(self) -> Strip:
        style = self.get_component_rich_style("table--header")
        cells = [fit(_(c.title), w, right=c.right) for c, w in self.layout_now.shown]
        tail = " »" if self.layout_now.hidden else ""
        text = "  " + (" " * GAP).join(cells)
        return Strip([Segment(fit(text, self.size.width - len(tail)) + tail, style)], self.size.width)

    def _draw(self, row: Row, part: str) -> Strip:
        lit = self.has_focus or self.led
        base = self.get_component_rich_style("table--cursor") if part and lit else self.rich_style
        if part and not lit:
            base += Style(underline=True)
        marked = self.window.source.key(row) in self.marks
        mark = base + self.get_component_rich_style("table--mark", partial=True) if marked else base
        runs: list[tuple[str, Style]] = [("* " if marked else "› " if part else "  ", mark)]
        for place, (column, width) in enumerate(self.layout_now.shown):
            gap = " " * GAP if place < len(self.layout_now.shown) - 1 else ""
            text = fit(one_line(column.text(row)), width, right=column.right) + gap
            runs.append((text, self._toned(base, column.tone(row), cursor=bool(part))))
        pieces = [
            Segment("".join(text for text, _s in same), style) for style, same in groupby(runs, lambda run: run[1])
        ]
        return Strip(pieces).adjust_cell_length(self.size.width, base)

    def _toned(self, base: Style, tone: str, *, cursor: bool) -> Style:
        if not tone:
            return base
        style = base + self.get_component_rich_style(f"table--{tone}", partial=True)
        return Style.combine([style, Style.from_color(base.color, base.bgcolor)]) if cursor else style
