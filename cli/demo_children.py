"""The processes of the demonstration: the reference city and the daemon; both end with it."""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from models.errors import OutsideUnavailable

START_SECONDS, STOP_SECONDS = 20.0, 12.0


@dataclass
class Children:
    """What was started; `stop` ends it, the last one first."""

    folder: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def city(self, seed: int, applications: int, pace: float) -> str:
        """Start the city on a free port and return its base URL."""
        words = ["-m", "city", "--port", "0", "--seed", str(seed), "--applications", str(applications)]
        child = self._start([*words, "--pace", str(pace)], "city.log", stdout=subprocess.PIPE)
        line = _first_line(child)
        if not line:
            raise OutsideUnavailable(
                "参考城市没有启动。", kept="演示没有开始。", do_next=f"请查看 {self.folder / 'city.log'}。"
            )
        return str(json.loads(line)["listening"])

    def daemon(self, config: Path) -> None:
        """Start the daemon."""
        self._start(["-m", "cli", "--config", str(config), "daemon"], "daemon.log", stdout=subprocess.DEVNULL)

    def stop_newest(self) -> None:
        """End the process that was started last, and wait for it."""
        child = self.running.pop()
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
            try:
                child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        if child.stdout is not None:
            child.stdout.close()

    def stop(self) -> None:
        """End everything that still runs."""
        while self.running:
            self.stop_newest()

    def _start(self, words: list[str], log: str, *, stdout: int) -> subprocess.Popen[bytes]:
        root = Path(__file__).resolve().parent.parent
        environment = os.environ | {"PYTHONPATH": str(root), "PYTHONUNBUFFERED": "1"}
        with (self.folder / log).open("ab") as errors:
            child = subprocess.Popen(  # noqa: S603  # our own interpreter and modules
                [sys.executable, *words],
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=errors,
                start_new_session=True,  # an interrupt is for the demonstration, which then ends them in order
            )
        self.running.append(child)
        return child


def _first_line(child: subprocess.Popen[bytes]) -> bytes:
    """Return the first line that a child prints, empty when it ends or is silent for too long."""
    if child.stdout is None:
        return b""
    end = time.monotonic() + START_SECONDS
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while time.monotonic() < end and child.poll() is None:
            if selector.select(0.2):
                return child.stdout.readline()
    return b""
