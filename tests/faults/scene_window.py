"""A program in a window of tmux with a keyboard and a scanner before it: keys go in as a terminal sends them."""

import os
import re
import shlex
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.terminal import Terminal, running

KEY = 0.002  # seconds between a scanner's keys
HAND = 0.08  # seconds between a person's
LOOK = 0.2  # seconds until a person who has typed takes the scanner again
QUIET = 0.005  # seconds without a byte: the answer is complete
PATIENCE = 30.0
OPTIONS = """set -g default-terminal tmux-256color
set -g remain-on-exit on
set -g status off
"""


class Window:
    """A window of a private tmux server; what the program shows is read from the window itself."""

    def __init__(self, socket: Path, client: Terminal) -> None:
        self._socket, self._client = socket, client

    def scan(self, line: str, *, enter: bool = True) -> None:
        """Send one line as a scanner does, and wait for nothing."""
        for char in line + "\r" * enter:
            os.write(self._client.master, char.encode())
            time.sleep(KEY)

    def answered(self, line: str) -> float:
        """Send one line as a scanner does; return the ms from its Enter to the last byte of the answer."""
        self.scan(line, enter=False)
        self._client.read(0.0)
        began = time.monotonic()
        os.write(self._client.master, b"\r")
        last, _ = self._client.read(QUIET, first=PATIENCE)
        return (last - began) * 1000

    def type(self, text: str) -> None:
        """Press keys as a person does; the next one comes no sooner."""
        for char in text:
            time.sleep(HAND)
            os.write(self._client.master, char.encode())
        time.sleep(LOOK)
        self._client.read(0.0)

    def screen(self) -> str:
        """Return what the window shows, as text."""
        return self._tmux("capture-pane", "-p", "-t", "scene")

    def coloured(self) -> str:
        """Return what the window shows, with its colours."""
        return self._tmux("capture-pane", "-p", "-e", "-t", "scene")

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Wait until a pattern is on the screen and return it; raises AssertionError with the screen after a while."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self._client.read(0.05)
            found = re.search(pattern, self.screen())
            if found:
                return found
        raise AssertionError(f"{pattern} did not appear:\n{self.screen()}")

    def still(self) -> str:
        """Wait until nothing more is drawn and return the screen."""
        self._client.read(0.5)
        return self.screen()

    def resize(self, width: int, height: int) -> str:
        """Make the window of another size and return the screen."""
        self._tmux("resize-window", "-t", "scene", "-x", str(width), "-y", str(height))
        return self.still()

    @property
    def ended(self) -> bool:
        """Whether the program has left."""
        return self._tmux("display-message", "-p", "-t", "scene", "#{pane_dead}").strip() == "1"

    def close_the_lid(self, lines: str) -> None:
        """Kill the program while it takes lines that came all at once, as a laptop that dies does."""
        program = int(self._tmux("display-message", "-p", "-t", "scene", "#{pane_pid}"))
        os.write(self._client.master, lines.encode())
        self._client.read(0.0, first=PATIENCE)
        os.kill(program, signal.SIGKILL)
        end = time.monotonic() + PATIENCE
        while not self.ended and time.monotonic() < end:
            time.sleep(0.01)

    def again(self, command: Sequence[str]) -> None:
        """Start a program in the window that another one has left."""
        self._tmux("respawn-pane", "-k", "-t", "scene", "exec " + shlex.join(command))

    def _tmux(self, *words: str) -> str:
        return _tmux(self._socket, *words)


@contextmanager
def window(folder: Path, command: Sequence[str], size: tuple[int, int] = (120, 40)) -> Iterator[Window]:
    """Yield a window in which a program runs; the server ends with the block."""
    socket, (width, height) = folder / "tmux", size
    socket.with_suffix(".conf").write_text(OPTIONS, encoding="utf-8")
    _tmux(
        socket, "new-session", "-d", "-s", "scene", "-x", str(width), "-y", str(height), "exec " + shlex.join(command)
    )
    try:
        with running(["tmux", "-u", "-S", str(socket), "attach", "-t", "scene"]) as client:
            shown = Window(socket, client)
            shown.resize(width, height)  # and not of the client's size
            yield shown
    finally:
        _tmux(socket, "kill-server")


def _tmux(socket: Path, *words: str) -> str:
    command = ["tmux", "-u", "-f", str(socket.with_suffix(".conf")), "-S", str(socket), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=PATIENCE).stdout
