"""Every command that works here: the help that can be searched and run, and the palette that shows the key."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from textual.app import App
from textual.dom import DOMNode
from textual.screen import Screen

from tui.language import _
from tui.widgets.dialogs import Option, Pick
from tui.widgets.key_bar import key_name


@dataclass(frozen=True)
class Command:
    """One command: what it is called, its key, and the action with the node that knows it."""

    name: str
    keys: str
    action: str
    node: DOMNode
    id: str


def active(app: App[Any]) -> list[Command]:
    """Return every command that works, once: the screen's own first, then the widget's that has the focus, the rest."""
    found: dict[str, Command] = {}
    for binding_node, binding, enabled, _tooltip in app.screen.active_bindings.values():
        if binding.id and binding.description and enabled:
            known = found.get(binding.id)
            name = binding.key_display or key_name(binding.key)
            keys = name if known is None else f"{known.keys} {name}"
            found[binding.id] = Command(_(binding.description), keys, binding.action, binding_node, binding.id)
    return sorted(found.values(), key=_rank)


def _rank(command: Command) -> int:
    if isinstance(command.node, App) or command.id.startswith("view."):
        return 2
    return 0 if isinstance(command.node, Screen) else 1


class CommandList(Pick[Command]):
    """Lists commands; writing narrows, Enter runs."""

    def __init__(self, title: str, commands: Iterable[Command]) -> None:
        options = [Option(c, c.name, c.keys, c.id) for c in commands]
        super().__init__(title, options, hint=_("输入命令：汉字、拼音或首字母"), beside=14)
