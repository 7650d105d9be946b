"""A scanner or card reader that types like a keyboard: told apart by its speed, understood by its number."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median


@dataclass
class ScanDetector:
    """Recognises a whole line that came faster than anybody types: its median gap is short.

    One slow key does not matter: a detector that resets on a single gap loses scans on a slow line.
    """

    shortest: int = 6
    gap: float = 0.035  # seconds
    forget: float = 0.6
    marks: str = ""  # control characters that a scanner was told to write
    _keys: list[tuple[float, str]] = field(default_factory=list)

    @property
    def fresh(self) -> bool:
        """Whether no line has begun."""
        return not self._keys

    @property
    def begun(self) -> bool:
        """Whether the last key was the first of a line."""
        return len(self._keys) == 1

    def drop(self) -> None:
        """Forget the line that has begun: its keys meant something else."""
        self._keys.clear()

    def feed(self, key: str, char: str | None, at: float) -> str | None:
        """Take one key with its time; return the scanned line when this key ends one."""
        if self._keys and at - self._keys[-1][0] > self.forget:
            self._keys.clear()
        if key == "enter":
            line, self._keys = self._keys, []
            fast = len(line) >= self.shortest and median(b[0] - a[0] for a, b in pairwise(line)) <= self.gap
            return "".join(char for _, char in line) if fast else None
        if char and (char in self.marks or (char.isascii() and char.isprintable())):
            self._keys.append((at, char))
        else:
            self._keys.clear()
        return None


def understood(line: str) -> tuple[str, str] | None:
    """Return (kind, number) of a scanned line: id_no, uscc or licence_no; None for anything else."""
    from rules.identifiers import check_id, check_licence, check_uscc

    checks: tuple[tuple[str, Callable[..., object]], ...] = (
        ("licence_no", check_licence), ("id_no", check_id), ("uscc", check_uscc),
    )  # fmt: skip
    for kind, check in checks:
        found = check(line)
        if not found.faults:  # type: ignore[attr-defined]
            return kind, found.normal  # type: ignore[attr-defined]
    return None
