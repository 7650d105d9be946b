"""The process that sets and seals documents: started when needed, kept alive, fed over a pipe, never forked."""

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from adapters.documents import pipe
from models.errors import InvalidInput, OutsideUnavailable

WITHIN = 60.0  # seconds for one document
ROOT = Path(__file__).parents[2]


class Worker:
    """One child process; calls come one at a time, from any thread."""

    def __init__(self, within: float = WITHIN, *, memory: int = 0) -> None:
        self._within, self._memory = within, memory  # seconds for a call; bytes for the child (0: as the system has it)
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def call(self, what: str, blob: bytes = b"", **arguments: Any) -> pipe.Message:
        """Return what a function of the child answers.

        Raises InvalidInput with the child's words, OutsideUnavailable where the child died or took too long.
        """
        with self._lock:
            try:
                child = self._running()
                pipe.write(_end(child.stdin), {"call": what, "with": arguments}, blob)
                answer, content = pipe.read(_end(child.stdout), self._within)
            except (pipe.Closed, OSError) as error:
                self._kill()
                raise OutsideUnavailable(
                    "文书排版进程意外结束。", kept="文书仍在待制作。", do_next="稍后自动重试；反复出现时请联系管理员。"
                ) from error
            except OutsideUnavailable:
                self._kill()
                raise
        if "error" in answer:
            raise _said(answer["error"])
        return answer, content

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._kill()
            self._child = subprocess.Popen(  # noqa: S603  # our own module
                [sys.executable, "-m", "adapters.documents.child", str(self._memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=ROOT,
                bufsize=0,
                start_new_session=True,  # ctrl+c in the terminal is not for it
            )
        return self._child

    @property
    def process_id(self) -> int:
        """Return the number of the process, 0 where none runs."""
        return self._child.pid if self._child is not None and self._child.poll() is None else 0

    def close(self) -> None:
        """Let the child end; the next call starts another."""
        with self._lock:
            if self._child is not None and self._child.stdin is not None:
                self._child.stdin.close()
                try:
                    self._child.wait(5)
                except subprocess.TimeoutExpired:
                    self._child.kill()
            self._kill()

    def _kill(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for end in (child.stdin, child.stdout):
            if end is not None:
                end.close()


def _end(stream: Any) -> int:
    number: int = stream.fileno()
    return number


def _said(error: dict[str, str]) -> Exception:
    kind = OutsideUnavailable if error["kind"] == "unavailable" else InvalidInput
    return kind(error["message"], kept=error.get("kept", ""), do_next=error.get("next", ""))
