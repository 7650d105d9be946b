"""A list use case that only reads forward, as a source of the windowed table; a search replaces the list."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from tui.office import Office
from tui.screens.sources import LAST

STEP = 512
FARTHEST = 20_000  # rows; nobody turns farther by hand, a search is quicker


class Forward:
    """Reads with `page(session, after, limit)`; what lies before a key is found by walking from the start."""

    last = LAST

    def __init__(
        self,
        office: Office,
        page: Callable[[Any, Any, int], Sequence[Any]],
        *,
        found: Callable[[Any], Sequence[Any]] | None = None,
        key: Callable[[Any], Hashable] = lambda row: row.key,
    ) -> None:
        self._office, self._page, self._found = office, page, found
        self.key = key
        self._hits: Sequence[Any] | None = None

    def page(self, *, after: Any, before: Any, limit: int) -> Sequence[Any]:
        """Return one page of the list, or of what the search found."""
        with self._office.reading() as session:
            if self._found is not None:
                return self._slice(self._found(session), after, before, limit)
            return self._page(session, after, limit) if before is None else self._before(session, before, limit)

    def _slice(self, rows: Sequence[Any], after: Any, before: Any, limit: int) -> Sequence[Any]:
        self._hits = rows
        keys = [self.key(row) for row in rows]
        if before is not None:
            end = keys.index(before) if before in keys else len(rows)
            return rows[max(0, end - limit) : end]
        start = keys.index(after) + 1 if after in keys else 0
        return rows[start : start + limit]

    def _before(self, session: Any, before: Any, limit: int) -> Sequence[Any]:
        seen: list[Any] = []
        last: Any = None
        while len(seen) < FARTHEST:
            rows = self._page(session, last, STEP)
            keys = [self.key(row) for row in rows]
            if before in keys:
                return [*seen, *rows[: keys.index(before)]][-limit:]
            seen += rows
            if len(rows) < STEP:
                break
            last = keys[-1]
        return seen[-limit:] if before == LAST else []

    def count(self, cap: int) -> int:
        """Return how many the search found; the list itself is not counted."""
        return -1 if self._found is None or self._hits is None else min(cap, len(self._hits))
