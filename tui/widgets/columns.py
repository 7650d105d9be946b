"""How the columns of a list share the width of the screen; nothing is cut without a sign."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from rich.cells import cell_len

from tui.language import _

Row = TypeVar("Row")
GAP = 2
MAJOR = 2  # columns up to this rank are shown as long as their least fits
MARK = 2  # cells before the first column: the mark
MOST = 48  # cells that a column grows to, or twice its wish: what belongs together stays together on a wide screen
MORE = 2  # cells at the end of the header that say that columns are hidden


def no_tone(_row: Any) -> str:
    """Return no tone at all."""
    return ""


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: it wants `wish` cells, lives with `least`, and goes first when its `rank` is high.

    One that grows takes what is left up to `most` cells; the last one takes all of it.
    """

    title: str  # a msgid
    text: Callable[[Row], str]
    wish: int
    least: int = 0
    rank: int = 1
    grows: bool = False
    right: bool = False
    tone: Callable[[Row], str] = no_tone
    most: int = 0


@dataclass(frozen=True)
class Layout(Generic[Row]):
    """The columns that are shown with their widths, and those that are not."""

    shown: tuple[tuple[Column[Row], int], ...]
    hidden: tuple[Column[Row], ...]


def lay_out(columns: Sequence[Column[Row]], width: int) -> Layout[Row]:
    """Give every column its cells: the least first, then the wish, then the rest to those that grow."""
    chosen = _chosen(columns, width - MARK)
    if len(chosen) < len(columns):
        width -= MORE
        chosen = _chosen(columns, width - MARK)
    widths = {id(c): _minimum(c) for c in chosen}
    spare = width - MARK - _least(chosen)
    for column in sorted(chosen, key=lambda c: c.rank):
        extra = max(0, min(spare, column.wish - widths[id(column)]))
        widths[id(column)] += extra
        spare -= extra
    growing = sorted((c for c in chosen if c.grows), key=lambda c: c is chosen[-1])
    for place, column in enumerate(growing):
        share = spare // (len(growing) - place)
        if column is not chosen[-1]:
            share = max(0, min(share, (column.most or max(MOST, 2 * column.wish)) - widths[id(column)]))
        widths[id(column)] += share
        spare -= share
    hidden = tuple(c for c in columns if c not in chosen)
    return Layout(tuple((c, max(1, widths[id(c)])) for c in chosen), hidden)


def _chosen(columns: Sequence[Column[Row]], room: int) -> list[Column[Row]]:
    """Leave out what has no room; a minor column comes only where those before it have all they wish."""
    chosen = list(columns)
    while len(chosen) > 1:
        last = max(chosen, key=lambda c: (c.rank, chosen.index(c)))
        better = [max(_minimum(c), c.wish) for c in chosen if c is not last]
        needed = sum(better) + _minimum(last) + GAP * len(better) if last.rank > MAJOR else _least(chosen)
        if needed <= room:
            break
        chosen.remove(last)
    return chosen


def _minimum(column: Column[Any]) -> int:
    return max(column.least or column.wish, cell_len(_(column.title)))


def _least(columns: Sequence[Column[Any]]) -> int:
    return sum(map(_minimum, columns)) + GAP * (len(columns) - 1)


def withheld(layout: Layout[Row], row: Row) -> list[tuple[str, str]]:
    """Return (title, full value) of everything in a row that the screen cuts or hides."""
    cut = [(c.title, c.text(row)) for c, width in layout.shown if cell_len(c.text(row)) > width]
    return cut + [(c.title, c.text(row)) for c in layout.hidden if c.text(row)]
