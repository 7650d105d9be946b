"""A program on a real terminal of its own: keys go in, bytes come out, and every one of them is timed."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

QUIET = 0.04  # seconds without a byte: the repaint is over
PATIENCE = 20.0
SIZE = (40, 140)  # lines, columns


@dataclass
class Repaint:
    """What a key caused: seconds from the key to the last byte, bytes, and the processor's milliseconds."""

    seconds: float
    size: int
    cpu_ms: float


@dataclass
class Terminal:
    """A running program with its terminal."""

    process: subprocess.Popen[bytes]
    master: int

    def read(self, quiet: float, *, at_most: float = PATIENCE, first: float | None = None) -> tuple[float, bytes]:
        """Return when the last byte came and all bytes until `quiet` seconds without one.

        `first` is how long to wait for the first byte (default: as long as for the others).
        """
        end, last, found = time.monotonic() + at_most, time.monotonic(), bytearray()
        wait = quiet if first is None else first
        while time.monotonic() < end and select.select([self.master], [], [], wait)[0]:
            try:
                found += os.read(self.master, 1 << 20)
            except OSError:  # the program has left
                break
            last, wait = time.monotonic(), quiet
        return last, bytes(found)

    def wait_for(self, text: str) -> float:
        """Return when the screen was still after a text had appeared."""
        seen, end = b"", time.monotonic() + PATIENCE
        while time.monotonic() < end:
            last, more = self.read(0.3, first=PATIENCE)
            seen += more
            if text.encode() in seen:
                return last
        raise AssertionError(f"“{text}” did not appear: {seen[-2000:]!r}")

    def press(self, key: bytes, *, quiet: float = QUIET) -> Repaint:
        """Press a key and wait until the screen is still again."""
        busy, began = self.cpu(), time.monotonic()
        os.write(self.master, key)
        last, found = self.read(quiet, first=1.0)
        return Repaint(last - began, len(found), (self.cpu() - busy) * 1000)

    def cpu(self) -> float:
        """Return the processor seconds of all threads so far."""
        spent = 0
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            try:
                spent += int((task / "schedstat").read_text(encoding="ascii").split()[0])
            except OSError:  # the thread has just ended
                continue
        return spent / 1e9


@contextmanager
def running(command: Sequence[str]) -> Iterator[Terminal]:
    """Yield a program on a new terminal; it is told to end with the block."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    process = subprocess.Popen(
        command, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True
    )
    os.close(slave)
    try:
        yield Terminal(process, master)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        os.close(master)
