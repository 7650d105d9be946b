"""The last line: which keys work here, read from the bindings, so that it never lies."""

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.app import App, ComposeResult
from textual.dom import DOMNode
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from typing_extensions import override

from tui.language import _

NAMES = {
    "enter": "Enter", "escape": "Esc", "space": "Space", "question_mark": "?", "slash": "/", "colon": ":",
    "full_stop": ".", "asterisk": "*", "backslash": "\\", "pageup": "PgUp", "pagedown": "PgDn", "up": "↑",
    "down": "↓", "left": "←", "right": "→", "home": "Home", "end": "End", "left_square_bracket": "[",
    "right_square_bracket": "]", "tab": "Tab", "delete": "Del", "backspace": "Bksp", "comma": ",", "semicolon": ";",
    "shift+tab": "Shift+Tab", "left_parenthesis": "(", "right_parenthesis": ")", "exclamation_mark": "!",
    "plus": "+", "minus": "-", "equals_sign": "=",
}  # fmt: skip


def key_name(key: str) -> str:
    """Return how a key is written on the keyboard."""
    if key in NAMES:
        return NAMES[key]
    *modifiers, last = key.split("+")
    name = NAMES.get(last, last.upper() if modifiers or (last.startswith("f") and last[1:].isdigit()) else last)
    return "+".join([*(m.capitalize() for m in modifiers), name])


def _rank(key: str, node: DOMNode) -> int:
    """Return where a key stands: Enter first, then the screen's, the widget's, the console's, Esc, help."""
    fixed = {"enter": 0, "escape": 8, "question_mark": 9}
    return fixed.get(key, 1 if isinstance(node, Screen) else 3 if isinstance(node, App) else 2)


def _leads_nowhere(key: str, screen: Screen[object]) -> bool:
    """Return whether there is no screen below that a key could lead back to."""
    return key == "escape" and screen is screen.app.screen_stack[0]


class KeyBar(Widget):
    """Shows the keys of the focused widget and the screen; a click presses the key."""

    COMPONENT_CLASSES = {"bar--key"}  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self._items: list[tuple[str, str, str]] = []  # key, name of the key, what it does
        self._spans: list[tuple[int, int, str]] = []

    @override
    def compose(self) -> ComposeResult:
        """No parts."""
        return iter(())

    def on_mount(self) -> None:
        """Follow the bindings of the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def _follow(self, screen: Screen[object]) -> None:
        seen: dict[str, tuple[str, str, str]] = {}
        order: dict[str, int] = {}
        for active in screen.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled and binding.description and not _leads_nowhere(binding.key, screen):
                shown = (binding.key, binding.key_display or key_name(binding.key), _(binding.description))
                seen.setdefault(binding.action, shown)
                order.setdefault(binding.action, _rank(binding.key, active.node))
        items = [seen[action] for action in sorted(seen, key=order.__getitem__)]
        if items != self._items:
            self._items = items
            self.refresh()

    @override
    def render_line(self, y: int) -> Strip:
        """Draw as many keys as fit; help stays."""
        width, style = self.size.width, self.rich_style
        strong = style + self.get_component_rich_style("bar--key", partial=True)
        pieces, used, self._spans = [], 0, []
        for key, name, text in self._fitting(width):
            length = cell_len(name) + cell_len(text) + 1
            pieces += [Segment(name, strong), Segment(" " + text + "  ", style)]
            self._spans.append((used, used + length, key))
            used += length + 2
        return Strip(pieces).adjust_cell_length(width, style)

    def _fitting(self, width: int) -> list[tuple[str, str, str]]:
        last = [item for item in self._items if item[0] == "question_mark"]
        room = width - sum(cell_len(name + text) + 3 for _key, name, text in last)
        chosen = []
        for item in self._items:
            length = cell_len(item[1] + item[2]) + 3
            if item not in last and length <= room:
                chosen.append(item)
                room -= length
        return chosen + last

    def on_click(self, event: events.Click) -> None:
        """Press the clicked key."""
        for start, end, key in self._spans:
            if start <= event.x < end:
                self.app.simulate_key(key)
