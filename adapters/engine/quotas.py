"""Count the calls of a day in a file whose length is the count: no restart forgets, no two processes miscount."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Protocol


class Counts(Protocol):
    """Where the calls of a day are counted."""

    def taken(self, on: date) -> int:
        """Return how many calls were made on a day."""
        ...

    def take(self, on: date) -> None:
        """Count one more."""
        ...


class InMemoryCounts:
    """Counts that a restart forgets, for programs that end after one call."""

    def __init__(self) -> None:
        self._counts: dict[date, int] = {}

    def taken(self, on: date) -> int:
        """Return how many calls were made on a day."""
        return self._counts.get(on, 0)

    def take(self, on: date) -> None:
        """Count one more."""
        self._counts[on] = self.taken(on) + 1


class FileCounts:
    """Counts of one system in a folder, a file a day; older days are swept away."""

    def __init__(self, folder: Path, system: str) -> None:
        self._folder, self._system = folder, system

    def taken(self, on: date) -> int:
        """Return how many calls were made on a day, by whatever process."""
        try:
            return self._file(on).stat().st_size
        except FileNotFoundError:
            return 0

    def take(self, on: date) -> None:
        """Count one more: a byte at the end of the file, which no other process can overwrite."""
        file = self._file(on)
        if not file.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            for old in self._folder.glob(f"{self._system}.*.calls"):
                if old != file:  # another process may have begun the day meanwhile
                    old.unlink(missing_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, b".")
        finally:
            os.close(handle)

    def _file(self, on: date) -> Path:
        return self._folder / f"{self._system}.{on.isoformat()}.calls"


Keeper = Callable[[str], Counts]  # of a system by its name
