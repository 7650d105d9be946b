"""A document in characters: every piece of its text put on a grid as it stands on paper, a letter two columns."""

import io
import unicodedata
from collections import Counter
from typing import Any

from pypdf import PageObject, PdfReader

from adapters.documents import setting
from adapters.documents.pipe import Message

COLUMNS = 78  # as wide as a page may become
LINE = 9.0  # points: pieces closer than this stand on one line
BLANK_LINE = 2.6  # times the size of the letters: so far apart a line stays empty between
APART = 0.7  # times the size of the letters: so far apart on paper two pieces are columns, not one text
NARROW = 0.55  # times its size: the width of a Latin letter or digit
Piece = tuple[float, float, str, float]  # height, left edge, text, size of its letters


def characters(_blob: bytes, *, root: str, folders: list[str], families: list[str], kind: str, data: str) -> Message:
    """Answer with the pages, each one text of lines."""
    content = setting.compiled(root, folders, families, kind, data, "pdf")[0]
    pages = [page_text(page) for page in PdfReader(io.BytesIO(content)).pages]
    return {"pages": pages}, b""


def page_text(page: PageObject) -> str:
    """Return one page in lines; what stands far apart on paper stands apart here."""
    pieces = sorted(_pieces(page), key=lambda piece: (-piece[0], piece[1]))
    if not pieces:
        return ""
    size, left = _usual_size(pieces), min(piece[1] for piece in pieces)
    scale = min(2 / size, COLUMNS / max(1.0, float(page.mediabox.width) - 2 * left))
    rows: list[list[Piece]] = []
    for piece in pieces:
        if not rows or rows[-1][0][0] - piece[0] > LINE:
            rows.append([])
        rows[-1].append(piece)
    lines: list[str] = []
    for before, row in zip([rows[0], *rows], rows, strict=False):
        lines += [""] if before[0][0] - row[0][0] > BLANK_LINE * size else []
        lines.append(_line(row, left, scale))
    return "\n".join(lines)


def _usual_size(pieces: list[Piece]) -> float:
    """Return the size in which most of a page is set."""
    counted = Counter[float]()
    for _y, _x, text, size in pieces:
        counted[round(size, 1)] += len(text)
    return max(1.0, counted.most_common(1)[0][0])


def _pieces(page: PageObject) -> list[Piece]:
    found: list[Piece] = []

    def keep(text: str, matrix: list[float], inner: list[float], _font: Any, size: float) -> None:
        clean = text.replace("\n", "").strip()
        if clean:
            x = matrix[0] * inner[4] + matrix[2] * inner[5] + matrix[4]
            y = matrix[1] * inner[4] + matrix[3] * inner[5] + matrix[5]
            found.append((y, x, clean, size * abs(inner[3] or 1) * abs(matrix[3] or 1)))

    page.extract_text(visitor_text=keep)
    return found


def _line(row: list[Piece], left: float, scale: float) -> str:
    line, end = "", left
    for _y, x, text, size in sorted(row, key=lambda piece: piece[1]):
        gap = round((x - left) * scale) - width(line)
        if line and x - end > APART * size:
            gap = max(gap, 2)
        line += " " * gap if gap > 1 else ""
        line += text
        end = x + _on_paper(text) * size
    return line


def _on_paper(text: str) -> float:
    """Return how wide a text is set, in sizes of its letters."""
    return sum(1 if width(c) > 1 else NARROW for c in text)


def width(text: str) -> int:
    """Return how many columns a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
