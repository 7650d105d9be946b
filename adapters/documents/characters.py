"""A document in characters: every piece of its text put on a grid of 80 columns, as it stands on paper."""

import io
import unicodedata
from typing import Any

from pypdf import PageObject, PdfReader

from adapters.documents import setting
from adapters.documents.pipe import Message

COLUMNS = 80
LINE = 9.0  # points: pieces closer than this stand on one line
Piece = tuple[float, float, str]


def characters(_blob: bytes, *, root: str, folders: list[str], families: list[str], kind: str, data: str) -> Message:
    """Answer with the pages, each one text of lines."""
    content = setting.compiled(root, folders, families, kind, data, "pdf")[0]
    pages = [page_text(page) for page in PdfReader(io.BytesIO(content)).pages]
    return {"pages": pages}, b""


def page_text(page: PageObject) -> str:
    """Return one page in lines; what stands far apart on paper stands apart here."""
    rows: list[tuple[float, list[Piece]]] = []
    for y, x, text in sorted(_pieces(page), key=lambda p: (-p[0], p[1])):
        if not rows or rows[-1][0] - y > LINE:
            rows.append((y, []))
        rows[-1][1].append((x, y, text))
    left = min((x for _y, pieces in rows for x, _, _ in pieces), default=0.0)
    scale = (COLUMNS - 2) / max(1.0, float(page.mediabox.width) - 2 * left)
    lines: list[str] = []
    for n, (y, pieces) in enumerate(rows):
        if n and rows[n - 1][0] - y > 40:
            lines.append("")
        lines.append(_line(pieces, left, scale))
    return "\n".join(lines)


def _pieces(page: PageObject) -> list[Piece]:
    found: list[Piece] = []

    def keep(text: str, matrix: list[float], inner: list[float], _font: Any, _size: float) -> None:
        clean = text.replace("\n", "").strip()
        if clean:
            x = matrix[0] * inner[4] + matrix[2] * inner[5] + matrix[4]
            y = matrix[1] * inner[4] + matrix[3] * inner[5] + matrix[5]
            found.append((y, x, clean))

    page.extract_text(visitor_text=keep)
    return found


def _line(pieces: list[Piece], left: float, scale: float) -> str:
    line = ""
    for x, _y, text in sorted(pieces):
        gap = round((x - left) * scale) - width(line)
        line += " " * max(gap, 0) + text
    return line


def width(text: str) -> int:
    """Return how many columns a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
