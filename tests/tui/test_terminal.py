"""The real terminal, through a pty: foreign bytes, signals, a crash, and a terminal that is left clean."""

import os
import pty
import select
import signal
import struct
import sys
import termios
from collections.abc import Iterator
from fcntl import ioctl
from pathlib import Path

import pytest
from textual.worker import WorkerFailed

from tui.shell import origin

ROOT = Path(__file__).parents[2]
LEFT = b"\x1b[?1049l"  # back from the alternate screen
PROGRAM = """
import sys
from tests.tui.fakes import CLERK, ListScreen, Numbers, QuietConsole, SmallOffice
class Crashing(ListScreen):
    def key_f9(self):
        secret = "350203199001011234"
        raise ValueError(secret)
class Program(QuietConsole):
    MODES = {**QuietConsole.MODES, "home": lambda: Crashing(Numbers(range(2000)))}
app = Program(SmallOffice(), officer=CLERK)
app.run()
sys.exit(app.return_code or 0)
"""


class Terminal:
    """A console in a pty of 100 by 30."""

    def __init__(self) -> None:
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
            settings = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
            kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
            os.execve(sys.executable, [sys.executable, "-W", "ignore", "-c", PROGRAM], kept | settings)
        self.seen = b""

    def sees(self, wanted: bytes, seconds: float = 30) -> bool:
        """Read until something is seen."""
        while wanted not in self.seen:
            if not select.select([self.fd], [], [], seconds)[0] or not self._read():
                return False
        return True

    def _read(self) -> bool:
        try:
            data = os.read(self.fd, 65_536)
        except OSError:
            return False
        self.seen += data
        return bool(data)

    def types(self, data: bytes) -> None:
        os.write(self.fd, data)

    def ends(self) -> int:
        """Read to the end and return the exit status."""
        while self._read():
            pass
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    opened = Terminal()
    assert opened.sees("第20号".encode())
    opened.seen = b""
    yield opened
    os.close(opened.fd)


def test_gbk_bytes_are_a_notice_and_the_console_goes_on(terminal: Terminal) -> None:
    terminal.types("王伟".encode("gbk"))
    assert terminal.sees(b"UTF-8")
    terminal.types(b"G")
    assert terminal.sees("第1999号".encode())

    os.kill(terminal.pid, signal.SIGTERM)
    assert terminal.ends() == 128 + signal.SIGTERM


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_console_and_restores_the_terminal(terminal: Terminal, number: int) -> None:
    os.kill(terminal.pid, number)

    assert terminal.ends() == 128 + number
    assert LEFT in terminal.seen
    assert b"\x1b[?1003l" in terminal.seen


def test_a_crash_restores_the_terminal_tells_no_secret_and_is_no_success(terminal: Terminal) -> None:
    terminal.types(b"\x1b[20~")

    assert terminal.ends() == 70
    assert LEFT in terminal.seen
    assert "控制台出错".encode() in terminal.seen
    assert b"ValueError" in terminal.seen
    assert b"key_f9" in terminal.seen
    assert b"350203199001011234" not in terminal.seen
    assert b"Traceback" not in terminal.seen


def test_what_failed_in_a_worker_is_named_and_not_that_a_worker_failed() -> None:
    first = ValueError("350203199001011234")
    second = OSError()
    second.__cause__ = first

    assert origin(WorkerFailed(second)) is first


def test_one_hundred_thousand_pasted_bytes_do_no_harm(terminal: Terminal) -> None:
    terminal.types(b"\x1b[200~" + os.urandom(2000).replace(b"\x1b", b"?") + b"\x1b[201~")
    terminal.types(b"G")
    assert terminal.sees("第1999号".encode())

    os.kill(terminal.pid, signal.SIGTERM)
    assert terminal.ends() == 128 + signal.SIGTERM


def test_an_escape_sequence_in_a_paste_lets_nothing_of_it_become_a_key(terminal: Terminal) -> None:
    terminal.types(b"\x1b[200~x\x1b[2J:\x1b[201~?")

    assert terminal.sees("这里能用的键".encode())
