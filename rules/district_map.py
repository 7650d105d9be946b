"""Counts on a map of the six districts, drawn with characters: the island in the middle, the mainland around it."""

import unicodedata
from collections.abc import Mapping

from models.values import DISTRICTS

WIDTH, HEIGHT = 57, 12  # cells, lines
BOX = 17  # cells of one district, with its frame
BAR = 5  # cells of the longest bar: 100,000 still stand behind it
HOME = "*"
_AT = {  # district: column and row of its upper left corner
    "350211": (9, 0),
    "350212": (30, 0),
    "350205": (0, 4),
    "350206": (20, 4),
    "350213": (40, 4),
    "350203": (20, 8),
}
_SEA = ((17, 5), (37, 5), (17, 7), (37, 7), (8, 9), (17, 9), (37, 9), (48, 9), (8, 11), (17, 11), (37, 11), (48, 11))


def drawn(counts: Mapping[str, int], home: str = "") -> list[str]:
    """Return the lines of the map: each district with its count and a bar, `home` marked with `HOME`.

    Counts of what is no district of ours are not on the map. No line is longer than WIDTH cells.
    """
    canvas = [[" "] * WIDTH for _ in range(HEIGHT)]
    for column, row in _SEA:
        _write(canvas, column, row, "~ ~")
    most = max((counts.get(district, 0) for district in _AT), default=0)
    for district, (column, row) in _AT.items():
        name = DISTRICTS[district] + (HOME if district == home else "")
        for below, line in enumerate(_box(name, counts.get(district, 0), most)):
            _write(canvas, column, row + below, line)
    return ["".join(line).rstrip() for line in canvas]


def _box(name: str, count: int, most: int) -> list[str]:
    edge, inside = "─" * (BOX - 2), BOX - 4
    bar = "█" * max(1, count * BAR // most) if count else ""
    lines = [f"│ {text}{' ' * (inside - cells(text))} │" for text in (name, f"{bar} {count:,}".strip())]
    return [f"┌{edge}┐", *lines, f"└{edge}┘"]


def _write(canvas: list[list[str]], column: int, row: int, text: str) -> None:
    """Put a text into the canvas; the cell behind a wide sign holds nothing."""
    for char in text:
        canvas[row][column] = char
        if cells(char) == 2:
            canvas[row][column + 1] = ""
        column += cells(char)


def cells(text: str) -> int:
    """Return how many cells of a terminal a text of Han signs, letters and lines takes."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
