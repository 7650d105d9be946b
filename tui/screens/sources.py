"""Lists of the bureau as sources of the windowed table: every page is one short reading session."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

from typing_extensions import override

from tui.office import Office

Row = TypeVar("Row")
LAST = "last"


class Keyset(Generic[Row]):
    """Reads pages with the three functions of a list use case (page, last page, count) and one filter."""

    last: Any = LAST

    def __init__(
        self,
        office: Office,
        wanted: Any,
        *,
        page: Callable[..., Sequence[Row]],
        last_page: Callable[..., Sequence[Row]],
        count: Callable[..., int],
    ) -> None:
        self._office, self.wanted = office, wanted
        self._page, self._last_page, self._count = page, last_page, count

    def page(self, *, after: Any, before: Any, limit: int) -> Sequence[Row]:
        """Return one page."""
        with self._office.reading() as session:
            if before == LAST:
                return self._last_page(session, self.wanted, limit=limit)
            return self._page(session, self.wanted, after=after, before=before, limit=limit)

    def key(self, row: Row) -> Hashable:
        """Return the key that the use case put into the row."""
        key: Hashable = row.key  # type: ignore[attr-defined]
        return key

    def count(self, cap: int) -> int:
        """Return how many rows there are, at most `cap`."""
        with self._office.reading() as session:
            return self._count(session, self.wanted, cap=cap)


class Newest(Keyset[Row]):
    """Reads a list with the newest id first, with the two functions of its use case (page, count) and one filter."""

    last = 0  # no id is smaller

    def __init__(
        self, office: Office, wanted: Any, *, page: Callable[..., Sequence[Row]], count: Callable[..., int]
    ) -> None:
        super().__init__(office, wanted, page=page, last_page=page, count=count)

    @override
    def key(self, row: Row) -> Hashable:
        """Return the id."""
        found: int = row.id  # type: ignore[attr-defined]
        return found
