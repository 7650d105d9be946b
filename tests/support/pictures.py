"""Pictures of the console for the clerks' manual: what the terminal shows, cell by cell, as a small PNG."""

import html
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.cells import cell_len
from rich.color import Color
from rich.console import Console as Paper
from rich.segment import Segment
from rich.text import Text

from tui.app import Console

WIDE, HIGH = 9, 20  # pixels of a cell
INK, GROUND = "#d6dbe1", "#0e141b"
FONTS = "Noto Sans Mono CJK SC, Noto Sans Mono, WenQuanYi Micro Hei Mono, DejaVu Sans Mono"
COLOURS = "64"


def save(app: Console, file: Path) -> None:
    """Write what is on the screen as PNG; needs rsvg-convert and ImageMagick's convert."""
    _save(svg(app), file)


def save_ansi(text: str, size: tuple[int, int], file: Path) -> None:
    """Write what a terminal of this size (columns, lines) shows, given with its colours, as PNG."""
    paper = Paper(width=size[0], color_system="truecolor", force_terminal=True)
    lines = [list(Text.from_ansi(line).render(paper)) for line in text.split("\n")]
    _save(drawing(lines, size), file)


def _save(drawn: str, file: Path) -> None:
    source = file.with_suffix(".svg")
    source.write_text(drawn, encoding="utf-8")
    subprocess.run(["rsvg-convert", "-o", str(file), str(source)], check=True)
    subprocess.run(["convert", str(file), "-colors", COLOURS, "-strip", str(file)], check=True)
    source.unlink()


def svg(app: Console) -> str:
    """Return what is on the screen as a drawing."""
    return drawing(app.screen._compositor.render_strips(), app.size)


def drawing(lines: Iterable[Iterable[Segment]], shape: tuple[int, int]) -> str:
    """Return lines of a screen of this shape (columns, lines) as a drawing."""
    width, height = shape
    size = f'width="{width * WIDE}" height="{height * HIGH}"'
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" {size}><rect width="100%" height="100%" fill="{GROUND}"/>']
    for y, strip in enumerate(lines):
        x = 0
        for segment in strip:
            if not segment.control:
                parts += _drawn(segment, x, y)
                x += cell_len(segment.text)
    return "\n".join([*parts, "</svg>"])


def _drawn(segment: Segment, x: int, y: int) -> Iterator[str]:
    style, width = segment.style, cell_len(segment.text) * WIDE
    ink, ground = _hex(style.color if style else None) or INK, _hex(style.bgcolor if style else None)
    if style and style.reverse:
        ink, ground = ground or GROUND, ink
    if ground:
        yield f'<rect x="{x * WIDE}" y="{y * HIGH}" width="{width}" height="{HIGH}" fill="{ground}"/>'
    weight = ' font-weight="bold"' if style and style.bold else ""
    for char in segment.text:
        cells = cell_len(char)
        if char != " ":
            place = f'x="{x * WIDE}" y="{y * HIGH + 15}" font-size="{14 + cells}"'
            yield f'<text {place} font-family="{FONTS}" fill="{ink}"{weight}>{html.escape(char)}</text>'
        x += cells


def _hex(colour: Color | None) -> str:
    return "" if colour is None or colour.is_default else colour.get_truecolor().hex
