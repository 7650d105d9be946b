"""Real processes of the tests: a city, daemons that may be killed at any moment, a clerk."""

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds; the machine may be busy
STOPPING = 20.0


class Child:
    """One process of ours, with its log; ended by its own id only."""

    def __init__(self, folder: Path, name: str, *words: str) -> None:
        self.log = folder / f"{name}.log"
        with self.log.open("ab") as errors:
            self.process = subprocess.Popen(
                [sys.executable, *words],
                cwd=folder,
                env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
            )

    def say(self, line: str) -> None:
        """Write one line to the process."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(line.encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError as error:
            raise AssertionError(f"{self.log.name} has ended; {self.tail()}") from error

    def hear(self) -> str:
        """Return the next line of the process."""
        assert self.process.stdout is not None
        end = time.monotonic() + PATIENCE
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while time.monotonic() < end:
                if selector.select(0.2):
                    return self.process.stdout.readline().decode()
                if self.process.poll() is not None:
                    break
        raise AssertionError(f"{self.log.name}: silent; {self.tail()}")

    def tail(self) -> str:
        """Return the end of the log."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-2000:]

    def stop(self, number: int = signal.SIGTERM) -> int:
        """End the process and return its status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.left()

    def left(self) -> int:
        """Close its pipes, wait for its end and return its status."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        try:
            return self.process.wait(STOPPING)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise


class CityProcess(Child):
    """A reference city of its own."""

    def __init__(self, folder: Path, *options: str) -> None:
        super().__init__(folder, "city", "-m", "city", "--port", "0", *options)
        self.url: str = json.loads(self.hear())["listening"]

    def ask(self, name: str, **sent: Any) -> Any:
        """Ask the inspector of the city; with words it is a POST."""
        body = json.dumps(sent).encode() if sent else None
        with urllib.request.urlopen(f"{self.url}/_city/{name}", body, timeout=PATIENCE) as answer:
            return json.loads(answer.read())


@dataclass(frozen=True)
class Forked:
    """A daemon that a nursery forked."""

    pid: int

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        try:
            stat = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii", errors="replace")
        except OSError:
            return False
        return stat.rpartition(")")[2].split()[0] not in {"Z", "X"}

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send a signal; nothing when it has ended by itself."""
        if self.alive:
            os.kill(self.pid, number)

    def wait(self, seconds: float = STOPPING) -> bool:
        """Wait for its end and return whether it came."""
        end = time.monotonic() + seconds
        while self.alive and time.monotonic() < end:
            time.sleep(0.005)
        return not self.alive


class Nursery(Child):
    """A process that has imported everything and forks daemons: the code of `luqiao daemon`, started in no time."""

    def __init__(self, folder: Path, config: Path) -> None:
        super().__init__(folder, "daemon", "-m", "tests.support.nursery", str(config))
        self.hear()

    def daemon(self) -> Forked:
        """Start one more daemon."""
        self.say("daemon")
        return Forked(int(self.hear()))
