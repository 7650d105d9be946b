"""Walk through the pages of a channel: by page number or by cursor, until its own word says that it ends."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from adapters.engine.calls import Template
from adapters.engine.client import OutsideSystem
from adapters.engine.dates import bound_writer
from adapters.engine.paths import getter, steps
from adapters.engine.refusals import refusal
from adapters.engine.splitting import split_page
from adapters.engine.units import seconds
from adapters.engine.vocabulary import Cursor, Pull
from adapters.intake import bookmarks
from adapters.intake.bookmarks import Position, Stretch
from adapters.intake.details import Details
from adapters.intake.glances import Glance, Glancer
from adapters.intake.paging import NoTotal, Pager, Progress
from models.errors import InvalidInput, OutsideUnavailable
from models.said import said
from ports.exchanges import Answer, Verdict
from ports.intake import Bookmark, Page, Row

REPEATED = "本次读取中出现了已读过的整页，已停止；下次从本次的起点重新读取。"


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
        self._pager = Pager(pull.page, system.carrier.base_url)
        self._details = Details(system, pull.detail) if pull.detail else None
        self._bound = _bounds(pull.cursor)
        self._try_bounds(pull.cursor)

    def _try_bounds(self, declared: Cursor | None) -> None:
        """Raise InvalidInput where the list's request writes a bound in another way than the cursor says."""
        if declared is None or declared.format is None:
            return
        now = self._bound(self._system.now(), True)
        bounds: dict[str, object] = {**self._pager.values(Progress(number=1)), "from": now, "to": now}
        try:
            self._list.target(bounds)
            self._list.content(bounds)
        except (TypeError, ValueError) as error:
            source = self._system.source
            words = said("{source} pull.cursor：已写明 format，request 里的 from、to 不能再带写法。", source=source)
            raise InvalidInput(words, do_next="写作不带过滤器的 from、to。") from error

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
            page = self._glancer.glance(await self._details.whole(raws) if self._details else raws)
            warning = self._repeated(page, progress)
            if warning and self._pull.page.kind == "table-ack":  # nothing was acknowledged meanwhile: that was all
                yield Glance(), True, ""
                return
            if warning:
                yield Glance(), False, warning
                return
            try:
                done, warning = self._pager.end(answer, raws, progress)
            except NoTotal:
                raise _unusable(self._system.name, answer, "没有给出总数") from None
            yield page, done, warning
            if done or warning:
                return

    async def _page(self, window: Stretch | None, progress: Progress) -> Answer:
        values: dict[str, object] = {
            **self._pager.values(progress),
            "from": self._bound(window.begin, False) if window else None,
            "to": self._bound(window.end, True) if window else None,
        }
        target = self._pager.target(progress)
        parse = partial(split_page, names=self._names)
        answer = await self._system.call(self._list, values, parse=parse, target=target)
        if answer.verdict is Verdict.OK:
            return answer
        if progress.begins_again(answer):
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


def _bounds(declared: Cursor | None) -> Callable[[datetime, bool], object]:
    """Return what gives the bounds of a stretch to a request: moments, or texts where the cursor says how."""
    if declared is None or declared.format is None:
        return lambda moment, _last: moment
    return bound_writer(declared.format, declared.tz)


def _newest(*moments: datetime | None) -> datetime | None:
    return max([moment for moment in moments if moment is not None], default=None)


def _ended(before: Position, after: Position, begin: datetime, now: datetime, seen: Seen) -> Position:
    if seen.paged and seen.changed:
        return bookmarks.unsettled(before, after, begin, now)
    return bookmarks.settled(after, now)


def _unusable(system: str, answer: Answer, what: str) -> OutsideUnavailable:
    return OutsideUnavailable(
        said("{system} 的列表{what}。", system=system, what=what),
        kept="对方的回答已原样保留，本页没有使用。",
        do_next="系统会自动重试。",
        crossing=answer.crossing,
    )
