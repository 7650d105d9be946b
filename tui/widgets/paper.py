"""A sheet to read: headings, label and value, paragraphs; wrapped at the screen's width, scrolled by keys."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from typing_extensions import override

from tui.language import N_, _
from tui.safety import BREAKS, UNSAFE, fit, one_line, visible

LABEL = 12
GAP = "  "  # between the parts of a line
NEVER_FIRST = "。，、；：？！）》〕】”…)"
BEYOND_LATIN = "\u2e80"  # from here on text is broken between any two characters
TORN_HEAD, TORN_TAIL = re.compile(r"[（《“〔(]*[\w.,:/%+-]+$", re.ASCII), re.compile(r"[\w.,:/%+-]+", re.ASCII)
MOST_SIGNS = 4  # that close a sentence one after the other
LONGEST_RUN = 24  # characters; what is longer is cut
LONGEST_LIST = 4000  # characters; longer lines are cut anywhere


@dataclass(frozen=True)
class Entry:
    """One entry of a sheet; `label` stands left of the text, `heading` makes it a title."""

    text: str
    label: str = ""
    tone: str = ""
    heading: bool = False
    indent: int = 0


def heading(text: str) -> Entry:
    """Return a title with a blank line before it."""
    return Entry(capital(text), heading=True, tone="strong")


def pair(label: str, value: object, tone: str = "") -> Entry:
    """Return label and value; an empty value is shown as a dash."""
    return Entry("—" if value in (None, "") else str(value), label=capital(label), tone=tone)


def capital(text: str) -> str:
    """Return a label as a block begins it: labels are of many hands, and one block has one rule (i厦门 is a name)."""
    return text if text[1:2] > BEYOND_LATIN else text[:1].upper() + text[1:]


def note(text: str, tone: str = "", indent: int = 0) -> Entry:
    """Return a paragraph."""
    return Entry(text, tone=tone, indent=indent)


def _key(keys: str, action: str, text: str, name: str) -> Binding:
    return Binding(keys, action, text, show=False, id=f"paper.{name}")


class Paper(Widget, can_focus=True):
    """Shows entries; keys scroll it, the last line says when there is more."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "paper--bad", "paper--warn", "paper--good", "paper--quiet", "paper--strong", "paper--label",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        _key("down,j", "scroll(1)", N_("下移一行"), "down"),
        _key("up,k", "scroll(-1)", N_("上移一行"), "up"),
        _key("pagedown,space,ctrl+f", "turn(1)", N_("下翻一页"), "page_down"),
        _key("pageup,ctrl+b", "turn(-1)", N_("上翻一页"), "page_up"),
        _key("home", "scroll(-1000000)", N_("开头"), "home"),
        _key("end,G", "scroll(1000000)", N_("末尾"), "end"),
    ]

    @dataclass
    class Scrolled(Message):
        """Another part is shown."""

        paper: "Paper"

    def __init__(
        self,
        entries: Sequence[Entry] = (),
        *,
        id: str | None = None,  # noqa: A002
        label: int = LABEL,
        turned_by: str = "Tab",  # the key that leads on where another part has the focus
    ) -> None:
        super().__init__(id=id)
        self._turned_by = turned_by
        self._entries: Sequence[Entry] = entries
        self._label = label
        self._lines: list[list[tuple[str, str]]] | None = None
        self._room = 0  # cells to a line, as far as they are known before it is laid out
        self.top = 0

    def show(self, entries: Sequence[Entry], *, keep_place: bool = False, widest: int = 0) -> None:
        """Show other entries, from the beginning unless the place is to be kept.

        With `widest` the labels take as many cells as they need, at most so many.
        """
        if entries == self._entries:
            return
        if widest:
            self._label = min(widest, max((cell_len(each.label) for each in entries), default=0))
        self._entries, self._lines = entries, None
        self.top = min(self.top, self._last_top()) if keep_place and self.size.width else 0
        self.refresh()
        self.post_message(self.Scrolled(self))

    @property
    def plain(self) -> str:
        """The text as it is shown, for tests and for reading aloud."""
        return "\n".join("".join(text for text, _tone in line) for line in self.lines)

    @override
    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines all of it takes: in a dialog that is as high as what it says."""
        if width != self._room:
            self._room, self._lines = width, None
        return max(1, len(self.lines))

    @property
    def lines(self) -> list[list[tuple[str, str]]]:
        """The wrapped lines as (text, tone) spans."""
        if self._lines is None:
            self._lines = [line for entry in self._entries for line in self._wrap(entry)]
            if self._lines and not self._lines[0]:
                del self._lines[0]
        return self._lines

    def _wrap(self, entry: Entry) -> Iterator[list[tuple[str, str]]]:
        if entry.heading:
            yield []
        margin = self._label + 1 if entry.label else entry.indent
        room = max(8, (self._room or self.content_size.width or 80) - margin)
        first = fit(one_line(entry.label), self._label) + " " if entry.label else " " * margin
        for row in visible(entry.text).split("\n"):
            for piece in pieces_of(row.replace("\t", "␉"), room):
                yield [(first, "label" if entry.label else ""), (piece, entry.tone)]
                first = " " * margin

    def _last_top(self) -> int:
        return max(0, len(self.lines) - self.content_size.height)

    def action_scroll(self, step: int) -> None:
        """Scroll by lines."""
        top = max(0, min(self._last_top(), self.top + step))
        if top != self.top:
            self.top = top
            self.refresh()
            self.post_message(self.Scrolled(self))

    def action_turn(self, pages: int) -> None:
        """Scroll by screenfuls."""
        self.action_scroll(pages * max(1, self.content_size.height - 1))

    def on_mouse_scroll_down(self) -> None:
        """Scroll on."""
        self.action_scroll(3)

    def on_mouse_scroll_up(self) -> None:
        """Scroll back."""
        self.action_scroll(-3)

    def on_focus(self) -> None:
        """Say anew which key leads on."""
        self.refresh()

    on_blur = on_focus

    def on_resize(self, _event: events.Resize) -> None:
        """Wrap anew."""
        self._room, self._lines = self.content_size.width, None
        self.top = min(self.top, self._last_top())

    @override
    def render_line(self, y: int) -> Strip:
        """Draw one line; the last one says how much more there is."""
        width, height = self.content_size.width, self.content_size.height
        if width != self._room:  # the event of a new size may come before the new size is known
            self._room, self._lines = width, None
            self.top = min(self.top, self._last_top())
        rest = len(self.lines) - self.top - height
        if y == height - 1 and rest > 0:
            turned_by = "PgDn" if self.has_focus else self._turned_by
            text = _("↓ 还有 {n} 行，按 {key} 翻看").format(n=rest + 1, key=turned_by)
            return Strip([Segment(fit(text, width), self._style("quiet"))], width)
        index = self.top + y
        spans = self.lines[index] if index < len(self.lines) else []
        return Strip([Segment(t, self._style(tone)) for t, tone in spans]).adjust_cell_length(width, self.rich_style)

    def _style(self, tone: str) -> Style:
        return (
            self.rich_style + self.get_component_rich_style(f"paper--{tone}", partial=True) if tone else self.rich_style
        )


def pieces_of(text: str, room: int) -> Iterator[str]:
    """Yield a line in pieces of a width: parts between two spaces stay together where that costs little.

    No piece begins with what closes a sentence, no Latin word, number or date is torn; a very long line is cut
    anywhere.
    """
    if len(text) > LONGEST_LIST:
        yield from chop_cells(text, room)
        return
    while len(text) > 2 * room or cell_len(text) > room:
        first = next(iter(chop_cells(text[: 2 * room], room)), text[: 2 * room])  # none: marks without a width
        end = first.rfind(GAP)
        end = end if end > len(first) // 2 else _before_word(text, len(first), room)
        if end:
            yield text[:end]
            text = text[end:].lstrip(" ")
            continue
        end = _between_signs(text, len(first))
        yield text[:end].rstrip(" ") or text[:end]
        text = text[end:]
    yield text


def _between_signs(text: str, cut: int) -> int:
    """Return where to end a line instead of at `cut`: not before what closes a sentence, not within a number."""
    back = next((n for n in range(MOST_SIGNS) if text[cut - n : cut - n + 1] not in NEVER_FIRST), 0)
    cut = cut - back if cut > back + 1 and cell_len(text[cut - back]) else cut
    return _before_run(text, cut) or cut


def _before_word(text: str, cut: int, room: int) -> int:
    """Return the space at `cut`, or before the Latin word that `cut` would tear; 0 where the line may end at `cut`."""
    space = text.rfind(" ", 0, cut + 1)
    word = text[space + 1 : space + room + 2].split(" ", 1)[0]
    torn = len(word) <= room and max(word, default=" ") < BEYOND_LATIN
    return space if (torn or space == cut) and text[: max(space, 0)].strip() else 0


def _before_run(text: str, cut: int) -> int:
    """Return where the name, number or date begins between Chinese that `cut` would tear; 0 where it tears none."""
    head = TORN_HEAD.search(text, max(0, cut - LONGEST_RUN - 1), cut)
    tail = TORN_TAIL.match(text, cut, cut + LONGEST_RUN + 1)
    if head is None or tail is None or head.start() < cut // 2:
        return 0
    return head.start() if tail.end() - head.start() <= min(LONGEST_RUN, cut) else 0


def shown_bytes(raw: bytes, limit: int = 65_536) -> str:
    """Return bytes for a person: text where it is text, else escapes and a hexadecimal dump; cut with a word."""
    part = raw[:limit]
    tail = "" if len(raw) <= limit else "\n" + _("…（共 {n} 字节，以上为前 {m} 字节）").format(n=len(raw), m=limit)
    try:
        text = part.decode("utf-8")
    except UnicodeDecodeError:
        return hex_dump(part) + tail
    return UNSAFE.sub(lambda match: _escape(match.group()), text.replace("\r\n", "\n")) + tail


def _escape(char: str) -> str:
    return f"\\x{ord(char):02x}" if ord(char) < 256 else f"\\u{{{ord(char):x}}}"


def hex_dump(raw: bytes) -> str:
    """Return offset, sixteen bytes and their ASCII a line."""
    rows = [(n, raw[n : n + 16]) for n in range(0, len(raw), 16)]
    return "\n".join(f"{n:06x}  {row.hex(' '):<47}  {_ascii(row)}" for n, row in rows)


def _ascii(row: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)


def flat(text: str, width: int) -> str:
    """Return the beginning of a text on one line."""
    line = BREAKS.sub(" ", text)
    return line if cell_len(line) <= width else fit(line, width)
