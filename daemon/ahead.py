"""Read the next pages of a channel while the last ones are being kept."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from types import TracebackType
from typing import Self, cast

from ports.intake import Page

AHEAD = 8  # pages that wait at most
TOGETHER = 200  # rows of several small pages that are kept at once; while so many wait, no further page is asked for


class ReadAhead:
    """Reads on while its user keeps what came; leaving it ends the reading.

    Reading ahead loses nothing that reading in step would keep. The walk asks for one page after the other either
    way, and keeping a page changes no list that has a bookmark: only time passes between two questions, less of it
    here. Rows that move in that time are for the walk to notice (adapters.intake.walks.Seen) and for the overlap and
    the daily re-reading to find. Pages are kept in the order in which they came and a group is kept with the bookmark
    of its last page, so no bookmark stored lies behind a row that was not kept; what was read and not kept is read
    again from there.

    A walk without a bookmark lists what is not acknowledged: its next page is only asked for when the last one is
    dealt with, because the list shrinks meanwhile.
    """

    def __init__(self, pages: AsyncIterator[Page]) -> None:
        self._pages = cast("AsyncGenerator[Page, None]", pages)
        self._ready: deque[Page] = deque()
        self._news = asyncio.Condition()
        self._at_work = self._ended = False
        self._reading: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Begin to read."""
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, _kind: type[BaseException] | None, _error: object, _at: TracebackType | None) -> None:
        """Read no further."""
        if self._reading is not None:
            self._reading.cancel()
            with suppress(asyncio.CancelledError, Exception):  # what broke the reading was raised by `groups`
                await self._reading

    async def groups(self, *, together: bool) -> AsyncIterator[list[Page]]:
        """Yield one page, or the small ones that are ready `together`; then raise what broke the reading.

        No reference stands twice in a group: two revisions of one application are kept one after the other.
        """
        while True:
            async with self._news:
                await self._news.wait_for(lambda: self._ready or self._ended)
                group = self._group(together=together)
                self._at_work = bool(group)
                self._news.notify_all()
            if not group:
                break
            yield group
            async with self._news:
                self._at_work = False
                self._news.notify_all()
        if self._reading is not None:
            await self._reading

    async def _read(self) -> None:
        try:
            async with aclosing(self._pages) as walking:
                async for page in walking:
                    await self._put(page)
        finally:
            async with self._news:
                self._ended = True
                self._news.notify_all()

    async def _put(self, page: Page) -> None:
        async with self._news:
            self._ready.append(page)
            self._news.notify_all()
            await self._news.wait_for(lambda: self._may_go_on(page))

    def _may_go_on(self, last: Page) -> bool:
        if last.bookmark.position:
            return len(self._ready) < AHEAD and sum(len(page.rows) for page in self._ready) < TOGETHER
        return not self._ready and not self._at_work

    def _group(self, *, together: bool) -> list[Page]:
        group: list[Page] = []
        refs: set[str] = set()
        count = 0
        while self._ready and (not group or together):
            rows = self._ready[0].rows
            if group and (count + len(rows) > TOGETHER or not refs.isdisjoint([row.ref for row in rows])):
                break
            count += len(rows)
            refs.update([row.ref for row in rows])
            group.append(self._ready.popleft())
        return group
