"""The processes of the demonstration: the reference city and the daemon; both end with it, and none ends unnoticed."""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from models.errors import BureauError, OutsideUnavailable
from models.said import said
from tui.halting import Halted

START_SECONDS, STOP_SECONDS = 20.0, 12.0
DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
CITY, DAEMON = "参考城市", "守护进程"


@dataclass
class Child:
    """One process that was started: `told` once somebody knows that it ended by itself."""

    name: str
    log: Path
    process: subprocess.Popen[bytes]
    told: bool = False

    @property
    def ended(self) -> bool:
        """Whether it runs no longer."""
        return self.process.poll() is not None

    def stop(self) -> None:
        """End it and wait for it."""
        if not self.ended:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


@dataclass
class Children:
    """What was started; `stop` ends it, the last one first. `kept`: whether the folder stays afterwards."""

    folder: Path
    kept: bool = True
    running: list[Child] = field(default_factory=list)

    def city(self, seed: int, applications: int, pace: float) -> str:
        """Start the city on a free port and return its base URL."""
        words = ["-m", "city", "--port", "0", "--seed", str(seed), "--applications", str(applications)]
        child = self._start(CITY, [*words, "--pace", str(pace)], "city.log", stdout=subprocess.PIPE)
        line = _first_line(child.process)
        if not line:
            raise OutsideUnavailable("参考城市没有启动。", kept="演示没有开始。", do_next=self._look_at(child))
        return str(json.loads(line)["listening"])

    def daemon(self, config: Path) -> None:
        """Start the daemon."""
        words = ["-m", "cli", "--config", str(config), "daemon"]
        self._start(DAEMON, words, "daemon.log", stdout=subprocess.DEVNULL)

    def check(self) -> None:
        """Raise OutsideUnavailable where one ended that should still work."""
        for child in self.running:
            if child.ended:
                raise self._told(child, self._look_at(child))

    def halted(self) -> Halted | None:
        """Return what ended by itself since this was asked last; a daemon can go on where it stopped.

        A city cannot: what it had received is gone with it.
        """
        child = next((one for one in self.running if one.ended and not one.told), None)
        if child is None:
            return None
        child.told = True
        if child.name == CITY:
            return Halted(self._told(child, said("按 Ctrl+Q 退出，再运行 luqiao demo。日志：{log}。", log=child.log)))
        do_next = said("按 Enter 重新启动，按 Esc 留下查看。日志：{log}。", log=child.log)
        return Halted(self._told(child, do_next), self.daemon_again)

    def daemon_again(self) -> None:
        """Start the daemon once more after it ended."""
        for child in [one for one in self.running if one.name == DAEMON and one.ended]:
            self.running.remove(child)
        if not any(one.name == DAEMON for one in self.running):
            self.daemon(self.folder / "config.toml")

    def stop_newest(self) -> None:
        """End the process that was started last, and wait for it."""
        self.running.pop().stop()

    def stop(self) -> None:
        """End everything that still runs."""
        while self.running:
            self.stop_newest()

    def _told(self, child: Child, do_next: str) -> BureauError:
        code = child.process.poll()
        happened = said("演示的{name}已停止（退出状态 {code}）。", name=child.name, code=code)
        return OutsideUnavailable(happened, kept="已收的申请和已办的事项都在。", do_next=do_next)

    def _look_at(self, child: Child) -> str:
        if self.kept:
            return said("请查看 {log}。", log=child.log)
        return said("加 --dir 目录再运行一次，日志 {log} 会留在那里。", log=child.log.name)

    def _start(self, name: str, words: list[str], log: str, *, stdout: int) -> Child:
        root = Path(__file__).resolve().parent.parent
        environment = os.environ | {"PYTHONPATH": str(root), "PYTHONUNBUFFERED": "1"}
        with (self.folder / log).open("ab") as errors:
            process = subprocess.Popen(  # noqa: S603  # our own interpreter and modules
                [sys.executable, *words],
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=errors,
                preexec_fn=_with_parent(os.getpid()),  # noqa: PLW1509  # one call of the system, no lock
                start_new_session=True,  # an interrupt is for the demonstration, which then ends them in order
            )
        self.running.append(Child(name, self.folder / log, process))
        return self.running[-1]


def _with_parent(parent: int) -> Callable[[], None] | None:
    """Return what a child does first: where the system can, it ends when the demonstration is killed.

    A city and a daemon that were left would go on with the same database beside the next ones.
    """
    if sys.platform != "linux":
        return None
    import ctypes

    prctl = ctypes.CDLL(None).prctl

    def prepare() -> None:
        prctl(DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() != parent:  # it was killed already
            os._exit(1)

    return prepare


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
