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
    """Return every command that works, once."""
    found: dict[str, Command] = {}
    for binding_node, binding, enabled, _tooltip in app.screen.active_bindings.values():
        if binding.id and binding.description and enabled:
            known = found.get(binding.id)
            name = binding.key_display or key_name(binding.key)
            keys = name if known is None else f"{known.keys} {name}"
            found[binding.id] = Command(_(binding.description), keys, binding.action, binding_node, binding.id)
    return list(found.values())


def _rank(command: Command) -> int:
    """Return where a command stands: what the screen does, where one can go, what works everywhere, moving about."""
    if command.id.startswith("app."):
        return 1 if command.action.startswith("app.visit(") else 2
    moving = command.id.startswith(("view.", "paired.")) or not isinstance(command.node, Screen)
    return 3 if moving else 0


class CommandList(Pick[Command]):
    """Lists commands, what the screen does first; writing narrows, Enter runs."""

    def __init__(self, title: str, commands: Iterable[Command]) -> None:
        options = [Option(c, c.name, c.keys, c.id) for c in sorted(commands, key=_rank)]
        super().__init__(title, options, hint=_("输入命令：汉字、拼音或首字母"), beside=14)
