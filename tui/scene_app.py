"""The console of a laptop at the scene: one screen over one journal, without an office and without a network."""

import os
from typing import Any

from textual.screen import Screen
from typing_extensions import override

from models.errors import InvalidInput
from rules.brands import Catalogue
from rules.scans import NONE, Marks
from tui.language import _, set_language
from tui.scene_acts import Sending
from tui.screens.scene import SceneScreen
from tui.shell import Shell
from tui.terminal import stop_on_signals
from tui.themes import suitable
from wiring.scene_journal import Journal


class SceneConsole(Shell, inherit_bindings=False):
    """Counts goods into a journal until the officer leaves; everything is on the disk at any time."""

    CSS_PATH = "console.tcss"
    TITLE = "Luqiao"

    def __init__(
        self, journal: Journal, catalogue: Catalogue, *, marks: Marks = NONE, send: Sending = None, theme: str = "dark"
    ) -> None:
        super().__init__(theme)
        self._scene = SceneScreen(journal, catalogue, marks=marks, send=send)

    @override
    def get_default_screen(self) -> Screen[Any]:
        return self._scene

    def on_mount(self) -> None:
        """End in good order when told to."""
        if not self.is_headless:
            stop_on_signals(lambda number: self.exit(return_code=128 + number))


def run(
    journal: Journal,
    catalogue: Catalogue,
    *,
    marks: Marks = NONE,
    send: Sending = None,
    lang: str = "zh",
    theme: str = "",
) -> int:
    """Count until the officer leaves; return the exit status. Raises InvalidInput on a dumb terminal."""
    if os.environ.get("TERM", "dumb") == "dumb":
        raise InvalidInput(_("这个终端不能定位光标。"), do_next=_("请在普通终端窗口中运行，或使用 luqiao 的其他命令。"))
    set_language(lang)
    app = SceneConsole(journal, catalogue, marks=marks, send=send, theme=suitable(os.environ, theme))
    app.run(mouse=False)
    return app.return_code or 0
