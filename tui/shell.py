"""What the console is whatever it shows: its look, its driver, the ways out that are shut, and a quiet end."""

import logging
import traceback
from typing import Any

from rich.text import Text
from textual.app import App
from textual.binding import Binding
from textual.driver import Driver
from textual.worker import WorkerFailed
from typing_extensions import override

from tui.language import _
from tui.safety import NoColour, VisibleOnly
from tui.terminal import PatientDriver
from tui.themes import NATIVE, THEMES
from tui.widgets.key_bar import key_name

LOG = logging.getLogger("luqiao.console")
CRASHED = 70
MOST_FRAMES = 5  # that the clerk hands on: where, never with what values


class Shell(App[str], inherit_bindings=False):
    """An application without Textual's own palette, pictures, browser, suspension and tracebacks."""

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False

    def __init__(self, theme: str = "dark") -> None:
        super().__init__()
        self.animation_level = "none"
        self._dress(theme)

    def _dress(self, theme: str) -> None:
        self._no_colour = NoColour(enabled=False)
        self._filters += [self._no_colour, VisibleOnly()]
        for each in THEMES.values():
            self.register_theme(each)
        self.theme = theme

    @override
    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(NATIVE)

    def watch_theme(self, theme: str) -> None:
        """Take the colours out where none are wanted."""
        self._no_colour.enabled = theme == "mono"

    @override
    def get_driver_class(self) -> type[Driver]:
        return PatientDriver

    # What is shut

    @override
    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Open nothing: a browser would run on the server."""

    @override
    def deliver_text(self, *args: Any, **more: Any) -> None:
        """Write no file."""

    @override
    def deliver_binary(self, *args: Any, **more: Any) -> None:
        """Write no file."""

    @override
    def action_suspend_process(self) -> None:
        """Stay: a suspended console cannot be woken."""

    @override
    def get_key_display(self, binding: Binding) -> str:
        return binding.key_display or key_name(binding.key)

    # When something breaks

    @override
    def _handle_exception(self, error: Exception) -> None:
        self._return_code = CRASHED
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        cause = origin(error)
        LOG.error("console.crashed", extra={"error": type(cause).__name__, "frames": frames(cause)})
        self._fatal_error()

    @override
    def _fatal_error(self) -> None:
        words = _("鹭桥控制台出错，已停止。已办的事项都已保存；请重新打开，并把下面几行交给系统管理员。")
        error = None if self._exception is None else origin(self._exception)
        where = [] if error is None else [type(error).__name__, *frames(error)[-MOST_FRAMES:]]
        self._exit_renderables.append(Text("\n".join([words, *where])))
        self._close_messages_no_wait()


def origin(error: BaseException) -> BaseException:
    """Return what went wrong first: behind the failure of a worker, and what was raised from something else."""
    inner = error.error if isinstance(error, WorkerFailed) else error.__cause__
    return error if inner is None else origin(inner)


def frames(error: BaseException) -> list[str]:
    """Return where an error came from, without any value: file, line and function."""
    return [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)]
