"""Lines of text that change often: they are drawn in place and never lay the screen out anew."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget
from typing_extensions import override

from tui.safety import fit, one_line

Span = tuple[str, str]  # text, tone


class TextLines(Widget):
    """Shows a few lines; each is a text or a sequence of (text, tone), cut with "…" where it is too long."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "lines--bad", "lines--warn", "lines--good", "lines--quiet", "lines--strong", "lines--key",
    }  # fmt: skip

    def __init__(self, *lines: str | Sequence[Span], id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._shown: tuple[str | Sequence[Span], ...] = lines

    def show(self, *lines: str | Sequence[Span]) -> None:
        """Show other lines; nothing is drawn when they are the same."""
        if lines != self._shown:
            self._shown = lines
            self.refresh()

    @property
    def plain(self) -> str:
        """The text as it is, for tests and for reading aloud."""
        return "\n".join(line if isinstance(line, str) else "".join(t for t, _tone in line) for line in self._shown)

    @override
    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width, line = self.content_size.width, self._shown[y] if y < len(self._shown) else ""
        spans = [(line, "")] if isinstance(line, str) else line
        pieces, left, base = [], width, self.rich_style  # worked out anew each time it is asked for: once a line
        for text, tone in spans:
            clean = one_line(text)
            shown = clean if cell_len(clean) <= left else fit(clean, left)
            pieces.append(Segment(shown, self._style(tone, base)))
            left -= cell_len(shown)
            if left <= 0:
                break
        return Strip(pieces).adjust_cell_length(width, base)

    def _style(self, tone: str, base: Style) -> Style:
        return base + self.get_component_rich_style(f"lines--{tone}", partial=True) if tone else base
