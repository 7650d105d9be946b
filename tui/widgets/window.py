"""A run of loaded rows around the cursor of a list of any length, read in keyset pages."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

Row = TypeVar("Row")
Key = Any  # whatever orders the list: a tuple of columns, comparable by the database

PAGE = 128
KEPT = 4 * PAGE  # a row is 1.5 kB; what lies farther away is read again when it is wanted


class Source(Protocol[Row]):
    """Where rows come from; every call may run in a thread and always answers in the order of the list."""

    last: Key  # a key behind every row

    def page(self, *, after: Key | None, before: Key | None, limit: int) -> Sequence[Row]:
        """Return at most `limit` rows just after or just before a key (neither: the first rows)."""
        ...

    def key(self, row: Row) -> Key:
        """Return the key of a row."""
        ...

    def count(self, cap: int) -> int:
        """Return how many rows there are, at most `cap`."""
        ...


class ListSource(Generic[Row]):
    """Rows that are in memory already; a row is known by `identity`, so that a new list finds it again."""

    last: Key = None

    def __init__(self, rows: Sequence[Row] = (), identity: Callable[[Row], Hashable] = id) -> None:
        self._rows: Sequence[Row] = ()
        self._identity = identity
        self._places: dict[Hashable, int] = {}
        self.replace(rows)

    def replace(self, rows: Sequence[Row]) -> None:
        """Take other rows; what has gone keeps its place, so that the cursor stays near it."""
        self._rows = rows
        self._places |= {self._identity(row): place for place, row in enumerate(rows)}

    def page(self, *, after: Key | None, before: Key | None, limit: int) -> Sequence[Row]:
        """Return a slice of the list."""
        if before is not None:
            end = len(self._rows) if before == "last" else min(self._places.get(before[0], 0), len(self._rows))
            return self._rows[max(0, end - limit) : end]
        start = 0 if after is None else self._places.get(after[0], -1) + 1
        return self._rows[start : start + limit]

    def key(self, row: Row) -> Key:
        """Return the identity, wrapped so that it is never taken for "no key"."""
        return (self._identity(row),)

    def count(self, cap: int) -> int:
        """Return the length."""
        return min(cap, len(self._rows))


ListSource.last = "last"


@dataclass
class Window(Generic[Row]):
    """What is loaded: `rows[cursor]` is chosen, `rows[top]` is the first on the screen.

    `first` is the place of `rows[0]` in the whole list (0 = the very first), None while nobody counted.
    """

    source: Source[Row]
    rows: list[Row] = field(default_factory=list)
    cursor: int = 0
    top: int = 0
    at_start: bool = True
    at_end: bool = False
    first: int | None = 0

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def open(self) -> None:
        """Load the first page."""
        self.rows = list(self.source.page(after=None, before=None, limit=PAGE))
        self.cursor, self.top, self.first = 0, 0, 0
        self.at_start, self.at_end = True, len(self.rows) < PAGE

    def close(self, height: int) -> None:
        """Load the last page and stand on the last row."""
        self.rows = list(self.source.page(after=None, before=self.source.last, limit=PAGE))
        self.at_start, self.at_end = len(self.rows) < PAGE, True
        self.first = 0 if self.at_start else None
        self.cursor = max(0, len(self.rows) - 1)
        self.top = max(0, len(self.rows) - height)

    def wants(self, index: int) -> bool:
        """Return whether a row must still be fetched before the cursor can stand there."""
        return (index >= len(self.rows) and not self.at_end) or (index < 0 and not self.at_start)

    def more(self, *, forward: bool) -> Sequence[Row]:
        """Fetch one more page at an end; may run in a thread, nothing changes until `take`."""
        if not self.rows:
            return self.source.page(after=None, before=None, limit=PAGE)
        if forward:
            return self.source.page(after=self.source.key(self.rows[-1]), before=None, limit=PAGE)
        return self.source.page(after=None, before=self.source.key(self.rows[0]), limit=PAGE)

    def take(self, rows: Sequence[Row], *, forward: bool) -> int:
        """Add a fetched page and forget what lies far on the other side; return how far indices moved."""
        if forward:
            self.rows.extend(rows)
            self.at_end = len(rows) < PAGE
            return self._forget_front()
        self.rows[:0] = rows
        self.at_start = len(rows) < PAGE
        self.first = 0 if self.at_start else None if self.first is None else self.first - len(rows)
        self._shift(len(rows))
        if len(self.rows) > KEPT:
            del self.rows[KEPT:]
            self.at_end = False
        return len(rows)

    def _forget_front(self) -> int:
        surplus = min(len(self.rows) - KEPT, self.top)
        if surplus <= 0:
            return 0
        del self.rows[:surplus]
        self.at_start = False
        self.first = None if self.first is None else self.first + surplus
        self._shift(-surplus)
        return -surplus

    def _shift(self, step: int) -> None:
        self.cursor += step
        self.top += step

    def around(self) -> tuple[Sequence[Row], Sequence[Row]]:
        """Fetch what lies before the cursor's row and what begins with it (or with what took its place)."""
        if self.current is None:
            return (), self.source.page(after=None, before=None, limit=2 * PAGE)
        before = self.source.page(after=None, before=self.source.key(self.current), limit=PAGE)
        start = self.source.key(before[-1]) if before else None
        return before, self.source.page(after=start, before=None, limit=2 * PAGE)

    def settle(self, before: Sequence[Row], after: Sequence[Row]) -> bool:
        """Show the list as it is now, with the cursor's row where it was; return whether anything differs."""
        old, offset = self.rows[self.top : self.top + PAGE], self.cursor - self.top
        self.rows = [*before, *after]
        self.at_start, self.at_end = len(before) < PAGE, len(after) < 2 * PAGE
        self.cursor = min(len(before), max(0, len(self.rows) - 1))
        self.top = max(0, self.cursor - offset)
        self.first = 0 if self.at_start else None
        return self.rows[self.top : self.top + PAGE] != old

    def position(self, total: int | None) -> int | None:
        """Return the 1-based place of the cursor in the whole list, None where it is not known."""
        if self.first is not None:
            return self.first + self.cursor + 1
        return None if total is None or not self.at_end else total - len(self.rows) + self.cursor + 1
