"""Nothing that came from outside becomes a control: the last gate before the terminal, and one-line text."""

import re
from collections.abc import Sequence
from functools import lru_cache

from rich import cells
from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter
from typing_extensions import override

UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\ue000-\uf8ff"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff\U000f0000-\U0010ffff]"
)  # tab and newline pass; ideographic variation sequences pass
BREAKS = re.compile("[\t\n]")
WIDTHS = 1024  # texts whose width is remembered: some screens full; rich would keep 4096, also of rows long gone (1 MB)
cells.cached_cell_len = lru_cache(WIDTHS)(cells.cached_cell_len.__wrapped__)


def _shown(match: re.Match[str]) -> str:
    code = ord(match.group())
    return chr(0x2400 + code) if code < 32 else "\u2421" if code == 127 else "\ufffd"


def visible(text: str) -> str:
    """Return the text with every control, bidi and invisible character as a visible sign; line breaks stay."""
    return UNSAFE.sub(_shown, text)


def one_line(text: str) -> str:
    """Return visible text on one line: tabs and line breaks are signs too."""
    return BREAKS.sub(_shown, UNSAFE.sub(_shown, text)) if not text.isalnum() else text


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Return the text in exactly `width` cells, cut at a whole glyph with "…"; never cropped silently."""
    length = cell_len(text)
    if length <= width:
        pad = " " * (width - length)
        return pad + text if right else text + pad
    return set_cell_size(set_cell_size(text, max(0, width - 1)).rstrip() + "…", width)


class VisibleOnly(LineFilter):
    """The last gate before the terminal: no data byte can become a control."""

    @override
    def apply(self, segments: Sequence[Segment], background: Color) -> list[Segment]:
        """Return the line with every unsafe character replaced."""
        return [s if s.control else Segment(one_line(s.text), s.style) for s in segments]


class NoColour(LineFilter):
    """Take every colour out and leave reverse, bold and underline."""

    @override
    def apply(self, segments: Sequence[Segment], background: Color) -> list[Segment]:
        """Return the line without colours."""
        return [Segment(s.text, s.style.without_color if s.style else None, s.control) for s in segments]
