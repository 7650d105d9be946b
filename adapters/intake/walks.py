"""Walk through the pages of a channel: by page number or by cursor, until its own word says that it ends."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from adapters.engine.calls import Template
from adapters.engine.client import OutsideSystem
from adapters.engine.paths import Getter, getter, steps
from adapters.engine.refusals import refusal
from adapters.engine.splitting import split_page
from adapters.engine.units import seconds
from adapters.engine.vocabulary import Cursor, Pull
from adapters.engine.vocabulary import Page as Paging
from adapters.intake import bookmarks
from adapters.intake.bookmarks import Position, Stretch
from adapters.intake.glances import Glance, Glancer
from models.errors import OutsideUnavailable
from ports.exchanges import Answer, Verdict
from ports.intake import Bookmark, Page, Row

REPEATED = "本次读取中出现了已读过的整页，已停止；下次从本次的起点重新读取。"
STUCK = "游标没有前进或又回到原处，已停止；下次从本次的起点重新读取。"
EMPTY = "还没有读完就给出空页，已停止；下次从本次的起点重新读取。"


@dataclass(slots=True)
class Progress:
    """What one window of one walk has seen; identities are kept as hashes of whole pages only."""

    pages: set[int] = field(default_factory=set)
    cursors: set[str] = field(default_factory=set)
    number: int = 0
    cursor: str | None = None
    restarted: bool = False
    total: int = 0  # rows of the list as the last page said
    shrunk: bool = False  # a row left the list: those behind it moved forward, one may have slipped past us


@dataclass(slots=True)
class Seen:
    """Whether rows may have slipped past us: several pages were read, and a row moved meanwhile.

    A row slips past when one before it leaves the list between two pages. The list then is shorter, unless the one
    that left stands further behind again: as a row younger than the walk, or one `late` whose moment lies within the
    overlap before it (contract 3.4). Rows that come move others backward: they are read twice, which does no harm.
    """

    began: datetime
    late: timedelta
    paged: bool = False
    changed: bool = False

    def note(self, page: Glance, progress: Progress) -> None:
        """Note one page of a window."""
        self.paged = self.paged or len(progress.pages) > 1
        self.changed = self.changed or progress.shrunk or self._moved(page)

    def _moved(self, page: Glance) -> bool:
        if page.newest is None or page.newest < self.began - self.late:
            return False
        return any(moment is not None and self._young(row, moment) for row, moment in page.dated())

    def _young(self, row: Row, moment: datetime) -> bool:
        return moment >= self.began - (self.late if row.revision > 1 else timedelta())


class Walker:
    """Reads lists; never uses half a page, never turns in a circle."""

    def __init__(self, system: OutsideSystem, pull: Pull, glancer: Glancer) -> None:
        self._system, self._pull, self._glancer = system, pull, glancer
        self._names = steps(pull.records)
        self._records = getter(pull.records)
        self._list: Template = system.template(pull.request, "list")
        page = pull.page
        self._total, self._pages = _optional(page.total), _optional(page.pages)
        self._more, self._next = _optional(page.has_more), _optional(page.next)

    async def walk(self, bookmark: Bookmark | None, back_days: int) -> AsyncIterator[Page]:
        """Yield the pages of one walk; the last one says so."""
        declared = self._pull.cursor
        if declared is None:
            async for page in self._waiting():
                yield page
            return
        async for page in self._dated(declared, bookmarks.read(bookmark), back_days):
            yield page

    async def _dated(self, declared: Cursor, before: Position, back_days: int) -> AsyncIterator[Page]:
        """Yield the pages of all windows of one walk; a re-read leaves the bookmark as it was."""
        now = self._system.now()
        begin = bookmarks.begin_of(before, declared, now, back_days)
        windows = bookmarks.stretches(begin, now, declared)
        after, seen = before, Seen(now, timedelta(seconds=seconds(declared.overlap)))
        for window in windows:
            progress = Progress(number=self._pull.page.start)
            async for page, done, warning in self._window(window, progress):
                if warning:
                    yield Page(page.rows, bookmarks.written(before), last=True, warning=warning)
                    return
                after = replace(after, newest=_newest(after.newest, page.newest))
                seen.note(page, progress)
                last = done and window is windows[-1]
                position = replace(before, newest=after.newest)
                if last:
                    position = _ended(before, after, begin, now, seen)
                elif done:
                    position = replace(position, again=bookmarks.behind(window, declared))
                if not last and seen.paged and seen.changed:  # should it break off now, this would be forgotten
                    position = bookmarks.torn(position, begin)
                yield Page(page.rows, bookmarks.written(before if back_days else position), last=last)

    async def _waiting(self) -> AsyncIterator[Page]:
        """Yield all that is not acknowledged; there is nothing to remember."""
        nowhere = Bookmark("")
        progress = Progress(number=self._pull.page.start)
        async for page, done, warning in self._window(None, progress):
            yield Page(page.rows, nowhere, last=done or bool(warning), warning=warning)

    async def _window(self, window: Stretch | None, progress: Progress) -> AsyncIterator[tuple[Glance, bool, str]]:
        """Yield (the page at a glance, whether this was the last page, warning) of one window."""
        while True:
            answer = await self._page(window, progress)
            raws = self._records(answer.data)
            if not isinstance(raws, list):
                raise _unusable(self._system.name, answer, "里没有行")
            page = self._glancer.glance(raws)
            warning = self._repeated(page, progress)
            if warning:
                yield Glance(), False, warning
                return
            done, warning = self._end(answer, len(raws), progress)
            yield page, done, warning
            if done or warning:
                return

    async def _page(self, window: Stretch | None, progress: Progress) -> Answer:
        values: dict[str, object] = {
            "page": progress.number,
            "size": self._pull.page.size,
            "cursor": progress.cursor,
            "from": window.begin if window else None,
            "to": window.end if window else None,
        }
        answer = await self._system.call(self._list, values, parse=lambda body: split_page(body, self._names))
        if answer.verdict is Verdict.OK:
            return answer
        if answer.code == "cursor_invalid" and progress.cursor is not None and not progress.restarted:
            progress.cursor, progress.restarted = None, True
            progress.pages.clear()
            progress.cursors.clear()
            return await self._page(window, progress)
        raise refusal(self._system.name, answer, "列表")

    def _repeated(self, page: Glance, progress: Progress) -> str:
        if not page.rows:
            return ""
        seen = page.identity()
        if seen in progress.pages:
            return REPEATED
        progress.pages.add(seen)
        return ""

    def _end(self, answer: Answer, count: int, progress: Progress) -> tuple[bool, str]:
        """Return (whether this was the last page, warning), and move on to the next one."""
        paging, document = self._pull.page, answer.data
        if paging.kind == "cursor":
            return self._end_of_cursor(document, paging, progress)
        limit = self._total(document) if paging.stop == "total" else self._pages(document)
        if type(limit) is not int:
            raise _unusable(self._system.name, answer, "没有给出总数")
        total = self._total(document)
        if type(total) is int:
            progress.shrunk = progress.shrunk or total < progress.total
            progress.total = total
        read = progress.number * paging.size if paging.stop == "total" else progress.number
        progress.number += 1
        done = read >= limit
        return done, EMPTY if not count and not done else ""

    def _end_of_cursor(self, document: object, paging: Paging, progress: Progress) -> tuple[bool, str]:
        following = self._next(document)
        more = self._more(document) is True if paging.stop == "has_more" else following not in {None, ""}
        if not more:
            return True, ""
        if not isinstance(following, str) or not following or following in progress.cursors:
            return False, STUCK
        progress.cursors.add(following)
        progress.cursor = following
        return False, ""


def _newest(*moments: datetime | None) -> datetime | None:
    return max([moment for moment in moments if moment is not None], default=None)


def _ended(before: Position, after: Position, begin: datetime, now: datetime, seen: Seen) -> Position:
    if seen.paged and seen.changed:
        return bookmarks.unsettled(before, after, begin, now)
    return bookmarks.settled(after, now)


def _optional(path: str | None) -> Getter:
    return getter(path) if path is not None else lambda _document: None


def _unusable(system: str, answer: Answer, what: str) -> OutsideUnavailable:
    return OutsideUnavailable(
        f"{system} 的列表{what}。",
        kept="对方的回答已原样保留，本页没有使用。",
        do_next="系统会自动重试。",
        crossing=answer.crossing,
    )
